"""A second kind of case stands on the floor with a table, its rows and a description, and nothing copied."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from viewing import QUEUE, VIEWINGS, Move, Stage, Viewing, ViewingAct, ViewingMoved

from tongban.cases.queues import Tab
from tongban.cases.running import look_at, run_clocks
from tongban.errors import Malformed, NotFound, Refused
from tongban.journal import queries as journal
from tongban.offices.records import Duty

OFFICE = "510100000000"


@pytest.fixture(scope="module", autouse=True)
def tables(django_db_setup, django_db_blocker):
    """The toy has no migrations: its tables are made for this module."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Viewing)
            editor.create_model(ViewingAct)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(ViewingAct)
            editor.delete_model(Viewing)
        connection.close()


@pytest.fixture
def case(town):
    return Viewing.objects.create(
        number="V-1", stage=Stage.APPLIED, stage_since=town.AT, created_at=town.AT, office=OFFICE
    )


def do(case, move, officer, *, at, key=None, content=None):
    """Guard, change, record: what a service's act is."""
    given = {"key": key or uuid.uuid4().hex, "move": move, "by": officer, "content": content or {}, "at": at}
    with VIEWINGS.acting(case.pk, **given) as act:
        if act.is_new:
            act.sign()
            VIEWINGS.step(act.row, move, by=officer.key, at=at)
    case.refresh_from_db()


def test_an_act_is_done_once_under_its_key_and_told(town, case):
    officer = town.officer(Duty.WINDOW)
    for _ in range(2):
        do(case, Move.GRANT, officer, at=town.AT, key="k")
    assert (case.stage, case.granted_by, case.due_at) == (Stage.GRANTED, officer.id, town.AT + timedelta(days=3))
    assert [one.tag for one in journal.history(f"viewing:{case.pk}")] == ["viewing-moved"]
    with pytest.raises(Refused, match=r"viewing\.key"):
        do(case, Move.GRANT, officer, at=town.AT, key="k", content={"pages": 3})
    with pytest.raises(Malformed, match=r"viewing\.key-malformed"):
        do(case, Move.GRANT, officer, at=town.AT, key="k" * 81)


def test_only_who_holds_the_duty_there_and_is_somebody_else_goes_on(town, case):
    with pytest.raises(NotFound, match=r"viewing\.unknown"):
        do(case, Move.GRANT, town.officer(Duty.WINDOW, region="3205"), at=town.AT)
    granter = town.officer(Duty.WINDOW)
    do(case, Move.GRANT, granter, at=town.AT)
    with pytest.raises(Refused, match=r"viewing\.same-person"):
        do(case, Move.VIEW, granter, at=town.AT)
    do(case, Move.VIEW, town.officer(Duty.WINDOW), at=town.AT)
    assert (case.stage, case.ended_at) == (Stage.VIEWED, town.AT)
    with pytest.raises(Refused, match=r"viewing\.stage"):
        do(case, Move.GRANT, granter, at=town.AT)


def test_a_queue_counts_whose_turn_it_is_and_a_clock_that_ran_out_ends_the_case(town, case):
    officer, at = town.officer(Duty.WINDOW), town.AT
    assert QUEUE.counts(officer, at=at) == {"mine": 1, "all": 1, "soon": 0, "overdue": 0, "waiting": 0}
    do(case, Move.GRANT, officer, at=at)
    late = at + timedelta(days=4)
    assert list(QUEUE.in_tab(officer, Tab.MINE, at=late)) == []
    assert list(QUEUE.in_tab(officer, Tab.OVERDUE, at=late)) == [case]
    assert look_at(VIEWINGS, Stage.GRANTED, len, limit=5, at=late) == 1
    given = {"line": "viewings", "steps": lambda since: (), "escalated": ViewingMoved, "limit": 5}
    assert run_clocks(
        VIEWINGS, end=lambda row, how: VIEWINGS.step(row, how.move, by=VIEWINGS.system, at=late), at=late, **given
    )
    case.refresh_from_db()
    assert case.stage == Stage.EXPIRED
    assert QUEUE.count(officer, tab=Tab.DONE, at=late) == 1
