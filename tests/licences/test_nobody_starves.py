"""What waits elsewhere, has no end, or cannot be handled stands in nobody's way."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection

from tongban.credentials import actions as credentials
from tongban.credentials import queries as held
from tongban.credentials.models import Holding, StatusList
from tongban.errors import Refused
from tongban.followers import actions as followers
from tongban.followers.models import DeadLetter
from tongban.licences import actions, queries
from tongban.licences.models import Application, Licence
from tongban.offices.records import Duty
from tongban.registers import actions as registers
from tongban.registers.models import Driver
from tongban.simulation import portraits


def row_of(licence):
    return Licence.objects.get(pk=licence.id)


def entitlement_of(licence):
    return Holding.objects.get(pk=licence.id).entitlement


# --- Photos ---
def test_photos_of_one_region_are_not_hidden_behind_older_ones_of_all_others(town):
    record = town.driver()
    holder = town.citizen(record)
    actions.apply(application_id=uuid.uuid4(), citizen=holder, picture=portraits.draw(5), at=town.AT)
    mine = Application.objects.get()
    Application.objects.bulk_create(
        Application(
            driver_id=uuid.uuid4(),
            citizen_id=uuid.uuid4(),
            region="330106",
            stage="review",
            photo=mine.photo,
            submitted_at=town.AT - timedelta(days=1),
            due_at=town.AT - timedelta(hours=n),
        )
        for n in range(1, 421)
    )
    officer = town.officer(Duty.PHOTO_REVIEW, region="5101")
    assert [one.id for one in queries.review_queue(officer, at=town.AT)] == [mine.id]
    nobody = town.officer(Duty.WINDOW, region="5101")
    assert queries.review_queue(nobody, at=town.AT) == []


# --- The calendar ---
def test_licences_without_an_end_are_never_due_and_expired_ones_are(town):
    for _ in range(3):
        town.issued(town.driver(valid_until=None))
    _record, _holder, ends = town.issued(town.driver(valid_until=date(2026, 11, 25)))
    assert actions.recompute_due(at=town.AT) == 0
    later = town.AT + timedelta(days=6)
    assert actions.recompute_due(at=later, limit=1) == 1
    assert entitlement_of(ends) != 0
    assert actions.recompute_due(at=later) == 0


def test_a_licence_that_the_register_has_already_renewed_is_not_looked_at_all_day(town):
    record, _holder, first = town.issued(town.driver(valid_until=date(2026, 11, 25)))
    _record, _holder, second = town.issued(town.driver(valid_until=date(2026, 11, 26)))
    later = town.AT + timedelta(days=10)
    Driver.objects.filter(pk=record.id).update(valid_until=date(2036, 11, 25))  # its event has not come yet
    Licence.objects.filter(pk=first.id).update(certified=row_of(first).certified | {"valid_until": "2036-11-25"})
    assert actions.recompute_due(at=later, limit=1) == 1
    assert entitlement_of(first) == 0
    assert actions.recompute_due(at=later, limit=1) == 1
    assert entitlement_of(second) != 0
    assert actions.recompute_due(at=later) == 0


def test_a_licence_that_cannot_be_read_does_not_stop_the_calendar(town):
    _record, _holder, bad = town.issued(town.driver(valid_until=date(2026, 11, 24)))
    _record, _holder, good = town.issued(town.driver(valid_until=date(2026, 11, 25)))
    Licence.objects.filter(pk=bad.id).update(certified={})
    later = town.AT + timedelta(days=10)
    assert actions.recompute_due(at=later, limit=1) == 0
    assert actions.recompute_due(at=later, limit=1) == 1
    assert entitlement_of(good) != 0
    [letter] = DeadLetter.objects.all()
    assert (letter.line, letter.item, letter.error, letter.is_dead) == (
        "licences/calendar",
        str(bad.id),
        "ValidationError",
        False,
    )


# --- Events ---
def test_an_event_that_cannot_be_handled_is_set_aside_tried_again_and_dies_after_some_tries(town):
    bad, _holder, poisoned = town.issued()
    good, _holder, well = town.issued()
    certified = row_of(poisoned).certified
    Licence.objects.filter(pk=poisoned.id).update(certified={})
    for record in (bad, good):
        registers.set_letter(driver_id=record.id, letter="K", reason="样本", by="officer:test", at=town.AT)
    assert actions.follow_register(at=town.AT) == 2
    assert row_of(well).letters == "K"
    at = town.AT
    for _ in range(12):
        at += timedelta(minutes=10)
        actions.follow_register(at=at)
    [letter] = DeadLetter.objects.all()
    assert letter.is_dead
    assert letter.tries == 8
    Licence.objects.filter(pk=poisoned.id).update(certified=certified)  # the operator mends the cause
    actions.follow_register(at=at)
    assert row_of(poisoned).letters != "K"
    followers.release_letter(line=letter.line, item=letter.item, at=at)
    actions.follow_register(at=at)
    assert row_of(poisoned).letters == "K"
    assert not DeadLetter.objects.exists()


def test_a_list_that_cannot_be_signed_does_not_keep_the_others_from_being_written(town, monkeypatch):
    town.issued()
    StatusList.objects.create(kind="entitlement", number=2)
    publish = credentials.publishing.publish_list

    def fails(kind, number, *, at):
        if (kind, number) == ("entitlement", 1):
            raise ValueError("spoilt")
        publish(kind, number, at=at)

    monkeypatch.setattr(credentials.publishing, "publish_list", fails)
    with pytest.raises(ValueError, match="spoilt"):
        credentials.publish_lists(at=town.AT)
    assert held.list_file("entitlement", 2, "jwt").exists()


# --- How much is read ---
def plan(query, values):
    """How the database would answer, with tables too small to be worth an index treated as if they were large."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN " + query, values)
        else:
            cursor.execute("EXPLAIN QUERY PLAN " + query, values)
        return [str(row[-1]) for row in cursor.fetchall()]


def test_to_apply_scans_no_table(town):
    record = town.driver()
    holder = town.citizen(record)
    seen = []

    def note(execute, sql, params, many, context):
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        actions.apply(application_id=uuid.uuid4(), citizen=holder, picture=None, at=town.AT)
    tables = ("licences_", "credentials_")
    reads = [one for one in seen if one[0].startswith("SELECT") and any(name in one[0] for name in tables)]
    reads = [one for one in reads if "credentials_statuslist" not in one[0]]  # one row a million licences
    assert reads
    for sql, params in reads:
        steps = plan(sql.replace(" FOR UPDATE", "") if connection.vendor == "postgresql" else sql, params)
        assert not [step for step in steps if step.startswith("SCAN") or "Seq Scan" in step], (sql, steps)


# --- One application ---
def test_an_applications_id_stands_for_one_person_and_one_picture(town):
    record = town.driver()
    holder = town.citizen(record)
    known = uuid.uuid4()
    actions.apply(application_id=known, citizen=holder, picture=portraits.draw(5), at=town.AT)
    assert actions.apply(application_id=known, citizen=holder, picture=portraits.draw(5), at=town.AT) == "review"
    for change in ({"picture": portraits.draw(6)}, {"picture": None}, {"citizen": town.citizen(town.driver())}):
        with pytest.raises(Refused, match=r"application\.key"):
            actions.apply(
                **{"application_id": known, "citizen": holder, "picture": portraits.draw(5), "at": town.AT} | change
            )
    assert Application.objects.count() == 1
