"""A process that sends and delivers is killed before and after every single statement: nothing is lost or doubled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from tongban.partners.records import Partner
from tongban.simulation import partner_servers
from tongban.simulation.partner_servers import Simulators, signing_keys

WORKER = Path(__file__).with_name("partner_worker.py")


@pytest.fixture
def database(tmp_path):
    """The address of an empty database of the kind that the tests run on."""
    if connection.vendor != "postgresql":
        yield f"sqlite:///{tmp_path / 'partners.sqlite3'}"
        return
    place, name = connection.settings_dict, f"partners_{uuid4().hex}"
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
def partners(town, settings):
    """The simulators over HTTP."""
    settings.DEMO = True
    simulators = Simulators(our_keys=signing_keys, push=lambda *_: 0)
    server = partner_servers.start(port=0, simulators=simulators, daily=False)
    server.simulators = simulators
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_given_a_kill_at_any_statement_when_another_goes_on_then_each_message_is_answered_once(
    database, partners, settings
):
    environment = os.environ | {
        "TONGBAN_DATABASE_URL": database,
        "TONGBAN_DATA": str(settings.DATA),
        "TONGBAN_KEYS": str(settings.KEYS),
        "TONGBAN_PARTNERS_URL": partners.url,
    }
    command = [sys.executable, WORKER]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    rounds = json.loads(done.stdout)
    knows = partners.simulators.knows.knows
    issued = Counter(reply["body"]["number"] for reply in knows.said.values())

    assert sum(each["killed"] for each in rounds) > 40  # before and after more than twenty statements
    assert not rounds[-1]["killed"]
    assert {len(each["ids"]) for each in rounds} == {0, 2}  # the act happened whole or not at all
    for each in rounds:
        assert each["gapless"], each
        assert each["open"] == 0, each
        assert each["outcomes"] == ["answered"] * len(each["ids"]), each
        assert each["numbers"] == sorted(knows.said[key]["body"]["number"] for key in each["ids"]), each
    assert len(knows.invoices) == len(knows.said) == sum(len(each["ids"]) for each in rounds)
    assert set(issued.values()) == {1}
    assert any(each["tries"] > 2 for each in rounds), "no kill came between a call and its answer"
    assert set(partners.simulators.desks) == set(Partner)
