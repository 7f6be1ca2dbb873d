"""From application to a checked code, through the actions: what the browser test does with pages, done with calls."""

from __future__ import annotations

import uuid

import pytest

from tongban.credentials import actions as credentials
from tongban.credentials import queries as held
from tongban.credentials.models import Credential, Holding, StatusList
from tongban.credentials.records import Stage
from tongban.errors import NotFound, Refused
from tongban.journal import queries as journal
from tongban.licences import actions, queries
from tongban.licences.actions import Decision
from tongban.licences.models import Application, Licence
from tongban.licences.stages import ApplicationStage
from tongban.notices import queries as notices
from tongban.offices.records import Duty
from tongban.registers import actions as registers
from tongban.registers.records import Study
from tongban.simulation import portraits
from tongban.standards import statuslist

STUDY = Study(onsite_days=2, online_days=3, own_days=2, tests=frozenset({1}))


def test_the_identity_card_photo_is_issued_at_once(town):
    _record, holder, licence = town.issued()
    assert licence.stage is Stage.ISSUED
    assert [one.tag for one in journal.history(holder.key)][:2] == ["licence-issued", "application-submitted"]
    assert notices.unread_count(holder.id) == 1


def test_an_own_photo_waits_for_an_officer_who_approves_it(town):
    holder = town.citizen(town.driver())
    application_id = uuid.uuid4()
    actions.apply(application_id=application_id, citizen=holder, picture=portraits.draw(7), at=town.AT)
    assert queries.licence_of(holder.id, at=town.AT) is None
    reviewer = town.officer(Duty.PHOTO_REVIEW)
    assert [one.id for one in queries.review_queue(reviewer, at=town.AT)] == [application_id]
    actions.review_photo(
        application_id=application_id, attempt=1, decision=Decision.APPROVE, officer=reviewer, at=town.AT
    )
    assert queries.licence_of(holder.id, at=town.AT).stage is Stage.ISSUED


def test_a_double_click_is_one_application(town):
    holder = town.citizen(town.driver())
    application_id = uuid.uuid4()
    for _ in range(2):
        actions.apply(application_id=application_id, citizen=holder, picture=portraits.draw(7), at=town.AT)
    assert Application.objects.count() == 1
    assert len([one for one in journal.history(holder.key) if one.tag == "application-submitted"]) == 1


def test_a_second_application_is_refused_with_its_reason(town):
    holder = town.citizen(town.driver())
    actions.apply(application_id=uuid.uuid4(), citizen=holder, picture=portraits.draw(7), at=town.AT)
    with pytest.raises(Refused) as refusal:
        actions.apply(application_id=uuid.uuid4(), citizen=holder, picture=portraits.draw(8), at=town.AT)
    assert [reason.code for reason in refusal.value.verdict.reasons] == ["EL-01-open"]


def test_a_bad_photo_is_refused_before_the_queue_with_every_requirement(town):
    holder = town.citizen(town.driver())
    bad = portraits.draw(7, flaw=portraits.Flaw.YELLOW_AND_UNEVEN)
    with pytest.raises(Refused) as refusal:
        actions.apply(application_id=uuid.uuid4(), citizen=holder, picture=bad, at=town.AT)
    assert {reason.code for reason in refusal.value.verdict.reasons} >= {"EL-05 P1", "EL-05 P2"}
    assert Application.objects.count() == 0


def test_three_returned_photos_lead_to_the_window_and_the_window_issues(town):
    holder = town.citizen(town.driver())
    reviewer = town.officer(Duty.PHOTO_REVIEW)
    clerk = town.officer(Duty.WINDOW)
    application_id = uuid.uuid4()
    actions.apply(application_id=application_id, citizen=holder, picture=portraits.draw(20), at=town.AT)
    for attempt in (1, 2, 3):
        stage = actions.review_photo(
            application_id=application_id,
            attempt=attempt,
            decision=Decision.RETURN,
            broken=("P5",),
            officer=reviewer,
            at=town.later(hours=attempt),
        )
        if attempt < 3:
            assert stage is ApplicationStage.RETURNED
            actions.resubmit_photo(
                application_id=application_id, citizen=holder, picture=portraits.draw(20 + attempt), at=town.AT
            )
    assert stage is ApplicationStage.WINDOW_ONLY
    told = notices.notices(holder.id)
    assert "窗口" in told[0].text.zh
    assert "还能试 1 次" in told[1].text.zh
    with pytest.raises(Refused):
        actions.apply(application_id=uuid.uuid4(), citizen=holder, picture=None, at=town.AT)
    actions.take_photo_at_window(application_id=application_id, picture=portraits.draw(30), officer=clerk, at=town.AT)
    assert queries.licence_of(holder.id, at=town.AT).stage is Stage.ISSUED


