"""Every page as every role in English: Chinese stands only where it is marked, and no code of a table stands bare.

The pages come from the same town and roles as the doors' (test_doors.py), collected from the resolver; the words that
must not be seen are collected from the code's own enumerations and tables.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from enum import StrEnum

import pytest
from accessibility.test_every_page import shown_to
from config.test_doors import Town
from page_reading import Page

import tongban
from tongban.identifiers import PROVINCES

MARKS = re.compile("通办|中文|样证")  # the name, the switch of the language, what every specimen bears
TITLED = re.compile(rf"(?<=<title>)([^<]*?)[{PROVINCES}][A-Z][A-Z0-9]{{5,6}}")  # a plate; no element can mark it there
ENGLISH = {"on-site"}  # the value of an enumeration that is an English word
WORD = re.compile(r"(?<![\w/.-])[a-z]+(?:[-_][a-z]+)+(?![\w/-])")
GROUND = re.compile(r"\bREF-[\d-]+\b|\bINV-\w+")


def enumerations():
    """Every StrEnum of the package."""
    for module in pkgutil.walk_packages(tongban.__path__, "tongban."):
        if not re.search(r"\.(migrations|settings|wsgi|web|__main__|manage)\b", module.name):
            for one in vars(importlib.import_module(module.name)).values():
                if isinstance(one, type) and issubclass(one, StrEnum) and one is not StrEnum:
                    yield one


def raw_words():
    """Values of enumerations that are no English: several words with a hyphen or underscore between."""
    return {str(value) for one in enumerations() for value in one if WORD.fullmatch(str(value))}


@pytest.fixture
def pages(town, settings):
    settings.DEMO = False
    return shown_to(Town(), "en")


@pytest.mark.django_db
def test_chinese_is_marked_and_no_code_stands_bare(pages):
    raw, wrong = raw_words(), set()
    assert len(raw) > 40
    assert len(pages) > 80
    for one in pages:
        page = Page(TITLED.sub(r"\1", one.html))
        wrong |= {(one.name, said) for said in page.loose if page.is_chinese(MARKS.sub("", said))}
        for said in page.said:
            found = {*WORD.findall(said)} & raw | {*GROUND.findall(said)}
            wrong |= {(one.name, code) for code in found - ENGLISH}
    assert wrong == set()
