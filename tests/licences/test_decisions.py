"""A decision on a photo waits before it takes effect, can be taken back until then, and has exactly one outcome."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from tongban.credentials.models import Holding
from tongban.errors import Malformed, NotFound, Refused
from tongban.followers.models import DeadLetter
from tongban.journal import queries as journal
from tongban.journal.models import Entry
from tongban.licences import actions, queries
from tongban.licences.actions import Decision
from tongban.licences.models import Application, ProposedDecision
from tongban.licences.profile import Profile
from tongban.licences.stages import ApplicationStage
from tongban.notices import queries as notices
from tongban.offices import actions as offices
from tongban.offices.models import DutyGrant, Officer
from tongban.offices.records import Duty
from tongban.simulation import portraits

HERE = Path(__file__).resolve().parent


@pytest.fixture
def reviewer(town):
    return town.officer(Duty.PHOTO_REVIEW)


@pytest.fixture
def photo(town):
    """(application, holder) with a new photo that waits."""
    holder, found = town.citizen(town.driver()), uuid.uuid4()
    actions.apply(application_id=found, citizen=holder, picture=portraits.draw(7), at=town.AT)
    return found, holder


def propose(town, application, officer, *, at=None, **changes):
    """Approve, or what is said; returns the proposal's id."""
    given = {"proposal_id": uuid.uuid4(), "application_id": application, "attempt": 1, "decision": Decision.APPROVE}
    given |= {"officer": officer, "at": at or town.AT} | changes
    actions.propose_decision(**given)
    return given["proposal_id"]


def stage(application):
    return queries.application(application).stage


def tags(application):
    """What the journal says about the decisions on a photo."""
    return Counter(Entry.objects.filter(about__key=f"application:{application}").values_list("tag", flat=True))


def due(town):
    return town.later(seconds=60)


# --- The minute ---
def test_nothing_happens_for_a_minute_and_then_the_decision_takes_effect_once(town, reviewer, photo):
    application, holder = photo
    propose(town, application, reviewer)
    assert actions.carry_out_decisions(at=due(town) - timedelta(microseconds=1)) == 0
    assert stage(application) == ApplicationStage.REVIEW
    assert queries.licence_of(holder.id, at=town.AT) is None
    assert [one.tag for one in journal.history(holder.key)] == ["application-submitted", "real-name-bound"]
    assert notices.unread_count(holder.id) == 0
    assert actions.carry_out_decisions(at=due(town)) == 1
    assert actions.carry_out_decisions(at=due(town)) == 0
    assert queries.licence_of(holder.id, at=due(town)) is not None
    reviewed = [one for one in journal.history(holder.key) if one.tag == "photo-reviewed"]
    assert [(one.by, one.at) for one in reviewed] == [(reviewer.key, due(town))]
    assert queries.application(application).decided_at == town.AT, "the clock of the review goes by the decision"


def test_a_decision_in_time_is_not_late_because_it_can_be_undone(town, reviewer, photo):
    application, _holder = photo
    at = queries.application(application).due_at - timedelta(seconds=1)
    propose(town, application, reviewer, at=at)
    waiting = queries.review_clocks(region_prefixes=["51"], since=town.AT, at=at + timedelta(seconds=30))
    assert (waiting.waiting, waiting.overdue) == (0, 0)
    actions.carry_out_decisions(at=at + timedelta(minutes=1))
    done = queries.review_clocks(region_prefixes=["51"], since=town.AT, at=at + timedelta(minutes=2))
    assert (done.decided, done.late) == (1, 0)


def test_the_applicant_reads_of_a_return_what_the_officer_was_shown(town, reviewer, photo):
    application, holder = photo
    shown = actions.message_of(Decision.RETURN, ("P2", "P3"), returned=0, is_photo_change=False)
    propose(town, application, reviewer, decision=Decision.RETURN, broken=("P2", "P3"))
    actions.carry_out_decisions(at=due(town))
    assert notices.notices(holder.id)[0].text == shown


