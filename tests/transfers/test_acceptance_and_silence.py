"""受理 and what follows from silence: of the office (the application counts as accepted), of the other side (a reminder, then a
decision in writing), of a seller (the buyer's application goes to the office all the same)."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from desk_browser import client_of
from django.apps import apps

from tongban.cases.queues import Tab
from tongban.errors import Forbidden, Refused
from tongban.inspections.records import Tick
from tongban.journal.models import Entry
from tongban.notices.models import Notice
from tongban.offices.records import Duty
from tongban.transfers import actions, queries
from tongban.transfers.actions.clocks import runs_out
from tongban.transfers.models import Transfer
from tongban.transfers.stages import OPEN, TABLE, Actor, Ground, Silence, Stage, Way

pytestmark = pytest.mark.django_db


def told(person, words):
    return Notice.objects.filter(citizen_id=person.id, text_zh__contains=words).count()


def entries(tag):
    return Entry.objects.filter(tag=tag).count()


# --- the office ---
def test_an_application_is_accepted_when_the_car_is_shown_and_decided_within_the_day_of_the_law(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at)
    assert case.row.accepted_at is None
    case.inspect(at)
    row = case.row
    assert row.accepted_at == at.at
    assert row.due_at == row.decide_by == runs_out("decision", row.accepted_at)
    assert entries("application-accepted") == 1
    case.approve(at).choose(at)
    assert case.row.due_at == row.decide_by  # one date: no second day begins with the number


def test_a_car_that_fails_is_not_accepted_and_its_owner_was_told_what_to_mend(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at)
    case.inspect(at, items=cars.FORM | {9: Tick.FAIL})
    assert (case.stage, case.row.accepted_at) == (Stage.REINSPECTION, None)


def test_who_takes_days_to_choose_a_number_does_not_make_the_office_late(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at)
    at.at += timedelta(days=20)
    case.choose(at)
    assert case.row.due_at == runs_out("decision", at.at)


def test_an_office_that_says_nothing_in_five_working_days_has_accepted_from_the_day_the_papers_came(cars, at):
    case = cars.submitted(at=at)
    came = case.row.stage_since
    at.at = case.row.due_at + timedelta(minutes=1)
    actions.run_clocks(at=at())
    row = case.row
    assert (row.stage, row.accepted_at) == (Stage.FILE_REQUESTED, came)
    assert row.decide_by == runs_out("decision", came)
    assert told(case.buyer, "视为受理") == 1
    assert row.told_late_at is not None  # the day of the law had passed by then: said at once, with what may be done
    assert told(case.buyer, "行政复议法》第二十三条") == 1
    actions.run_clocks(at=at())
    assert told(case.buyer, "行政复议法》第二十三条") == 1
    case.move_file(at).inspect(at)
    assert case.row.accepted_at == came


def test_an_origin_that_says_nothing_has_accepted_too(cars, at):
    case = cars.submitted(at=at)
    Transfer.objects.filter(pk=case.id).update(way=Way.ORIGIN_FIRST)
    came = case.row.stage_since
    at.at = case.row.due_at + timedelta(minutes=1)
    actions.run_clocks(at=at())
    assert (case.stage, case.row.accepted_at) == (Stage.ORIGIN_INSPECTION, came)
    assert case.row.decide_by == runs_out("origin-decision", came)


def test_what_lacks_is_told_once(cars, at):
    case = cars.submitted(at=at)
    ask = {"transfer_id": case.id, "text": "请补交购车指标证明", "officer": case.officers["acceptor"]}
    actions.ask_correction(key=cars.key(), at=at(), **ask)
    actions.correct(transfer_id=case.id, key=cars.key(), citizen=case.buyer, at=at())
    with pytest.raises(Refused, match=r"transfer\.asked-once"):
        actions.ask_correction(key=cars.key(), at=at(), **ask)
    case.accept(at)


def test_a_supervisor_sees_an_office_that_is_silent_before_its_day_is_over(cars, at, town):
    case = cars.submitted(at=at)
    supervisor = town.officer(Duty.SUPERVISION, region="32")
    assert queries.count(supervisor, tab=Tab.SOON, at=at()) == 0
    at.at = case.row.due_at - timedelta(hours=3)
    assert queries.count(supervisor, tab=Tab.SOON, at=at()) == 1
    assert queries.count(town.officer(Duty.SUPERVISION, region="44"), tab=Tab.SOON, at=at()) == 0


# --- the other side ---
@pytest.mark.parametrize("answered", [False, True])
def test_a_correction_that_never_came_is_reminded_of_and_then_decided_in_writing(cars, at, answered):
    case = cars.submitted(at=at)
    text = "请补交购车指标证明"
    actions.ask_correction(transfer_id=case.id, key=cars.key(), text=text, officer=case.officers["acceptor"], at=at())
    at.at = case.row.due_at - timedelta(days=2)
    for _ in range(2):
        actions.run_clocks(at=at())
    assert (told(case.buyer, "快到期了"), entries("party-reminded")) == (1, 1)
    at.at = case.row.due_at + timedelta(minutes=1)
    for _ in range(2):
        actions.run_clocks(at=at())
    row = case.row
    assert (row.stage, row.silence, entries("time-passed")) == (Stage.CORRECTION, Silence.AT_DESTINATION, 1)
    assert row.due_at > at.at
    reviewer = case.officers["reviewer"]
    assert queries.count(reviewer, tab=Tab.MINE, at=at()) == 1
    if answered:  # until the decision an answer still counts
        actions.correct(transfer_id=case.id, key=cars.key(), citizen=case.buyer, at=at())
        assert (case.stage, case.row.silence) == (Stage.SUBMITTED, "")
        return
    actions.refuse(transfer_id=case.id, key=cars.key(), grounds=("REF-26-1",), officer=reviewer, at=at())
    assert (case.stage, case.row.decision["codes"]) == (Stage.REFUSED, ["REF-26-1"])


def test_an_origin_decides_in_writing_about_a_car_that_never_came(cars, at, town):
    case = cars.submitted(at=at)
    Transfer.objects.filter(pk=case.id).update(way=Way.ORIGIN_FIRST)
    actions.accept(transfer_id=case.id, key=cars.key(), officer=case.officers["origin_window"], at=at())
    at.at = case.row.due_at + timedelta(minutes=1)
    actions.run_clocks(at=at())
    assert (case.stage, case.row.silence) == (Stage.ORIGIN_INSPECTION, Silence.AT_ORIGIN)
    given = {"transfer_id": case.id, "grounds": ("REF-26-shown",)}
    with pytest.raises(Forbidden):
        actions.refuse(key=cars.key(), officer=case.officers["reviewer"], at=at(), **given)
    own = town.officer(Duty.REGISTRATION_REVIEW, region="5101")
    actions.refuse(key=cars.key(), officer=own, at=at(), **given)
    assert case.stage == Stage.REFUSED


def test_the_page_of_a_silent_case_says_who_decides(cars, at, citizen_clock):
    case = cars.submitted(at=at).accept(at).move_file(at)
    at.at = case.row.due_at + timedelta(minutes=1)
    actions.run_clocks(at=at())
    html = client_of(case.buyer).get(f"/vehicles/cases/{case.id}/").content.decode()
    assert "书面决定" in html
    assert "请带车来查验" in html  # still possible


# --- a seller ---
def draft(cars, at):
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    record = cars.vehicle(seller)
    cars.fill_file(record)
    transfer_id = cars.deal(record, seller, buyer, cars.clerk(), at=at)
    actions.apply(transfer_id=transfer_id, key=cars.key(), citizen=buyer, at=at())
    cars.answer_all(at)
    return cars.Case(transfer_id, record, seller, buyer, cars.officers())


@pytest.mark.parametrize("waits", [True, False])
def test_a_seller_who_never_signs_does_not_keep_the_buyer_from_a_registration(cars, at, waits):
    case = draft(cars, at)
    assert case.stage == Stage.DRAFT
    if waits:
        at.at = case.row.due_at - timedelta(days=2)
        actions.run_clocks(at=at())
        assert (told(case.seller, "快到期了"), told(case.buyer, "快到期了")) == (1, 0)
        at.at = case.row.due_at + timedelta(minutes=1)
        actions.run_clocks(at=at())
    else:
        actions.hand_in(transfer_id=case.id, key=cars.key(), citizen=case.buyer, at=at())
    assert (case.stage, case.row.seller_confirmed_at) == (Stage.SUBMITTED, None)
    case.accept(at).move_file(at).inspect(at).approve(at).choose(at).issue(at)
    assert case.stage == Stage.ISSUED


def test_the_buyer_hands_it_in_from_the_page_and_then_reads_one_date(cars, at, citizen_clock):
    case = draft(cars, at)
    browser = client_of(case.buyer)
    address = f"/vehicles/cases/{case.id}/"
    assert f"{address}hand-in/" in browser.get(address).content.decode()
    assert f"{address}hand-in/" not in client_of(case.seller).get(address).content.decode()
    assert "一次说全" in browser.get(f"{address}hand-in/").content.decode()
    assert browser.post(f"{address}hand-in/", {"key": cars.key()}).status_code == 302
    assert case.stage == Stage.SUBMITTED
    assert "最迟作出决定" not in browser.get(address).content.decode()
    case.accept(at).move_file(at).inspect(at)
    assert "最迟作出决定" in browser.get(address).content.decode()


def test_a_deal_that_nobody_applied_for_lapses(cars, at):
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    transfer_id = cars.deal(cars.vehicle(seller), seller, buyer, cars.clerk(), at=at)
    with pytest.raises(Refused, match=r"transfer\.not-applied"):
        actions.hand_in(transfer_id=transfer_id, key=cars.key(), citizen=buyer, at=at())
    at.at += timedelta(days=9)
    actions.run_clocks(at=at())
    assert Transfer.objects.get(pk=transfer_id).stage == Stage.LAPSED


# --- the table ---
def test_no_open_case_that_an_office_has_ends_by_a_clock():
    for stage, _variant, row in TABLE.every_row():
        if row.end is None and not row.is_draft and row.late is not None and row.late.move:
            assert TABLE.stages[TABLE.pairs[stage, row.late.move]].end is None


def test_wherever_a_clock_runs_somebody_is_told_when_it_has_run_out():
    for _stage, _variant, row in TABLE.every_row():
        if row.clock and row.turn in (Actor.ORIGIN, Actor.DESTINATION):
            assert "行政复议" in row.late.words.zh  # and it stands in the supervisors' queues
        elif row.clock and row.turn in (Actor.BUYER, Actor.PARTIES):
            assert row.late.remind is not None
            assert row.late.told is not None


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("ground", Ground)
def test_the_clocks_of_the_decision_count_from_acceptance_in_every_way(way, ground):
    for stage in (Stage.REVIEW, Stage.NUMBERED):
        assert TABLE.row(stage, ground, way).clock_from == "accepted_at"
    assert {TABLE.row(stage, ground, way).clock for stage in (Stage.REVIEW, Stage.NUMBERED)} <= {
        "decision",
        "decision-moved-in",
        "moving-home",
    }
    assert set(OPEN) >= {Stage.REVIEW}


# --- cases of 0.2.0 ---
def test_cases_under_way_come_to_the_new_clocks_and_nothing_decided_is_changed(cars, at):
    in_review = cars.submitted(at=at).accept(at).move_file(at).inspect(at)
    decided = cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at)
    at_origin = cars.submitted(at=at)
    Transfer.objects.filter(pk=at_origin.id).update(way=Way.ORIGIN_FIRST)
    actions.accept(transfer_id=at_origin.id, key=cars.key(), officer=at_origin.officers["origin_window"], at=at())
    wanted = at_origin.row.due_at
    Transfer.objects.update(accepted_at=None, decide_by=None)
    Transfer.objects.filter(pk=at_origin.id).update(due_at=runs_out("origin-decision", at.at))
    before = Transfer.objects.filter(pk=decided.id).values().get()
    import_module("tongban.transfers.migrations.0021_accepted_and_decided").carry(apps, None)
    assert (in_review.row.accepted_at, in_review.row.decide_by) == (in_review.row.stage_since, in_review.row.due_at)
    assert at_origin.row.due_at == wanted
    assert Transfer.objects.filter(pk=decided.id).values().get() == before
