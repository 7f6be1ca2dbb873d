"""The walks of the two READMEs and of the demonstration: each word to press is on the screen, and all tell one story."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation import gettext, pgettext

import tongban

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path(tongban.__file__).parent
LICENCE = {"README.zh-CN.md": "十分钟走一遍驾驶证", "README.md": "A driving licence in ten minutes"}
CAR = {
    "README.zh-CN.md": "十分钟把一辆车从成都卖到苏州",
    "README.md": "Sell a car from Chengdu to Suzhou in ten minutes",
}
QUOTED = {"README.zh-CN.md": re.compile(r"“([^”]+)”"), "README.md": re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")}


def steps(name, heading):
    """Who and what of each numbered step below a heading."""
    text = (ROOT / name).read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    found = re.findall(r"^\d+\. \*\*(.+?)\*\*(.+)$", text, re.MULTILINE)
    assert len(found) >= 8
    return found


def patterned(phrase):
    """A phrase with places for numbers (%(n)s, {n}) as a pattern of what is on the screen."""
    return re.sub(r"%\\\(\w+\\\)s|\\\{[^}]*\\\}|%s", r"\\d+", re.escape(phrase))


@cache
def on_screen():
    """Everything that a page can say, in both languages: phrases, tables of words, and the words of the scripts."""
    words = []
    for path in SOURCE.rglob("*.po"):
        with path.open("rb") as file:
            for one in read_po(file):
                both = [
                    *(one.id if isinstance(one.id, tuple) else [one.id]),
                    *([one.string] * isinstance(one.string, str)),
                ]
                words += [word for word in both if word]
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        words += [one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        words += [ast.unparse(one)[2:-1] for one in ast.walk(tree) if isinstance(one, ast.JoinedStr)]
    words += re.findall(r'"([^"\n]+)"', (ROOT / "frontend" / "src" / "demo" / "demo.js").read_text("utf-8"))
    return {word for word in words if len(word) < 200 and "“" not in word}


@pytest.mark.parametrize("heading", [LICENCE, CAR], ids=["licence", "car"])
@pytest.mark.parametrize("name", LICENCE)
def test_what_a_walk_says_to_press_is_on_a_page(name, heading):
    told = [word for _who, what in steps(name, heading[name]) for word in QUOTED[name].findall(what)]
    assert len(told) > 20
    known = on_screen()
    patterns = [re.compile(patterned(one)) for one in known if "%(" in one or "{" in one]
    bare = {word: word.removeprefix("…").removeprefix("……").strip(" …") for word in told}
    assert [
        word
        for word, core in bare.items()
        if core not in known
        and not any(core in one for one in known if len(one) <= len(core) + 20)
        and not any(one.fullmatch(core) for one in patterns)
    ] == []


def test_the_demonstration_and_the_two_readmes_tell_the_same_walk():
    chinese, english = (steps(name, LICENCE[name]) for name in ("README.zh-CN.md", "README.md"))
    template = (SOURCE / "portal" / "templates" / "portal" / "walk.html").read_text("utf-8")
    shown = re.findall(
        r'<strong>{% translate "(.+?)" context "跟着走" %}</strong><p>{% translate "(.+?)" %}</p>', template
    )
    assert [(who, what) for who, what in shown] == [(who, what.lstrip("，。")) for who, what in chinese]
    with translation.override("en"):
        told = [(pgettext("跟着走", who), gettext(what)) for who, what in shown]
    plain = [(who, re.sub(r"\*([^*]+)\*", r"“\1”", what.lstrip(",. "))) for who, what in english]
    assert told == [(who, what[0].upper() + what[1:]) for who, what in plain]