def test_an_undone_decision_has_no_effect_and_the_photo_is_in_the_same_hands(town, reviewer, photo):
    application, holder = photo
    colleague = town.officer(Duty.PHOTO_REVIEW)
    proposal = propose(town, application, reviewer)
    for officer in (reviewer, colleague):
        assert queries.review_queue(officer, at=town.AT) == []
        with pytest.raises(Refused) as refused:
            actions.open_review(application_id=application, officer=officer, at=town.AT)
        assert refused.value.code == "review.decided"
    at = due(town) - timedelta(seconds=1)
    for _ in range(2):
        assert actions.undo_decision(proposal_id=proposal, officer=reviewer, at=at) == application
    assert [one.id for one in queries.review_queue(reviewer, at=at)] == [application]
    assert queries.review_queue(colleague, at=at) == []
    assert actions.carry_out_decisions(at=town.later(hours=1)) == 0
    assert queries.licence_of(holder.id, at=at) is None
    assert tags(application) == {"photo-decision-proposed": 1, "photo-decision-undone": 1}
    propose(town, application, reviewer, at=at, decision=Decision.RETURN, broken=("P5",))
    actions.carry_out_decisions(at=at + timedelta(minutes=1))
    assert stage(application) == ApplicationStage.RETURNED


def test_after_the_minute_it_cannot_be_undone_whether_or_not_the_worker_has_come(town, reviewer, photo):
    application, _holder = photo
    proposal = propose(town, application, reviewer)
    for turn in (None, due(town)):
        if turn:
            actions.carry_out_decisions(at=turn)
        with pytest.raises(Refused) as refused:
            actions.undo_decision(proposal_id=proposal, officer=reviewer, at=due(town))
        assert refused.value.code == "review.undo-late"
    assert stage(application) == ApplicationStage.APPROVED


def test_nobody_undoes_a_colleagues_decision(town, reviewer, photo):
    proposal = propose(town, photo[0], reviewer)
    with pytest.raises(NotFound):
        actions.undo_decision(proposal_id=proposal, officer=town.officer(Duty.PHOTO_REVIEW), at=town.AT)
    assert actions.carry_out_decisions(at=due(town)) == 1


def test_with_no_time_to_undo_it_takes_effect_at_the_next_turn(town, reviewer, photo, settings):
    from tongban.licences import profile

    settings.LICENCES = {"review_undo_seconds": 0}
    profile.profile.cache_clear()
    try:
        propose(town, photo[0], reviewer)
        assert queries.own_decisions(reviewer, at=town.AT) == []
        assert actions.carry_out_decisions(at=town.AT) == 1
    finally:
        profile.profile.cache_clear()


@pytest.mark.parametrize("seconds", [-1, 601])
def test_a_senseless_time_is_refused_at_start(seconds):
    with pytest.raises(ImproperlyConfigured):
        Profile(review_undo_seconds=seconds)


# --- Once ---
def test_a_double_click_is_one_decision_and_a_used_form_revives_nothing(town, reviewer, photo):
    application, _holder = photo
    given = {"proposal_id": uuid.uuid4()}
    proposal = propose(town, application, reviewer, **given)
    propose(town, application, reviewer, **given)
    actions.undo_decision(proposal_id=proposal, officer=reviewer, at=town.AT)
    propose(town, application, reviewer, **given)
    assert tags(application) == {"photo-decision-proposed": 1, "photo-decision-undone": 1}
    assert actions.carry_out_decisions(at=due(town)) == 0


def test_a_key_serves_no_other_decision_photo_or_officer(town, reviewer, photo):
    application, _holder = photo
    other = uuid.uuid4()
    actions.apply(application_id=other, citizen=town.citizen(town.driver()), picture=portraits.draw(7), at=town.AT)
    given = {"proposal_id": uuid.uuid4()}
    propose(town, application, reviewer, **given)
    for where, who, change in (
        (application, reviewer, {"decision": Decision.RETURN, "broken": ("P5",)}),
        (application, town.officer(Duty.PHOTO_REVIEW), {}),
        (other, reviewer, {}),
    ):
        with pytest.raises(Refused) as refused:
            propose(town, where, who, **given | change)
        assert refused.value.code == "review.key"
    assert ProposedDecision.objects.count() == 1


