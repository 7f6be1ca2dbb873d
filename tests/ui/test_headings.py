"""A page says its heading once: in the bar where it has one, else in the text; and no field is optional twice."""

from __future__ import annotations

import re
from pathlib import Path

import tongban
from tongban.transfers.forms import citizen

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


def test_the_template_alone_says_which_of_a_citizens_fields_is_optional():
    forms = [one for one in vars(citizen).values() if isinstance(one, type) and hasattr(one, "base_fields")]
    labels = [str(field.label) for form in forms for field in form.base_fields.values() if field.label]
    assert len(labels) > 10
    assert [label for label in labels if "可不填" in label or "optional" in label] == []
