"""Limits: what is let through, when there is room again, what is kept of whom, and that processes count together."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from limits.limits_worker import AT

from tongban.errors import Malformed, TooMany
from tongban.limits import actions, table
from tongban.limits.actions import EPOCH, MICROSECOND
from tongban.limits.clients import client_of
from tongban.limits.models import Used
from tongban.limits.purse import Purse

WORKER = Path(__file__).with_name("limits_worker.py")
SAME = {"citizen": "same"}


def taken(name, *, by=SAME, at=AT, times=1, count=1):
    """How many of so many acts are let through."""
    done = 0
    for _ in range(times):
        try:
            actions.take(name, by=by, at=at, count=count)
            done += 1
        except TooMany:
            pass
    return done


# --- the table -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("one", table.LIMITS.values(), ids=lambda one: one.name)
def test_every_limit_says_what_it_counts_in_both_languages(one):
    assert one.counts.zh
    assert one.counts.en
    assert one.by
    assert one.burst >= 1
    assert one.step * one.burst <= one.period


def test_no_limit_of_signing_in_that_refuses_counts_by_name_alone():
    """Else a stranger's wrong passwords lock the owner out."""
    assert [one.name for one in table.LIMITS.values() if one.by == ("name",) and one.kind is table.Kind.REFUSE] == []


def test_an_installation_may_set_other_numbers(settings):
    settings.LIMITS = {"verify": {"burst": 3, "minutes": 1}, "looks": {"burst": 7}}
    assert (table.limit("verify").burst, table.limit("verify").period) == (3, timedelta(minutes=1))
    assert (table.limit("looks").burst, table.limit("looks").period) == (7, timedelta(hours=1))
    assert table.limit("register") == table.LIMITS["register"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"unheard-of": {"burst": 3}},
        {"verify": {"burst": 0}},
        {"verify": {"minutes": 0}},
        {"verify": {"minutes": 60 * 24 * 32}},
        {"verify": {"seconds": 3}},
        {"verify": {"burst": "3"}},
        {"verify": 3},
    ],
)
def test_numbers_that_make_no_sense_are_refused(settings, wrong):
    settings.LIMITS = wrong
    with pytest.raises(Malformed, match=r"limits\.setting"):
        table.changed()


# --- counting --------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("one", table.LIMITS.values(), ids=lambda one: one.name)
def test_given_a_limit_when_its_burst_is_used_up_then_there_is_no_room_until_one_step_later(one):
    by = dict.fromkeys(one.by, "same")
    assert taken(one.name, by=by, count=one.burst) == 1
    with pytest.raises(TooMany) as refused:
        actions.take(one.name, by=by, at=AT)
    step = timedelta(seconds=refused.value.seconds)
    assert taken(one.name, by=by, at=AT + step) == 1
    assert 0 <= (step - one.step).total_seconds() <= 1
    assert refused.value.status == 429


@pytest.mark.django_db
def test_given_one_subject_without_room_when_another_asks_then_it_is_let_through():
    assert taken("consent-code", times=25) == 20
    assert taken("consent-code", by={"citizen": "another"}, times=25) == 20


@pytest.mark.django_db
def test_what_is_refused_does_not_make_the_wait_longer():
    taken("consent-code", times=20)
    before = Used.objects.get().full_at
    assert taken("consent-code", times=50) == 0
    assert Used.objects.get().full_at == before


@pytest.mark.django_db
def test_what_is_given_back_counts_no_more():
    for _ in range(100):
        actions.take("consent-code", by=SAME, at=AT)
        actions.give_back("consent-code", by=SAME, at=AT)
    assert taken("consent-code", times=25) == 20


@pytest.mark.django_db
def test_given_a_clock_that_was_set_back_when_something_is_counted_then_nobody_is_shut_out():
    actions.take("consent-code", by=SAME, at=AT + timedelta(hours=20))
    actions.give_back("consent-code", by=SAME, at=AT + timedelta(hours=20))
    taken("consent-code", times=20, at=AT + timedelta(days=40))
    assert taken("consent-code", times=25) == 20


@pytest.mark.django_db
def test_names_are_kept_apart_wherever_their_borders_are():
    for client, name in (("a", "b|1:c"), ("a|5:b", "c"), ("ab", "c"), ("a", "bc")):
        actions.take("sign-in", by={"client": client, "name": name}, at=AT)
    assert Used.objects.count() == 4


@pytest.mark.django_db
def test_nothing_that_is_counted_by_can_be_read_in_the_database():
    actions.take("sign-in", by={"client": "192.0.2.7", "name": "lan"}, at=AT)
    row = Used.objects.get()
    assert len(row.key) == 64
    assert set(row.key) <= set("0123456789abcdef")
    assert {one.name for one in Used._meta.fields} == {"key", "full_at"}


