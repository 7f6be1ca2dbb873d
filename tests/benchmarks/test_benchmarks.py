"""The benchmarks run whole, each figure for a moment only: what they print has its shape, how fast it was is not asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
LICENCE = {
    "mdoc issue",
    "mdoc verify",
    "SD-JWT issue",
    "SD-JWT verify",
    "code verify, phone never seen",
    "code verify, phone seen before",
    "status publish, one flip of 2^20",
    "verify over HTTP, phone never seen",
    "verify over HTTP, phone seen before",
    "log append in memory",
    "log append, durable, by 100",
    "journal append by 100, SQLite",
    "list of 2^20 published, 1 % set",
    "list of 2^20 published, 10 % set",
    "list of 2^20 published, 38 % set",
}


def printed(*options):
    """What `run bench licence` prints with these options and as little work as possible."""
    command = [sys.executable, str(BENCHMARKS / "licence.py"), "--rounds", "1", "--seconds", "0", "--alone", *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.fixture(scope="module")
def lines():
    """The JSON lines of one run."""
    return [json.loads(line) for line in printed("--json")]


def test_every_figure_of_the_licence_is_measured(lines):
    assert {line["name"] for line in lines} == LICENCE


def test_every_line_has_the_agreed_shape(lines):
    for line in lines:
        assert list(line) == ["name", "rate", "unit", "against", "ratio", "floor", "target", "better"]
        assert line["better"] in ("more", "less")
        assert line["rate"] > 0
        assert line["ratio"] > 0
        assert line["target"] is None or line["target"] > 0
        assert line["unit"].endswith(("/s", "/CPU-s")) is (line["better"] == "more")


def test_every_figure_is_held_against_something_and_the_formats_against_a_named_peer(lines):
    for name in ("mdoc issue", "mdoc verify", "SD-JWT issue", "SD-JWT verify"):
        against = [line["against"] for line in lines if line["name"] == name]
        assert any(one.startswith("ES256") for one in against)
        assert any(one.startswith(("isomdoc", "openvc-core", "sd-jwt")) for one in against)


def test_the_table_for_the_docs_has_one_row_a_line():
    _machine, _blank, head, rule, *rows = printed("--markdown", "--only", "SD-JWT issue")
    assert head == "| figure | rate | against | ratio | floor | target |"
    assert set(rule) == {"|", "-"}
    assert rows
    assert all(row.startswith("| SD-JWT issue |") and row.count("|") == 7 for row in rows)


def test_a_page_is_held_against_a_plain_view_with_as_many_reads():
    command = [sys.executable, str(BENCHMARKS / "pages.py"), "--rounds", "1", "--seconds", "0", "--alone", "--json"]
    said = subprocess.run([*command, "--only", "page ui:offline"], capture_output=True, text=True, check=True).stdout
    [line] = map(json.loads, said.splitlines())
    assert list(line) == ["name", "rate", "unit", "against", "ratio", "floor", "target", "better"]
    assert (line["name"], line["against"]) == ("page ui:offline", "plain Django view, 0 indexed reads")
    assert line["rate"] > 0