def test_tries_are_not_won_back_by_taking_the_application_back(town):
    """EL-06: three returned photos lead to the window, whether or not a withdrawal lies between them."""
    holder, reviewer = town.citizen(town.driver()), town.officer(Duty.PHOTO_REVIEW)

    def returned(number):
        found = uuid.uuid4()
        at = town.later(hours=number)
        actions.apply(application_id=found, citizen=holder, picture=portraits.draw(40 + number), at=at)
        decision = {"attempt": 1, "decision": Decision.RETURN, "broken": ("P5",), "officer": reviewer, "at": at}
        return found, actions.review_photo(application_id=found, **decision)

    for number in (1, 2):
        application_id, stage = returned(number)
        assert stage is ApplicationStage.RETURNED
        actions.withdraw(application_id=application_id, citizen=holder, at=town.later(hours=number))
    application_id, stage = returned(3)
    assert stage is ApplicationStage.WINDOW_ONLY
    with pytest.raises(Refused) as refusal:
        actions.withdraw(application_id=application_id, citizen=holder, at=town.later(hours=4))
    assert refusal.value.code == "application.stage"
    with pytest.raises(Refused):
        actions.apply(application_id=uuid.uuid4(), citizen=holder, picture=None, at=town.later(hours=4))


def test_two_officers_on_one_photo_the_second_is_told_and_nothing_changes(town):
    holder = town.citizen(town.driver())
    first, second = town.officer(Duty.PHOTO_REVIEW), town.officer(Duty.PHOTO_REVIEW)
    application_id = uuid.uuid4()
    actions.apply(application_id=application_id, citizen=holder, picture=portraits.draw(7), at=town.AT)
    actions.open_review(application_id=application_id, officer=first, at=town.AT)
    with pytest.raises(Refused) as taken:
        actions.open_review(application_id=application_id, officer=second, at=town.AT)
    assert taken.value.verdict.reasons[0].code == "review-taken"
    assert queries.review_queue(second, at=town.AT) == []
    assert queries.review_queue(second, at=town.later(minutes=11)), "an abandoned photo comes back by itself"
    approve = {"application_id": application_id, "attempt": 1, "decision": Decision.APPROVE, "at": town.AT}
    actions.review_photo(officer=first, **approve)
    with pytest.raises(Refused):
        actions.review_photo(
            application_id=application_id,
            attempt=1,
            decision=Decision.RETURN,
            broken=("P1",),
            officer=second,
            at=town.AT,
        )
    assert Licence.objects.count() == 1


def test_a_decision_on_a_photo_that_was_replaced_meanwhile_is_refused(town):
    holder = town.citizen(town.driver())
    reviewer = town.officer(Duty.PHOTO_REVIEW)
    application_id = uuid.uuid4()
    actions.apply(application_id=application_id, citizen=holder, picture=portraits.draw(7), at=town.AT)
    returned = {"application_id": application_id, "decision": Decision.RETURN, "broken": ("P5",), "officer": reviewer}
    actions.review_photo(attempt=1, at=town.AT, **returned)
    actions.resubmit_photo(application_id=application_id, citizen=holder, picture=portraits.draw(9), at=town.AT)
    with pytest.raises(Refused) as stale:
        actions.review_photo(attempt=1, at=town.AT, **returned)
    assert stale.value.verdict.reasons[0].code == "review-stale"


def test_an_officer_without_the_duty_or_from_elsewhere_may_not_review(town):
    holder = town.citizen(town.driver())
    application_id = uuid.uuid4()
    actions.apply(application_id=application_id, citizen=holder, picture=portraits.draw(7), at=town.AT)
    for stranger in (town.officer(Duty.ROADSIDE_CHECK), town.officer(Duty.PHOTO_REVIEW, region="3205")):
        with pytest.raises(NotFound, match=r"application\.unknown"):
            actions.review_photo(
                application_id=application_id, attempt=1, decision=Decision.APPROVE, officer=stranger, at=town.AT
            )


def test_a_region_without_the_service_says_so(db, settings, ceremony_folder, tmp_path):
    import town

    settings.KEYS, settings.DATA = ceremony_folder, tmp_path
    town.open_town(service_is_open=False)
    holder = town.citizen(town.driver())
    with pytest.raises(Refused) as refusal:
        actions.apply(application_id=uuid.uuid4(), citizen=holder, picture=None, at=town.AT)
    assert refusal.value.verdict.reasons[0].code == "EL-09"


# --- what the register changes ---------------------------------------------------------------------------------
def list_value(town, view_id):
    row = Holding.objects.get(pk=view_id)
    credentials.publish_lists(at=town.AT)
    token = statuslist.read(held.list_file("entitlement", row.entitlement_list, "jwt").read_bytes())
    return token.statuses[row.entitlement_index]


def test_twelve_points_suspend_the_licence_in_the_list_tell_the_holder_and_want_a_new_mdoc(town):
    record, holder, licence = town.issued()
    town.collected(holder, licence)
    assert list_value(town, licence.id) == 0
    registers.add_points(key=town.key(), driver_id=record.id, points=12, reason="样例", by="officer:test", at=town.AT)
    assert actions.follow_register(at=town.later(seconds=1)) >= 1
    view = queries.licence(licence.id, at=town.AT)
    assert view.stage is Stage.SUSPENDED_VIEW
    assert view.standing.letters == ("B",)
    assert list_value(town, licence.id) == 2
    assert Credential.objects.filter(holding_id=licence.id, revoked_at=None).count() == 0
    assert "12分" in notices.notices(holder.id)[0].text.zh


