"""The transfers' benchmark runs whole, for a moment only: what it prints has its shape, how fast it was is not asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "transfer.py"
DATABASES = ("PostgreSQL", "SQLite")


@pytest.fixture(scope="module")
def lines():
    """The JSON lines of one run with as little work as possible, on both databases."""
    command = [sys.executable, str(BENCHMARK), "--json", "--rounds", "1", "--seconds", "0", "--alone"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_moves_and_prechecks_are_measured_on_both_databases(lines):
    names = {line["name"] for line in lines}
    for database in DATABASES:
        for move in ("file moved", "files moved by 50", "file verified and moved", "file sealed, verified and moved"):
            assert f"{move}, {database}" in names
        assert f"pre-check with its facts, {database}" in names
    assert "pre-check, rules alone" in names


def test_every_line_has_the_agreed_shape(lines):
    for line in lines:
        assert list(line) == ["name", "rate", "unit", "against", "ratio", "floor", "target", "better"]
        assert line["rate"] > 0
        assert line["ratio"] >= 0
        assert line["target"] is None or line["target"] > 0
        assert line["unit"].endswith(("/s", "/CPU-s"))


def test_the_move_is_held_against_pgbench_with_as_many_clients_and_against_durable_commits(lines):
    moves = [line for line in lines if line["name"].startswith(("file moved", "files moved"))]
    assert {line["against"].split(",")[0] for line in moves if "PostgreSQL" in line["name"]} == {"pgbench TPC-B"}
    assert {line["target"] for line in moves if "PostgreSQL" in line["name"]} == {0.45, 1.0}
    assert {line["against"] for line in moves if "SQLite" in line["name"]} == {"one INSERT and its durable commit"}
