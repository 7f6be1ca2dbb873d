"""What every template and the style sheet keep: a strict CSP, no third party, English for each phrase, contrast."""

from __future__ import annotations

import gzip
import re
from itertools import pairwise
from pathlib import Path

import pytest

import tongban
from tongban.config import translations

PACKAGE = Path(tongban.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
STYLES = PACKAGE / "ui" / "static" / "ui" / "tongban.css"
SOURCE = PACKAGE.parent.parent / "frontend" / "src" / "styles" / "tongban.scss"


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_has_neither_style_nor_script_of_its_own(path):
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\son[a-z]+\s*=\s*['\"]", text)
    assert not re.search(r"<script(?![^>]*\b(src=|type=\"application/json\"))", text)
    assert not re.search(r"hx-on|javascript:", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_asks_no_third_party_for_anything(path):
    assert not re.search(
        r"<(?:script|link|img|iframe|video|source)[^>]+(?:src|href)=\"(?:https?:)?//", path.read_text()
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_icon_that_a_template_names_is_there(path):
    for name in re.findall(r"{%\s*icon\s+\"([^\"]+)\"", path.read_text()):
        assert (PACKAGE / "ui" / "icons" / f"{name}.svg").exists(), name


def test_red_stands_with_the_icon_of_the_table():
    # Design 2: four signals change together, so the octagon with a minus is red's everywhere.
    assert [named(path) for path in TEMPLATES if "alert-octagon" in path.read_text()] == []


@pytest.mark.parametrize("app", translations.apps(), ids=lambda path: path.name)
def test_every_phrase_has_its_english(app):
    catalogue = translations.read_catalogue(translations.po_file(app))
    assert [phrase for phrase in translations.phrases(app) if not catalogue.get(phrase)] == []


@pytest.mark.parametrize("app", translations.apps(), ids=lambda path: path.name)
def test_no_english_is_left_over(app):
    said = {*translations.phrases(app), ""}
    assert [phrase for phrase in translations.read_catalogue(translations.po_file(app)) if phrase not in said] == []


def test_a_phrase_has_one_english_in_all_packages():
    # At run time the catalogues are one: the first package's English stands on everybody's pages. Two meanings of one
    # Chinese word are told apart by a context.
    english: dict[str, dict[str, str]] = {}
    for app in translations.apps():
        for phrase, text in translations.read_catalogue(translations.po_file(app)).items():
            english.setdefault(phrase, {})[app.name] = text
    assert {phrase: texts for phrase, texts in english.items() if phrase and len(set(texts.values())) > 1} == {}


@pytest.mark.parametrize("app", translations.apps(), ids=lambda path: path.name)
def test_the_english_fills_in_what_the_chinese_fills_in(app):
    for phrase, english in translations.read_catalogue(translations.po_file(app)).items():
        if phrase and english:
            blanks = set(re.findall(r"%\(\w+\)s|\{\w+\}", english))
            assert blanks == set(re.findall(r"%\(\w+\)s|\{\w+\}", phrase)), phrase


def test_the_style_sheet_is_small_on_the_wire():
    assert len(gzip.compress(STYLES.read_bytes(), 9)) < 25_000


def test_the_style_sheet_asks_nobody_else():
    assert not re.search(r"url\([\"']?(?:https?:)?//|@import", STYLES.read_text())


def test_text_follows_the_font_size_that_the_user_has_set():
    # WCAG 2.2, 1.4.4: sizes in pixels stay where they are when somebody asks their browser for larger letters.
    assert re.findall(r"[^;{]*\b(?:font-size|line-height):\s*[\d.]+px|\bfont:[^;]*\d+px[^;]*", SOURCE.read_text()) == []


def test_errors_of_a_form_are_told_by_one_component():
    # The focus, the title and the links to the controls come with it.
    with_their_own = [named(path) for path in TEMPLATES if "govuk-error-summary" in path.read_text()]
    assert with_their_own == ["ui/templates/ui/part/error_summary.html"]


def tokens() -> dict[str, str]:
    return dict(re.findall(r"\$([a-z0-9-]+): (#[0-9a-f]{3,6})\b", SOURCE.read_text()))


def luminance(colour: str) -> float:
    """WCAG 2.2: relative luminance."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "paper", 4.5), ("ink", "canvas", 4.5), ("ink-2", "paper", 4.5), ("ink-2", "canvas", 4.5),
        ("brand", "tint", 4.5), ("link", "paper", 4.5), ("link", "canvas", 4.5), ("paper", "deep", 4.5),
        ("paper", "brand", 4.5), ("paper", "green", 4.5), ("ink", "amber", 4.5), ("paper", "red", 4.5),
        ("paper", "grey", 4.5), ("line-strong", "paper", 3), ("input-border", "paper", 3), ("ink", "focus", 3),
    ],
)  # fmt: skip
def test_a_colour_can_be_read_on_its_ground(text, ground, least):
    colours = tokens()
    assert contrast(colours[text], colours[ground]) >= least


def test_standings_keep_their_order_without_colour_at_night():
    """Design 2: red darker than green, amber lighter than both, so that greyscale still tells them apart."""
    red, green, amber = (luminance(colour) for colour in ("#8a1512", "#117a4a", "#d99a00"))
    styles = STYLES.read_text()
    assert all(colour in styles for colour in ("#8a1512", "#117a4a", "#d99a00"))
    assert all((lighter + 0.05) / (darker + 0.05) > 1.5 for darker, lighter in pairwise((red, green, amber)))