@pytest.mark.django_db
def test_rows_that_say_nothing_any_more_are_forgotten():
    actions.take("verify", by={"client": "192.0.2.7"}, at=AT)
    actions.take("looks-week", by={"officer": "1"}, at=AT)
    assert actions.forget(at=AT) == 0
    assert actions.forget(at=AT + timedelta(minutes=10)) == 1
    assert Used.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_count_is_never_part_of_a_transaction_that_may_be_rolled_back():
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        actions.take("consent-code", by=SAME, at=AT)


@pytest.mark.django_db
def test_a_refusal_says_what_and_how_long_in_both_languages(settings):
    taken("consent-code", times=20)
    with pytest.raises(TooMany) as refused:
        actions.take("consent-code", by=SAME, at=AT)
    (reason,) = refused.value.verdict.reasons
    assert "最多 20 次" in reason.what.zh
    assert "at most 20 in 1 day" in reason.what.en
    assert reason.remedy.en == "Try again in 72 minutes."
    assert "same" not in str(refused.value)


def naive(burst, period, moments):
    """The same rule, thought of as a bucket that leaks: which of the moments are let through."""
    level, last = 0.0, None
    for at in moments:
        level = 0.0 if last is None else max(0.0, level - (at - last) * burst / period)
        last = at
        fits = level + 1 <= burst + 1e-6
        level += fits
        yield fits


@pytest.mark.django_db
@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 90), min_size=1, max_size=60))
def test_the_rule_is_a_bucket_that_leaks(pauses):
    seconds, moments = 0, []
    for pause in pauses:
        seconds += pause
        moments.append(seconds)
    by = {"client": uuid4().hex}
    found = [taken("verify", by=by, at=AT + timedelta(seconds=one), count=12) == 1 for one in moments]
    assert found == list(naive(10, 600, moments))


# --- clients ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("", "unknown"),
        ("proxy.example", "unknown"),
    ],
)
def test_a_client_is_an_ipv4_address_or_an_ipv6_network(address, client):
    assert client_of(address) == client


# --- purses ----------------------------------------------------------------------------------------------------
def test_a_purse_asks_once_for_a_lot_and_again_when_it_is_spent():
    asked = []
    purse = Purse(
        "verify-code", lot=3, draw=lambda name, **how: asked.append((name, how["by"]["client"], how["count"]))
    )
    for _ in range(7):
        purse.spend("192.0.2.7", at=AT)
    purse.spend("192.0.2.8", at=AT)
    assert asked == [("verify-code", "192.0.2.7", 3)] * 3 + [("verify-code", "192.0.2.8", 3)]


def test_a_purse_is_refused_what_the_count_refuses_and_remembers_few_clients():
    def none_left(name, **_how):
        raise actions.too_many(table.limit(name), wait=timedelta(seconds=30))

    with pytest.raises(TooMany):
        Purse("verify-code", lot=3, draw=none_left).spend("192.0.2.7", at=AT)
    purse = Purse("verify-code", lot=3, draw=lambda *_, **__: None)
    for n in range(10_050):
        purse.spend(str(n), at=AT)
    assert len(purse._left) == 10_000


# --- processes -------------------------------------------------------------------------------------------------
@pytest.fixture
def database(tmp_path):
    """The address of an empty database of the kind that the tests run on."""
    if connection.vendor != "postgresql":
        yield f"sqlite:///{tmp_path / 'limits.sqlite3'}"
        return
    place, name = connection.settings_dict, f"limits_{uuid4().hex}"
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


def test_given_eight_processes_at_once_when_all_take_then_they_get_as_many_as_one(database, tmp_path):
    environment = os.environ | {"TONGBAN_DATABASE_URL": database, "TONGBAN_DATA": str(tmp_path)}

    def start(*command):
        return subprocess.Popen(
            [sys.executable, WORKER, *command],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    migrating = start("migrate")
    migrating.communicate(timeout=120)
    assert migrating.returncode == 0
    all_eight = [start("take", "10") for _ in range(8)]
    for process in all_eight:
        process.stdin.write("go\n")
        process.stdin.flush()
    found = [int(process.communicate(timeout=120)[0]) for process in all_eight]
    assert sum(found) == 20


def test_moments_are_counted_in_microseconds_since_1970():
    assert actions.microseconds(EPOCH + timedelta(days=1)) == timedelta(days=1) // MICROSECOND
    assert actions.microseconds(datetime(1970, 1, 1, tzinfo=UTC)) == 0
