"""A page says its heading once: in the bar where it has one, else in the text."""

from __future__ import annotations

import re
from pathlib import Path

import tongban

TEMPLATES = sorted(Path(tongban.__file__).parent.rglob("templates/**/*.html"))
BAR = re.compile(r"{% block bar_title %}(.*?){% endblock")
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)


def test_no_page_repeats_its_bar_in_its_text():
    pages = {path: path.read_text("utf-8") for path in TEMPLATES}
    with_bar = {path: BAR.search(text)[1] for path, text in pages.items() if BAR.search(text)}
    assert len(with_bar) > 30
    twice = {
        path.name
        for path, bar in with_bar.items()
        if bar and "<h1" not in bar and re.sub(r"<[^>]+>", "", bar) in HEADING.findall(pages[path])
    }
    assert twice == set()
