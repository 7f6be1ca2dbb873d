"""Followers of the register: no change may ever appear behind a cursor that was handed out."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from register_rows import AT, BY

from tongban.registers import actions, queries
from tongban.registers.models import RegisterEvent
from tongban.registers.records import EventKind

no_deadline = settings(deadline=None)  # a busy machine is no failure


def write(driver, *, row_id: int) -> None:
    """A committed event whose serial number was handed out at some earlier moment."""
    RegisterEvent.objects.create(id=row_id, kind=EventKind.LETTER_SET, driver_id=driver.id, version=row_id, at=AT)


def test_a_row_that_commits_late_with_an_early_serial_number_is_still_seen(driver):
    write(driver, row_id=8)
    [first] = queries.events_after(0)
    write(driver, row_id=7)
    [late] = queries.events_after(first.seq)
    assert (first.version, late.version) == (8, 7)
    assert late.seq > first.seq


@pytest.mark.django_db
@no_deadline
@given(commits=st.permutations(list(range(1, 9))), reads=st.sets(st.integers(0, 7)))
def test_whatever_the_order_of_commits_a_follower_sees_each_change_once(commits, reads):
    with transaction.atomic():
        from register_rows import load

        driver = load(id=uuid.uuid4())
        cursor, seen = 0, []
        for step, row_id in enumerate(commits):
            write(driver, row_id=1_000_000 + row_id)
            if step in reads:
                found = queries.events_after(cursor)
                seen += found
                cursor = max([cursor, *(event.seq for event in found)])
        seen += queries.events_after(cursor)
        assert sorted(event.version for event in seen) == [1_000_000 + n for n in sorted(commits)]
        transaction.set_rollback(True)


def test_a_limit_cuts_the_line_without_losing_its_end(driver):
    for letter in "HISDU":
        actions.set_letter(driver_id=driver.id, letter=letter, reason="试", by=BY, at=AT)
    first = queries.events_after(0, 2)
    rest = queries.events_after(first[-1].seq, 10)
    assert [event.version for event in first + rest] == [2, 3, 4, 5, 6]


@pytest.mark.django_db
def test_an_empty_line_has_nothing_for_a_follower():
    assert queries.events_after(0) == []


@pytest.mark.django_db(transaction=True)
def test_on_postgresql_an_open_transaction_hides_its_change_and_loses_nothing():
    """The real thing: a slow writer takes its serial number first and commits last."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, so nothing can commit late")
    from register_rows import load

    driver = load()
    wrote, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                write(driver, row_id=50)
                wrote.set()
                may_commit.wait(20)
        finally:
            connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert wrote.wait(20)
    write(driver, row_id=51)
    [early] = queries.events_after(0)
    may_commit.set()
    writer.join(20)
    [late] = queries.events_after(early.seq)
    assert (early.version, late.version) == (51, 50)
