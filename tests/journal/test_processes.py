"""Processes that are killed at the worst moment, and two sequencers at once, on a real database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

WORKER = Path(__file__).with_name("journal_worker.py")


@pytest.fixture
def database(tmp_path):
    """The address of an empty database of the kind that the tests run on."""
    if connection.vendor != "postgresql":
        yield f"sqlite:///{tmp_path / 'journal.sqlite3'}"
        return
    place, name = connection.settings_dict, f"journal_{uuid4().hex}"
    server = {
        "host": place["HOST"],
        "port": place["PORT"] or 5432,
        "user": place["USER"],
        "password": place["PASSWORD"],
    }
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        login = quote(place["USER"]) + (f":{quote(place['PASSWORD'])}" if place["PASSWORD"] else "")
        yield f"postgresql://{login}@{quote(place['HOST'], safe='')}:{server['port']}/{name}"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def start(database, tmp_path):
    environment = os.environ | {"TONGBAN_DATABASE_URL": database, "TONGBAN_DATA": str(tmp_path)}

    def start(*command):
        return subprocess.Popen(
            [sys.executable, WORKER, *map(str, command)], env=environment, stdout=subprocess.PIPE, text=True
        )

    return start


@pytest.fixture
def run(start):
    def run(*command):
        process = start(*command)
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0, command
        return output

    run("migrate")
    return run


@pytest.fixture
def verified(run):
    return lambda: json.loads(run("verify"))


def killed(process):
    process.communicate(timeout=120)
    return process.returncode == -signal.SIGKILL


def test_a_process_killed_before_sequencing_loses_no_entry(run, start, verified):
    process = start("record", 100_000)
    run("sequence", 100, 1)  # returns once the log has an entry
    process.kill()
    assert killed(process)
    run("sequence", 4096, 0)
    found = verified()
    assert found["size"] >= 1
    assert found == {"wrong": {}, "size": found["size"], "waiting": 0}


@pytest.mark.parametrize("death", ["die-signing", "die-publishing"])
def test_a_sequencer_killed_between_its_steps_is_continued_by_the_next(run, start, verified, death):
    run("record", 5)
    run("sequence", 5, 5)
    run("record", 300)
    assert killed(start(death))
    found = verified()
    assert (found["size"], found["waiting"]) == (5, 0)  # the places are given, the old checkpoint still shows
    run("record", 1)
    run("sequence", 4096, 306)
    assert verified() == {"wrong": {}, "size": 306, "waiting": 0}


def test_a_sequencer_killed_again_and_again_loses_and_doubles_nothing(run, start, verified):
    run("record", 400)
    for turn in range(4):
        process = start("sequence", 3, 10_000)
        time.sleep(0.4 + 0.15 * turn)
        process.kill()
        assert killed(process)
    run("sequence", 4096, 400)
    assert verified() == {"wrong": {}, "size": 400, "waiting": 0}


def test_two_sequencers_at_once_make_one_log(run, start, verified):
    run("record", 100)
    both = [start("sequence", 7, 300), start("sequence", 11, 300)]
    run("record", 200)
    for process in both:
        process.communicate(timeout=120)
    assert [process.returncode for process in both] == [0, 0]
    assert verified() == {"wrong": {}, "size": 300, "waiting": 0}