def test_of_two_officers_the_second_is_told_and_the_first_decision_stands(town, reviewer, photo):
    application, _holder = photo
    propose(town, application, reviewer)
    second = town.officer(Duty.PHOTO_REVIEW)
    for act in (propose, decide_at_once):
        with pytest.raises(Refused) as refused:
            act(town, application, second, decision=Decision.RETURN, broken=("P5",))
        assert refused.value.code == "review.decided"
    actions.carry_out_decisions(at=due(town))
    assert stage(application) == ApplicationStage.APPROVED


def decide_at_once(town, application, officer, **changes):
    actions.review_photo(application_id=application, attempt=1, officer=officer, at=town.AT, **changes)


def test_a_decision_is_guarded_when_it_is_made(town, reviewer, photo):
    application, _holder = photo
    for stranger in (town.officer(Duty.ROADSIDE_CHECK), town.officer(Duty.PHOTO_REVIEW, region="3205")):
        with pytest.raises(NotFound):
            propose(town, application, stranger)
    with pytest.raises(Refused, match=r"review\.stale"):
        propose(town, application, reviewer, attempt=2)
    with pytest.raises(Malformed):
        propose(town, application, reviewer, decision=Decision.RETURN)
    assert ProposedDecision.objects.count() == 0


# --- What has changed within the minute ---
def forbid(officer, holder, at):
    DutyGrant.objects.filter(officer_id=officer.id).update(until_day="2026-01-01")


def leave(officer, holder, at):
    Officer.objects.filter(pk=officer.id).update(is_active=False)


def marry(officer, holder, at):
    offices.declare_kin(
        officer_id=officer.id, identity_number=holder.identity_number, relation="配偶", by="officer:test", at=at
    )


def take_back(officer, holder, at):
    actions.withdraw(application_id=Application.objects.get().id, citizen=holder, at=at)


def change_photo(officer, holder, at):
    Application.objects.update(attempt=2)


@pytest.mark.parametrize(
    ("happens", "error"),
    [
        (forbid, "application.unknown"),
        (leave, "application.unknown"),
        (marry, "matter.recusal"),
        (take_back, "review.decided"),
        (change_photo, "review.stale"),
    ],
)
def test_what_may_not_be_decided_any_more_lapses_and_the_photo_is_free(town, reviewer, photo, happens, error):
    application, holder = photo
    propose(town, application, reviewer)
    happens(reviewer, holder, town.AT)
    before = stage(application)
    assert actions.carry_out_decisions(at=due(town)) == 1
    assert stage(application) == before
    assert queries.licence_of(holder.id, at=town.AT) is None
    lapsed = next(one for one in journal.history(f"application:{application}") if one.tag == "photo-decision-lapsed")
    assert lapsed.details["error"] == error
    colleague = town.officer(Duty.PHOTO_REVIEW)
    is_waiting = before == ApplicationStage.REVIEW
    assert [one.id for one in queries.review_queue(colleague, at=town.AT)] == [application] * is_waiting
    assert DeadLetter.objects.count() == 0


def test_the_officer_is_told_of_a_lapse_until_the_next_decision_and_no_colleague_is(town, reviewer, photo):
    application, holder = photo
    proposal = propose(town, application, reviewer)
    assert told(reviewer, at=town.AT) == [(proposal, False)]
    change_photo(reviewer, holder, town.AT)
    actions.carry_out_decisions(at=due(town))
    assert told(reviewer, at=due(town)) == [(proposal, True)]
    assert told(town.officer(Duty.PHOTO_REVIEW), at=due(town)) == []
    assert told(reviewer, at=town.later(hours=24 * 15)) == []
    again = propose(town, application, reviewer, attempt=2, at=town.later(minutes=5))
    assert told(reviewer, at=town.later(minutes=5)) == [(again, False)]
    actions.carry_out_decisions(at=town.later(minutes=6))
    assert told(reviewer, at=town.later(minutes=6)) == [], "what took effect is no news"


