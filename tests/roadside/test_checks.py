"""An officer checks a code: every way it can come out, and that each is told apart from the others."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from tongban.errors import Forbidden, Malformed, NotFound
from tongban.identifiers import LicenceNumber
from tongban.journal import queries as journal
from tongban.licences import actions as licences
from tongban.offices.records import Duty, Purpose
from tongban.registers import actions as registers
from tongban.roadside import actions, queries
from tongban.roadside.models import Check
from tongban.roadside.rules import Word
from tongban.standards.signing import generate


@pytest.fixture
def patrol(town):
    return town.officer(Duty.ROADSIDE_CHECK)


@pytest.fixture
def driver_with_phone(town):
    record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    return record, holder, licence, phone, bundle


def check(code, patrol, *, at, **more):
    check_id = actions.check_licence(
        code, check_id=more.pop("check_id", None) or uuid.uuid4(), by=patrol, at=at, **more
    )
    return queries.check(check_id, officer=patrol)


def codes(view):
    return [reason.code for reason in view.result.reasons]


def test_a_live_code_of_a_normal_licence_passes_and_the_holder_sees_who_looked(town, patrol, driver_with_phone):
    record, holder, _licence, phone, bundle = driver_with_phone
    view = check(town.shown(phone, bundle), patrol, at=town.AT)
    assert view.result.word is Word.PASS
    assert view.driver.id == record.id
    look = next(one for one in journal.history(holder.key) if one.tag == "licence-checked")
    assert look.details["word"] == "pass"
    assert look.by == patrol.key


def test_twelve_points_stop_the_next_check_with_the_article(town, patrol, driver_with_phone):
    record, _holder, _licence, phone, bundle = driver_with_phone
    registers.add_points(key=town.key(), driver_id=record.id, points=12, reason="样例", by="officer:test", at=town.AT)
    view = check(town.shown(phone, bundle), patrol, at=town.AT)
    assert view.result.word is Word.STOP
    assert view.result.is_genuine
    assert "第二十八条" in view.result.reasons[0].article


def test_a_screenshot_is_not_believed(town, patrol, driver_with_phone):
    *_, phone, bundle = driver_with_phone
    screenshot = town.shown(phone, bundle)
    view = check(screenshot, patrol, at=town.later(seconds=90))
    assert view.result.word is Word.NOT_GENUINE
    assert codes(view) == ["EL-07"]


def test_a_phone_whose_clock_is_two_minutes_ahead_is_told_apart_from_a_forgery(town, patrol, driver_with_phone):
    *_, phone, bundle = driver_with_phone
    view = check(town.shown(phone, bundle, at=town.later(minutes=2)), patrol, at=town.AT)
    assert view.result.word is Word.NOT_GENUINE
    assert codes(view) == ["EL-07"]
    assert "时间不准" in view.result.reasons[0].remedy.zh


def test_the_same_proof_twice_is_a_replay_and_the_same_check_twice_is_one(town, patrol, driver_with_phone):
    *_, phone, bundle = driver_with_phone
    code, check_id = town.shown(phone, bundle), uuid.uuid4()
    for _ in range(2):
        assert check(code, patrol, at=town.AT, check_id=check_id).result.word is Word.PASS
    assert Check.objects.count() == 1
    again = check(code, patrol, at=town.later(seconds=5))
    assert again.result.word is Word.NOT_GENUINE
    assert codes(again) == ["DL1-9"]


def test_a_token_shown_by_another_phone_is_not_believed(town, patrol, driver_with_phone):
    *_, bundle = driver_with_phone
    view = check(town.shown(generate(), bundle), patrol, at=town.AT)
    assert codes(view) == ["DL1-5"]


def test_challenge_digits_must_be_in_the_proof(town, patrol, driver_with_phone):
    *_, phone, bundle = driver_with_phone
    right = town.shown(phone, bundle, challenge="4711")
    assert check(right, patrol, at=town.AT, challenge="4711").result.word is Word.PASS
    wrong = town.shown(phone, bundle, at=town.later(seconds=15), challenge="4712")
    assert codes(check(wrong, patrol, at=town.later(seconds=15), challenge="4711")) == ["DL1-7"]


def test_a_locked_phone_is_void_though_the_holder_may_drive(town, patrol, driver_with_phone):
    _record, holder, licence, phone, bundle = driver_with_phone
    licences.lock(licence_id=licence.id, citizen=holder, at=town.AT)
    view = check(town.shown(phone, bundle), patrol, at=town.AT)
    assert view.result.word is Word.NOT_GENUINE
    assert codes(view) == ["EL-12-locked"]
    assert view.result.reasons[0].article == "", "a lost phone is no offence"


def test_an_old_phone_is_void_without_an_article_and_an_old_card_with_it(town, patrol, driver_with_phone):
    record, holder, licence, phone, bundle = driver_with_phone
    town.collected(holder, licence)
    view = check(town.shown(phone, bundle), patrol, at=town.AT)
    assert (codes(view), view.result.reasons[0].article) == (["EL-12-phone"], "")
    registers.replace_card(driver_id=record.id, key=town.key(), reason="遗失", by="officer:test", at=town.AT)
    licences.follow_register(at=town.AT)
    view = check(town.shown(phone, bundle, at=town.later(seconds=15)), patrol, at=town.later(seconds=15))
    assert codes(view) == ["EL-12"]
    assert "第九十八条" in view.result.reasons[0].article


def test_a_seized_card_is_asked_about_and_stops_nobody(town, patrol, driver_with_phone):
    record, _holder, _licence, phone, bundle = driver_with_phone
    registers.set_letter(driver_id=record.id, letter="K", reason="样例", by="officer:test", at=town.AT)
    view = check(town.shown(phone, bundle), patrol, at=town.AT)
    assert (view.result.word, codes(view)) == (Word.CHECK, ["状态 K"])


def test_a_driver_of_seventy_six_is_told_with_what_may_still_be_driven_and_so_is_the_check_of_then(town, patrol):
    record = town.driver(classes="A1D", born=date(1950, 3, 7), first_issued=date(1990, 6, 17), valid_until=None)
    _record, holder, licence = town.issued(record)
    view = check(town.shown(*town.collected(holder, licence)), patrol, at=town.AT)
    assert (view.result.word, view.classes) == (Word.PASS, "C1F")
    assert [note.code for note in view.result.notes] == ["AGE-63", "AGE-70"]
    registers.change_classes(driver_id=record.id, classes=("C1", "F"), reason="换证", by="officer:test", at=town.AT)
    again = queries.check(view.id, officer=patrol)
    assert (again.result, again.classes) == (view.result, view.classes)


def test_a_code_for_another_purpose_shows_no_register_to_the_officer(town, patrol, driver_with_phone):
    *_, phone, bundle = driver_with_phone
    view = check(town.shown(phone, bundle, purpose="age"), patrol, at=town.AT)
    assert view.driver is None
    assert view.shown["facts"] == {"age_over_18": True}


@pytest.mark.parametrize("purpose", ["rental", "freight", "age"])
def test_a_genuine_code_for_another_purpose_never_passes_and_says_which_one_to_ask_for(
    town, patrol, driver_with_phone, purpose
):
    *_, phone, bundle = driver_with_phone
    view = check(town.shown(phone, bundle, purpose=purpose), patrol, at=town.AT)
    assert (view.result.word, view.result.is_genuine, codes(view)) == (Word.OTHER_USE, True, ["RS-01"])
    assert "路检" in view.result.reasons[0].remedy.zh
    assert codes(queries.check(view.id, officer=patrol)) == ["RS-01"]


@pytest.mark.parametrize("purpose", ["rental", "freight", "age"])
def test_who_was_suspended_a_moment_ago_is_so_in_every_code_though_no_worker_has_run(
    town, patrol, driver_with_phone, purpose
):
    record, _holder, _licence, phone, bundle = driver_with_phone
    registers.add_points(key=town.key(), driver_id=record.id, points=12, reason="样例", by="officer:test", at=town.AT)
    view = check(town.shown(phone, bundle, purpose=purpose), patrol, at=town.AT)
    assert (view.result.word, codes(view)) == (Word.OTHER_USE, ["RS-01", "DL1-8"])
    firm = licences.check_for_business(
        town.shown(phone, bundle, purpose=purpose, at=town.later(seconds=15)), at=town.later(seconds=15)
    )
    assert (firm.outcome, firm.report.elements["status"]) == ("does-not-hold", 2)


def test_a_forged_code_for_another_purpose_is_not_genuine_before_it_is_for_another_use(town, patrol, driver_with_phone):
    *_, bundle = driver_with_phone
    view = check(town.shown(generate(), bundle, purpose="age"), patrol, at=town.AT)
    assert (view.result.word, codes(view)) == (Word.NOT_GENUINE, ["DL1-5"])


def test_a_past_check_is_replayed_as_it_was_after_the_register_has_changed(town, patrol, driver_with_phone):
    record, _holder, _licence, phone, bundle = driver_with_phone
    view = check(town.shown(phone, bundle), patrol, at=town.AT)
    registers.add_points(key=town.key(), driver_id=record.id, points=12, reason="样例", by="officer:test", at=town.AT)
    assert queries.check(view.id, officer=patrol).result.word is Word.PASS


@pytest.mark.parametrize("text", ["", "DL1:", "hello", "DL1:" + "A" * 500, "https://example.org", "DL1:%%%"])
def test_what_is_no_code_is_malformed_and_nothing_is_stored(town, patrol, text):
    with pytest.raises(Malformed):
        check(text, patrol, at=town.AT)
    assert Check.objects.count() == 0


def test_without_the_duty_nothing_is_checked(town, driver_with_phone):
    *_, phone, bundle = driver_with_phone
    with pytest.raises(Forbidden):
        check(town.shown(phone, bundle), town.officer(Duty.PHOTO_REVIEW), at=town.AT)


def test_a_typed_number_needs_a_reason_that_the_driver_can_read(town, patrol):
    record, holder, _licence = town.issued()
    purpose = Purpose(duty=Duty.ROADSIDE_CHECK, reason="手机没电，路检核查")
    check_id = actions.check_number(
        LicenceNumber(record.number), check_id=uuid.uuid4(), purpose=purpose, by=patrol, at=town.AT
    )
    assert queries.check(check_id, officer=patrol).result.word is Word.PASS
    look = next(one for one in journal.history(holder.key) if one.tag == "licence-checked")
    assert look.details["reason"] == "手机没电，路检核查"


def test_a_number_that_the_register_does_not_have_is_an_answer_with_a_record_and_without_the_number(town, patrol):
    purpose = Purpose(duty=Duty.ROADSIDE_CHECK, reason="手机没电，路检核查")
    check_id = actions.check_number(
        LicenceNumber("11010519491231002X"), check_id=uuid.uuid4(), purpose=purpose, by=patrol, at=town.AT
    )
    view = queries.check(check_id, officer=patrol)
    assert (view.result.word, codes(view), view.driver) == (Word.NO_RECORD, ["RS-04"], None)
    assert view.asked.endswith("002X")
    assert "19491231" not in view.asked
    [entry] = journal.history_by(patrol.key)
    assert (entry.tag, entry.details["word"]) == ("licence-checked", "no-record")


def test_nobody_reads_a_colleagues_check(town, patrol, driver_with_phone):
    *_, phone, bundle = driver_with_phone
    view = check(town.shown(phone, bundle), patrol, at=town.AT)
    with pytest.raises(NotFound):
        queries.check(view.id, officer=town.officer(Duty.ROADSIDE_CHECK))


def test_checks_made_off_line_arrive_later_once_and_one_bad_record_stops_no_other(town, patrol, driver_with_phone):
    *_, phone, bundle = driver_with_phone
    good = {
        "id": str(uuid.uuid4()),
        "code": town.shown(phone, bundle),
        "challenge": None,
        "officer": "m",
        "scanned_at": "2026-11-20T02:00:10Z",
        "outcome": "amber",
    }
    bad = [
        {"id": "x"},
        {},
        good | {"id": str(uuid.uuid4()), "code": "hello"},
        good | {"id": str(uuid.uuid4()), "scanned_at": "2026-10-01T00:00:00Z"},
    ]
    for _ in range(2):
        accepted, refused = actions.take_queue([*bad, good], by=patrol, mark="m", at=town.later(hours=5))
        assert accepted == [good["id"]]
        assert len(refused) == 4
    assert Check.objects.get().offline_word == "amber"


@pytest.mark.parametrize("mark", ["another", None])
def test_a_check_that_a_colleague_made_off_line_is_not_taken_as_ones_own_and_waits_for_its_officer(
    town, patrol, driver_with_phone, mark
):
    *_, phone, bundle = driver_with_phone
    record = {"id": str(uuid.uuid4()), "code": town.shown(phone, bundle), "scanned_at": "2026-11-20T02:00:10Z"}
    record |= {"outcome": "green"} | ({"officer": mark} if mark else {})
    accepted, refused = actions.take_queue([record], by=patrol, mark="own", at=town.later(hours=5))
    assert (accepted, refused) == ([], [{"id": record["id"], "code": "queue.other-officer"}])
    assert not Check.objects.exists()
    colleague = town.officer(Duty.ROADSIDE_CHECK)
    if mark:
        assert actions.take_queue([record], by=colleague, mark=mark, at=town.later(days=20))[0] == [record["id"]]
        assert Check.objects.get().officer_id == colleague.id
