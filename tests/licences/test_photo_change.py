"""EL-04: the holder of a live licence changes its photo, by calls, and everything that may go wrong."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from photo_changes import approve, ask, send_back

from tongban.credentials.models import Credential, Device, Holding
from tongban.credentials.records import Stage
from tongban.errors import Malformed, NotFound, Refused
from tongban.journal import queries as journal
from tongban.licences import actions, queries
from tongban.licences.actions import Decision
from tongban.licences.actions.photo_change import change_photo
from tongban.licences.models import Application, Licence
from tongban.licences.rules.photo_change import PhotoChangeFacts, may_apply_for_new_photo
from tongban.licences.stages import ApplicationStage
from tongban.notices import queries as notices
from tongban.offices.models import Rollout
from tongban.offices.records import Duty
from tongban.registers import actions as registers
from tongban.simulation import portraits

FINE = {
    "is_open_in_region": True,
    "has_live_licence": True,
    "is_locked": False,
    "has_open_application": False,
    "is_window_only": False,
    "is_first_photo": False,
    "changed_on": None,
}


def codes(refusal):
    return [reason.code for reason in refusal.value.verdict.reasons]


# --- the rule ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, []),
        ({"is_first_photo": True, "changed_on": date(2026, 11, 20)}, []),
        ({"changed_on": date(2026, 5, 20)}, []),
        ({"changed_on": date(2026, 5, 21)}, ["EL-04"]),
        ({"has_live_licence": False}, ["EL-04-licence"]),
        ({"is_locked": True}, ["EL-04-locked"]),
        ({"is_open_in_region": False}, ["EL-09"]),
        ({"has_open_application": True}, ["EL-04-open"]),
        ({"is_window_only": True}, ["EL-06"]),
        (
            {
                "changed_on": date(2026, 11, 1),
                "is_locked": True,
                "is_open_in_region": False,
                "has_open_application": True,
            },
            ["EL-04", "EL-04-locked", "EL-09", "EL-04-open"],
        ),
    ],
)
def test_the_rule_says_every_reason_at_once(facts, said):
    verdict = may_apply_for_new_photo(PhotoChangeFacts(**(FINE | facts)), on=date(2026, 11, 20))
    assert [reason.code for reason in verdict.reasons] == said
    assert verdict.is_allowed is (said == [])


# --- asking ------------------------------------------------------------------------------------------------------
def test_the_identity_card_photo_may_be_replaced_at_once_and_waits_for_an_officer(town, holding):
    _record, holder, licence = holding
    found = ask(holder, at=town.AT)
    waiting = queries.application(found)
    assert (waiting.stage, waiting.licence_id, waiting.is_photo_change) == (ApplicationStage.REVIEW, licence.id, True)
    assert queries.licence(licence.id, at=town.AT).photo_id == licence.photo_id


def test_after_a_change_it_opens_again_six_months_later_and_the_refusal_names_the_day(town, holding):
    _record, holder, _licence = holding
    approve(town, ask(holder, at=town.AT), at=town.AT)
    with pytest.raises(Refused) as refusal:
        ask(holder, at=town.later(days=180))  # 19 May 2027
    assert refusal.value.code == "photo-change.refused"
    assert codes(refusal) == ["EL-04"]
    assert "2027年5月20日" in refusal.value.verdict.reasons[0].remedy.zh
    ask(holder, at=town.later(days=181))


def test_a_photo_sent_with_the_first_application_counts_as_the_change(town):
    holder, first = town.citizen(town.driver()), uuid.uuid4()
    actions.apply(application_id=first, citizen=holder, picture=portraits.draw(7), at=town.AT)
    approve(town, first, at=town.AT)
    with pytest.raises(Refused) as refusal:
        ask(holder, at=town.later(days=1))
    assert codes(refusal) == ["EL-04"]


def test_a_photo_that_is_kept_for_a_new_card_stays_as_old_as_it_is(town, holding):
    record, holder, _licence = holding
    approve(town, ask(holder, at=town.AT), at=town.AT)
    registers.replace_card(
        key=town.key(), driver_id=record.id, reason="遗失", by="officer:test", at=town.later(days=100)
    )
    actions.follow_register(at=town.later(days=100))
    actions.apply(application_id=uuid.uuid4(), citizen=holder, picture=None, at=town.later(days=100))
    assert queries.licence_of(holder.id, at=town.later(days=100)).photo_changed_at == town.AT
    ask(holder, at=town.later(days=181))


def test_without_a_live_licence_while_locked_or_where_it_is_closed_it_is_refused(town, holding):
    record, holder, licence = holding
    with pytest.raises(Refused) as refusal:
        ask(town.citizen(town.driver()), at=town.AT)
    assert codes(refusal) == ["EL-04-licence"]
    actions.lock(licence_id=licence.id, citizen=holder, at=town.AT)
    Rollout.objects.all().delete()
    with pytest.raises(Refused) as refusal:
        ask(holder, at=town.AT)
    assert codes(refusal) == ["EL-04-locked", "EL-09"]
    registers.replace_card(key=town.key(), driver_id=record.id, reason="遗失", by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    with pytest.raises(Refused) as refusal:
        ask(holder, at=town.AT)
    assert codes(refusal) == ["EL-04-licence", "EL-09"]


def test_a_double_click_is_one_application_and_a_second_one_is_refused(town, holding):
    _record, holder, _licence = holding
    found = ask(holder, at=town.AT)
    ask(holder, at=town.AT, application_id=found)
    assert Application.objects.filter(licence__isnull=False).count() == 1
    assert [one.tag for one in journal.history(holder.key)].count("application-submitted") == 2  # the first issue's too
    with pytest.raises(Refused) as refusal:
        ask(holder, at=town.AT)
    assert codes(refusal) == ["EL-04-open"]


def test_the_id_of_somebody_elses_application_changes_nothing_and_tells_nothing(town, holding):
    _record, holder, _licence = holding
    _other_record, other, _ = town.issued()
    found = ask(holder, at=town.AT)
    with pytest.raises(Refused) as refusal:
        ask(other, at=town.AT, application_id=found)
    assert codes(refusal) == ["application-key"]
    assert Application.objects.get(pk=found).citizen_id == holder.id


def test_a_photo_that_breaks_the_requirements_or_cannot_be_read_hands_nothing_in(town, holding):
    _record, holder, _licence = holding
    with pytest.raises(Refused) as refusal:
        ask(holder, at=town.AT, picture=portraits.draw(7, flaw=portraits.Flaw.YELLOW_AND_UNEVEN))
    assert {"EL-05 P1", "EL-05 P2"} <= set(codes(refusal))
    with pytest.raises(Malformed):
        ask(holder, at=town.AT, picture=b"not a picture")
    assert not Application.objects.filter(licence__isnull=False).exists()


def test_who_has_no_licence_in_the_register_is_not_found(town, holding):
    from tongban.registers.models import Driver

    _record, holder, _licence = holding
    Driver.objects.all().delete()
    with pytest.raises(NotFound):
        ask(holder, at=town.AT)


# --- deciding ----------------------------------------------------------------------------------------------------
def test_approval_changes_the_photo_of_the_same_licence_in_the_same_place(town, holding):
    _record, holder, licence = holding
    before, first_photo = Holding.objects.get(pk=licence.id), licence.photo_id
    found = ask(holder, at=town.AT)
    assert approve(town, found, at=town.later(hours=1)) is ApplicationStage.APPROVED
    after, changed = Holding.objects.get(citizen_id=holder.id), Licence.objects.get(pk=licence.id)
    assert (after.entitlement_list, after.entitlement_index) == (before.entitlement_list, before.entitlement_index)
    assert (after.issued_at, after.stage) == (before.issued_at, before.stage)
    assert changed.photo_id == queries.application(found).photo_id != first_photo
    assert changed.photo_changed_at == town.later(hours=1)
    assert "照片已更换" in notices.notices(holder.id)[0].text.zh


def test_the_phones_next_refresh_carries_the_new_photo_and_the_old_mdoc_is_revoked(town, holding):
    _record, holder, licence = holding
    phone, first = town.collected(holder, licence)
    old = Credential.objects.get(holding_id=licence.id, kind="mdoc")
    approve(town, ask(holder, at=town.AT), at=town.later(minutes=5))
    new_photo = queries.photo(Licence.objects.get(pk=licence.id).photo_id)
    again = town.refreshed(holder, phone, at=town.later(minutes=6))
    assert new_photo in again.credentials.mdoc
    assert new_photo not in first.credentials.mdoc
    old.refresh_from_db()
    assert old.revoked_at == town.later(minutes=6)
    assert town.refreshed(holder, phone, at=town.later(minutes=7)) is None


def test_the_journal_keeps_the_change_with_digests_only(town, holding):
    record, holder, licence = holding
    approve(town, ask(holder, at=town.AT), at=town.AT)
    entry = next(one for one in journal.history(f"licence:{licence.id}") if one.tag == "photo-changed")
    assert entry.by.startswith("officer:")
    assert set(entry.details) == {"licence", "application", "photo_digest", "former_digest"}
    assert entry.details["photo_digest"] != entry.details["former_digest"]
    assert not [one for one in (record.name, str(record.number), record.name_latin) if one in str(entry.details)]
    assert "photo-changed" in {one.tag for one in journal.history(holder.key)}


def test_an_officer_without_the_duty_or_from_elsewhere_may_not_decide(town, holding):
    found = ask(holding[1], at=town.AT)
    for stranger in (town.officer(Duty.ROADSIDE_CHECK), town.officer(Duty.PHOTO_REVIEW, region="3205")):
        with pytest.raises(NotFound, match=r"application\.unknown"):
            actions.review_photo(
                application_id=found, attempt=1, decision=Decision.APPROVE, officer=stranger, at=town.AT
            )


def test_of_two_officers_the_second_is_told_and_the_photo_changes_once(town, holding):
    _record, holder, licence = holding
    found = ask(holder, at=town.AT)
    approve(town, found, at=town.AT)
    with pytest.raises(Refused) as late:
        approve(town, found, at=town.AT)
    assert late.value.code == "review.decided"
    assert [one.tag for one in journal.history(f"licence:{licence.id}")].count("photo-changed") == 1


def test_a_withdrawn_change_cannot_be_approved_and_another_may_be_asked_for(town, holding):
    _record, holder, licence = holding
    found = ask(holder, at=town.AT)
    for _ in range(2):
        actions.withdraw(application_id=found, citizen=holder, at=town.AT)
    with pytest.raises(Refused):
        approve(town, found, at=town.AT)
    assert queries.licence(licence.id, at=town.AT).photo_id == licence.photo_id
    ask(holder, at=town.AT)


def test_three_returned_photos_lead_to_the_window_which_changes_the_photo(town, holding):
    _record, holder, licence = holding
    found = ask(holder, at=town.AT, picture=portraits.draw(20))
    for attempt in (1, 2, 3):
        if attempt > 1:
            actions.resubmit_photo(
                application_id=found, citizen=holder, picture=portraits.draw(20 + attempt), at=town.AT
            )
        stage = send_back(town, found, attempt=attempt, broken=("P5",), at=town.later(hours=attempt))
    assert stage is ApplicationStage.WINDOW_ONLY
    assert notices.notices(holder.id)[0].link == "/licence/application/"
    with pytest.raises(Refused) as refusal:
        ask(holder, at=town.AT)
    assert codes(refusal) == ["EL-06"]
    clerk = town.officer(Duty.WINDOW)
    actions.take_photo_at_window(application_id=found, picture=portraits.draw(30), officer=clerk, at=town.AT)
    after = Licence.objects.get()
    assert (after.id, after.photo_changed_at) == (licence.id, town.AT)
    assert after.photo_id != licence.photo_id


def test_a_licence_locked_meanwhile_gets_its_photo_and_stays_locked(town, holding):
    _record, holder, licence = holding
    town.collected(holder, licence)
    found = ask(holder, at=town.AT)
    actions.lock(licence_id=licence.id, citizen=holder, at=town.AT)
    approve(town, found, at=town.AT)
    after = Licence.objects.get(pk=licence.id)
    assert Holding.objects.get(pk=licence.id).locked_at is not None
    assert after.photo_id == queries.application(found).photo_id
    assert not Device.objects.filter(holding_id=after.id, withdrawn_at=None).exists()


# --- the licence becomes void meanwhile ----------------------------------------------------------------------------
@pytest.mark.parametrize("stage", [Stage.SUPERSEDED, Stage.REVOKED])
def test_when_the_licence_becomes_void_its_change_of_photo_is_closed_and_the_holder_told(town, holding, stage):
    record, holder, licence = holding
    found = ask(holder, at=town.AT)
    if stage is Stage.SUPERSEDED:
        registers.replace_card(key=town.key(), driver_id=record.id, reason="遗失", by="officer:test", at=town.AT)
    else:
        registers.record_death(driver_id=record.id, on=town.TODAY, by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    assert queries.application(found).stage is ApplicationStage.WITHDRAWN
    assert [one for one in notices.notices(holder.id) if "换照片的申请一并关闭" in one.text.zh]
    with pytest.raises(Refused):
        approve(town, found, at=town.AT)
    after = Licence.objects.get(pk=licence.id)
    assert (Holding.objects.get(pk=licence.id).stage, after.photo_id) == (stage, licence.photo_id)


def test_after_a_new_card_the_way_to_apply_again_is_free(town, holding):
    record, holder, licence = holding
    ask(holder, at=town.AT)
    registers.replace_card(key=town.key(), driver_id=record.id, reason="遗失", by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    actions.apply(application_id=uuid.uuid4(), citizen=holder, picture=None, at=town.AT)
    assert queries.licence_of(holder.id, at=town.AT).photo_id == licence.photo_id


def test_a_standing_that_leaves_the_licence_alive_leaves_its_change_of_photo_open(town, holding):
    record, holder, _licence = holding
    found = ask(holder, at=town.AT)
    registers.add_points(key=town.key(), driver_id=record.id, points=12, reason="样例", by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    assert queries.application(found).stage is ApplicationStage.REVIEW


@pytest.mark.parametrize("stage", [Stage.SUPERSEDED, Stage.REVOKED])
def test_approval_never_touches_a_void_licence(town, holding, stage):
    _record, holder, licence = holding
    row = Application.objects.select_related("photo").get(pk=ask(holder, at=town.AT))
    Holding.objects.filter(pk=licence.id).update(stage=stage)
    with pytest.raises(Refused) as refusal:
        change_photo(row, by="officer:test", at=town.AT)
    assert (refusal.value.code, codes(refusal)) == ("photo-change.void", ["EL-04-void"])
    assert Licence.objects.get(pk=licence.id).photo_id == licence.photo_id
