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
from tongban.registers import codes, english
from tongban.registers.codes import Table
from tongban.transfers.views.grounds import GROUND_WORDS

BRAND = re.compile("通办|中文|样证")  # the name, the switch of the language, what every specimen bears
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
        page = Page(one.html)
        wrong |= {(one.name, said) for said in page.loose if page.is_chinese(BRAND.sub("", said))}
        for said in page.said:
            found = {*WORD.findall(said)} & raw | {*GROUND.findall(said)}
            wrong |= {(one.name, code) for code in found - {"on-site"}}
    assert wrong == set()


def test_every_code_of_the_register_that_a_page_shows_has_its_english():
    for table in (Table.VEHICLE_STATUS, Table.USE, Table.COLOUR, Table.FUEL, Table.VEHICLE_TYPE):
        for code in codes.names(table):
            text = english.said(table, code)
            assert re.fullmatch(r"[A-Z][a-z ,-]+", text.en), (table, code, text)


def test_grounds_in_the_journal_have_words():
    assert all(text.zh and text.en for text in GROUND_WORDS.values())
