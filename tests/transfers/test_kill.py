"""Processes die by SIGKILL in the middle of a move, on a real database file or server; what they promised still holds.

The suite kills a dozen; TONGBAN_KILLS=500 is the long run, whose table stands in docs/journeys/transfer.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

KILLS = int(os.environ.get("TONGBAN_KILLS", "15"))
HERE = Path(__file__).resolve().parent


@pytest.fixture
def database(tmp_path):
    """The address of an empty database of the kind that the suite runs on."""
    if connection.vendor != "postgresql":
        yield f"sqlite:///{tmp_path / 'kill.sqlite3'}"
        return
    import psycopg

    given = os.environ["TONGBAN_DATABASE_URL"]
    name = f"kill_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield given.rsplit("/", 1)[0] + f"/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
def test_killed_at_any_moment_exactly_one_office_holds_each_file(database, tmp_path):
    environment = os.environ | {
        "TONGBAN_DATABASE_URL": database,
        "TONGBAN_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        "PYTHONPATH": os.pathsep.join([str(HERE.parent), str(HERE), str(HERE.parents[1] / "src")]),
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "killing.py"), str(KILLS)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr[-2000:]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    print(json.dumps(found, indent=1, ensure_ascii=False))
    assert found["faults"] == []
    assert found["died_by_itself"] == 0, done.stderr[-2000:]
    assert found["journal"] == "holds"
    assert found["finished"]
    assert found["left_open"] == 0
    assert sum(found["in_flight"].values()) == KILLS
    assert found["moves"] > 0