def test_two_that_lapse_together_are_both_told(town, reviewer, photo):
    other = uuid.uuid4()
    actions.apply(application_id=other, citizen=town.citizen(town.driver()), picture=portraits.draw(7), at=town.AT)
    first = propose(town, photo[0], reviewer)
    second = propose(town, other, reviewer, at=town.later(seconds=30))
    change_photo(reviewer, photo[1], town.AT)
    actions.carry_out_decisions(at=town.later(minutes=2))
    assert told(reviewer, at=town.later(minutes=2)) == [(second, True), (first, True)]


def told(officer, *, at):
    """What the pages of photo review tell an officer of the own decisions: (id, has it lapsed)."""
    return [(one.id, one.has_lapsed) for one in queries.own_decisions(officer, at=at)]


def test_one_that_cannot_be_handled_stops_no_other(town, reviewer, photo):
    """Its driver has a live licence already, by whatever fault: the database refuses a second."""
    bad, _holder = photo
    _record, _other, licence = town.issued()
    Holding.objects.filter(pk=licence.id).update(subject_id=queries.application(bad).driver_id)
    fine, holder = uuid.uuid4(), town.citizen(town.driver())
    actions.apply(application_id=fine, citizen=holder, picture=portraits.draw(7), at=town.AT)
    proposal = propose(town, bad, reviewer)
    propose(town, fine, reviewer)
    assert actions.carry_out_decisions(at=due(town)) == 1
    assert queries.licence_of(holder.id, at=town.AT) is not None
    assert stage(bad) == ApplicationStage.REVIEW
    letter = DeadLetter.objects.get()
    assert (letter.line, letter.item, letter.error) == ("licences/decisions", str(proposal), "IntegrityError")
    Holding.objects.filter(pk=licence.id).update(subject_id=licence.driver.id)
    assert actions.carry_out_decisions(at=town.later(minutes=2)) == 1
    assert stage(bad) == ApplicationStage.APPROVED
    assert DeadLetter.objects.count() == 0


def test_a_change_of_photo_waits_too(town, reviewer, holding):
    from photo_changes import ask

    _record, holder, licence = holding
    propose(town, ask(holder, at=town.AT), reviewer)
    assert queries.licence(licence.id, at=town.AT).photo_id == licence.photo_id
    actions.carry_out_decisions(at=due(town))
    assert queries.licence(licence.id, at=town.AT).photo_id != licence.photo_id


# --- Eight at once, and killed ---
@pytest.fixture
def database(tmp_path):
    """The address of an empty database of the kind that the suite runs on."""
    if connection.vendor != "postgresql":
        yield f"sqlite:///{tmp_path / 'decisions.sqlite3'}"
        return
    import psycopg

    given = os.environ["TONGBAN_DATABASE_URL"]
    name = f"decisions_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield given.rsplit("/", 1)[0] + f"/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
def test_eight_at_once_and_killed_at_any_moment_each_decision_has_one_outcome(database, tmp_path):
    environment = os.environ | {
        "TONGBAN_DATABASE_URL": database,
        "TONGBAN_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        "PYTHONPATH": os.pathsep.join([str(HERE.parent), str(HERE), str(HERE.parents[1] / "src")]),
    }
    command = [sys.executable, str(HERE / "deciding.py"), os.environ.get("TONGBAN_KILLS", "6")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-2000:]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert found["faults"] == []
    assert found["died_by_themselves"] == 0, done.stderr[-2000:]
    assert set(found["outcomes"]) == {"carried-out", "undone"}, "every decision has ended, and both ways were gone"
