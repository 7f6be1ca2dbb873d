"""docs/security/asvs.md is whole: every requirement of levels 1 and 2, no other, each with what shows it.

asvs_5_0_levels.csv: numbers and levels of OWASP ASVS 5.0.0.
"""

from __future__ import annotations

import ast
import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security" / "asvs.md").read_text("utf-8")
STATES = ("met", "partly", "not met", "open", "n/a")


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split(" | ")]


ROWS = [found for found in map(cells, PAGE.splitlines()) if len(found) == 6 and found[0][0].isdigit()]


def test_every_requirement_of_levels_1_and_2_has_its_line_and_no_other():
    with (Path(__file__).with_name("asvs_5_0_levels.csv")).open() as file:
        wanted = {line["requirement"]: line["level"] for line in csv.DictReader(file)}
    assert len(wanted) == 253
    assert {row[0]: row[1] for row in ROWS} == wanted
    assert len(ROWS) == 253


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_line_says_how_it_stands_and_names_tests_that_are_there(row):
    _number, _level, asks, state, how, tests = row
    assert asks
    assert state in STATES
    assert how
    for named in [] if tests == "–" else tests.split(", "):
        path, _colons, name = named.strip("`").partition("::")
        assert (ROOT / path).is_file(), named
        assert not name or name in names_in(path), named


@cache
def names_in(path):
    """The names of the tests in a file."""
    nodes = ast.walk(ast.parse((ROOT / path).read_text("utf-8")))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_the_counts_at_the_head_are_those_of_the_table():
    found = Counter(row[3] for row in ROWS)
    for state in STATES:
        assert f"| {state} | {found[state]} |" in PAGE


def test_the_head_says_how_much_of_what_is_met_a_single_test_shows():
    met = [row[5] for row in ROWS if row[3] == "met"]
    shown = Counter("named" if "::" in tests else "none" if tests == "–" else "file" for tests in met)
    assert f"| met, by a test that is named | {shown['named']} |" in PAGE
    assert f"| met, by a file of tests | {shown['file']} |" in PAGE
    assert f"| met, without a test | {shown['none']} |" in PAGE


def test_no_line_with_a_named_test_names_a_bare_file_beside_it():
    for row in ROWS:
        named = [] if row[5] == "–" else row[5].split(", ")
        assert len({"::" in one for one in named}) < 2, row[0]