def test_a_passed_course_restores_it(town):
    record, _holder, licence = town.issued()
    registers.add_points(key=town.key(), driver_id=record.id, points=12, reason="样例", by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    registers.pass_full_mark_education(driver_id=record.id, study=STUDY, by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    assert queries.licence(licence.id, at=town.AT).stage is Stage.ISSUED
    assert list_value(town, licence.id) == 0


def test_a_new_card_supersedes_and_the_holder_applies_again_with_one_tap(town):
    record, holder, licence = town.issued()
    registers.replace_card(key=town.key(), driver_id=record.id, reason="遗失", by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    assert queries.licence(licence.id, at=town.AT).stage is Stage.SUPERSEDED
    assert list_value(town, licence.id) == 1
    stage = actions.apply(application_id=uuid.uuid4(), citizen=holder, picture=None, at=town.AT)
    assert stage is ApplicationStage.APPROVED
    again = queries.licence_of(holder.id, at=town.AT)
    assert again.id != licence.id
    assert again.photo_id == licence.photo_id


def test_a_death_revokes_for_ever(town):
    record, _holder, licence = town.issued()
    registers.record_death(driver_id=record.id, on=town.TODAY, by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    assert queries.licence(licence.id, at=town.AT).stage is Stage.REVOKED
    assert list_value(town, licence.id) == 1


def test_a_follower_killed_between_event_and_reissue_does_it_next_time(town, monkeypatch):
    record, _holder, licence = town.issued()
    registers.set_letter(driver_id=record.id, letter="D", reason="样例", by="officer:test", at=town.AT)
    from tongban.licences.actions import following

    class Killed(BaseException):
        """Like SIGKILL: nothing may catch it."""

    def die(*_args, **_kwargs):
        raise Killed

    monkeypatch.setattr(following.notices, "tell", die)
    with pytest.raises(Killed):
        actions.follow_register(at=town.AT)
    assert queries.licence(licence.id, at=town.AT).stage is Stage.ISSUED
    monkeypatch.undo()
    actions.follow_register(at=town.AT)
    assert queries.licence(licence.id, at=town.AT).stage is Stage.SUSPENDED_VIEW


def test_the_calendar_alone_suspends_an_expired_licence(town):
    record = town.driver(valid_until=town.TODAY)
    _record, _holder, licence = town.issued(record)
    actions.recompute_due(at=town.AT)
    assert queries.licence(licence.id, at=town.AT).stage is Stage.ISSUED
    actions.recompute_due(at=town.later(days=1))
    assert Licence.objects.get(pk=licence.id).letters == "M"


# --- phone -----------------------------------------------------------------------------------------------------
def test_a_new_phone_voids_the_old_one_for_ever(town):
    _record, holder, licence = town.issued()
    old, _ = town.collected(holder, licence)
    before = Holding.objects.get(pk=licence.id)
    town.collected(holder, licence)
    after = Holding.objects.get(pk=licence.id)
    assert (before.entitlement_list, before.entitlement_index) != (after.entitlement_list, after.entitlement_index)
    assert held.live_entitlement(at=town.AT)(before.entitlement_list, before.entitlement_index)[0] == 1
    assert held.live_entitlement(at=town.AT)(after.entitlement_list, after.entitlement_index)[0] == 0
    with pytest.raises(NotFound):
        town.refreshed(holder, old, at=town.AT)


def test_a_lost_phone_is_locked_twice_without_harm_and_unlocking_brings_nothing_back(town):
    _record, holder, licence = town.issued()
    phone, _ = town.collected(holder, licence)
    place = Holding.objects.get(pk=licence.id)
    for _ in range(2):
        actions.lock(licence_id=licence.id, citizen=holder, at=town.AT)
    with pytest.raises(Refused):
        town.collected(holder, licence)
    actions.unlock(licence_id=licence.id, citizen=holder, at=town.AT)
    assert held.live_entitlement(at=town.AT)(place.entitlement_list, place.entitlement_index)[0] == 1
    with pytest.raises(NotFound):
        town.refreshed(holder, phone, at=town.AT)
    town.collected(holder, licence)
    assert [one.tag for one in journal.history(f"licence:{licence.id}")].count("licence-locked") == 1


def test_a_phone_with_young_credentials_gets_nothing_new_and_an_older_one_does(town):
    _record, holder, licence = town.issued()
    phone, _ = town.collected(holder, licence)
    assert town.refreshed(holder, phone, at=town.later(hours=1)) is None
    assert town.refreshed(holder, phone, at=town.later(days=2)) is not None


def test_nobody_collects_somebody_elses_licence(town):
    _record, _holder, licence = town.issued()
    _other_record, other, _ = town.issued()
    with pytest.raises(NotFound):
        town.collected(other, licence)


def test_places_in_a_list_are_unique_and_tell_no_order(town, settings):
    for _ in range(12):
        town.issued()
    places = list(Holding.objects.order_by("issued_at").values_list("entitlement_index", flat=True))
    assert len(set(places)) == len(places)
    assert places != sorted(places)
    assert StatusList.objects.get(kind="entitlement").next_sequence == len(places)
