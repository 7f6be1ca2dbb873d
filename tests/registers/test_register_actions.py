"""What happens to drivers and vehicles: changed, recorded and announced together, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from register_rows import AT, BY, DRIVER, load

from tongban.errors import Forbidden, Malformed, NotFound, Refused
from tongban.identifiers import LicenceNumber, Plate
from tongban.journal import actions as journal
from tongban.registers import actions, queries, sources
from tongban.registers.records import EventKind, Study

STUDY = Study(onsite_days=2, online_days=3, own_days=2, tests=frozenset({1}))
PROVED = {"health_proof_on": date(2026, 11, 2), "is_reviewed": True}
CYCLE_OVER = datetime(2027, 6, 17, 2, 0, tzinfo=UTC)


def add(driver, points, **more):
    return actions.add_points(
        **{
            "key": str(uuid4()),
            "driver_id": driver.id,
            "points": points,
            "reason": "违反交通信号灯",
            "by": BY,
            "at": AT,
        }
        | more
    )


# --- Points ---


def test_nine_points_on_three_make_twelve_and_bring_letter_b(driver, tags):
    add(driver, 3)
    after = add(driver, 9)
    assert (after.points, after.letters, after.version) == (12, {"B"}, 3)
    assert queries.driver(driver.number) == after
    assert tags(driver) == ["points-added", "points-added"]
    assert [(event.kind, event.version) for event in queries.events_after(0)] == [
        (EventKind.POINTS_ADDED, 2),
        (EventKind.POINTS_ADDED, 3),
    ]


def test_letter_b_joins_other_letters_and_leaves_them_standing(driver):
    actions.set_letter(driver_id=driver.id, letter="H", reason="有违法未处理", by=BY, at=AT)
    assert add(driver, 12).letters == {"B", "H"}


@pytest.mark.parametrize("points", [0, 2, -1, 13, 24])
def test_a_number_of_points_that_the_law_does_not_know_changes_nothing(driver, points):
    with pytest.raises(Malformed, match=r"points\.value"):
        add(driver, points)
    assert queries.driver(driver.number) == driver
    assert queries.events_after(0) == []


def test_when_the_journal_fails_nothing_has_happened(driver, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(journal, "record", fails)
    with pytest.raises(RuntimeError):
        add(driver, 12)
    assert queries.driver(driver.number) == driver
    assert queries.events_after(0) == []
    assert queries.points_of(driver.id) == []


def test_full_mark_education_clears_points_and_letter_b(driver):
    add(driver, 12)
    after = actions.pass_full_mark_education(driver_id=driver.id, study=STUDY, by=BY, at=AT)
    assert (after.points, after.letters) == (0, {"A"})
    assert queries.points_of(driver.id, only_counted=True) == []
    assert len(queries.points_of(driver.id)) == 1


def test_full_mark_education_needs_twelve_points_and_paid_fines(driver):
    add(driver, 9, is_fine_paid=False)
    with pytest.raises(Refused) as refused:
        actions.pass_full_mark_education(driver_id=driver.id, study=STUDY, by=BY, at=AT)
    assert [reason.code for reason in refused.value.verdict.reasons] == ["DR-01", "DR-02"]


def test_a_paid_fine_opens_the_way_and_paying_twice_changes_nothing(driver, tags):
    add(driver, 12, is_fine_paid=False)
    [line] = queries.points_of(driver.id)
    for _ in range(2):
        actions.pay_fine(driver_id=driver.id, line_id=line.id, by=BY, at=AT)
    assert actions.pass_full_mark_education(driver_id=driver.id, study=STUDY, by=BY, at=AT).points == 0
    assert tags(driver).count("fine-paid") == 1
    with pytest.raises(NotFound, match=r"points\.unknown-line"):
        actions.pay_fine(driver_id=driver.id, line_id=uuid4(), by=BY, at=AT)


def test_at_the_end_of_the_cycle_paid_points_go_and_unpaid_ones_move_on(driver):
    add(driver, 6)
    add(driver, 3, is_fine_paid=False)
    assert actions.close_cycles(by="system:test", at=CYCLE_OVER - timedelta(days=1)) == 0
    assert actions.close_cycles(by="system:test", at=CYCLE_OVER) == 1
    after = queries.driver(driver.number)
    assert (after.points, after.cycle_start, after.cycle_end) == (3, date(2027, 6, 17), date(2028, 6, 17))
    assert queries.events_after(0)[-1].kind is EventKind.CYCLE_CLOSED


def test_twelve_points_outlive_the_cycle(driver):
    add(driver, 12)
    actions.close_cycles(by="system:test", at=CYCLE_OVER)
    assert (queries.driver(driver.number).points, queries.driver(driver.number).letters) == (12, {"B"})


def test_points_of_a_new_cycle_do_not_meet_those_of_the_old(driver):
    add(driver, 9)
    after = add(driver, 6, at=CYCLE_OVER, on=date(2027, 6, 17))
    assert (after.points, after.letters) == (6, {"A"})


def test_the_cycle_ends_at_midnight_in_china_not_in_london(driver):
    add(driver, 9)
    last_evening = datetime(2027, 6, 16, 15, 59, tzinfo=UTC)  # 23:59 in China
    assert actions.close_cycles(by="system:test", at=last_evening) == 0
    assert actions.close_cycles(by="system:test", at=last_evening + timedelta(minutes=1)) == 1


def test_study_takes_points_off_but_at_most_six_in_a_cycle(driver):
    add(driver, 9)
    for _ in range(3):
        actions.reduce_points(key=str(uuid4()), driver_id=driver.id, points=2, reason="现场学习", by=BY, at=AT)
    assert queries.driver(driver.number).points == 3
    with pytest.raises(Refused, match="DR-05"):
        actions.reduce_points(key=str(uuid4()), driver_id=driver.id, points=1, reason="网上学习", by=BY, at=AT)
    with pytest.raises(Malformed):
        actions.reduce_points(key=str(uuid4()), driver_id=driver.id, points=3, reason="网上学习", by=BY, at=AT)


# --- Letters ---


def test_a_letter_is_set_once_and_normal_returns_with_the_last(driver, tags):
    for _ in range(2):
        after = actions.set_letter(driver_id=driver.id, letter="D", reason="暂扣三个月", by=BY, at=AT)
    assert (after.letters, after.version) == ({"D"}, 2)
    for _ in range(2):
        after = actions.clear_letter(driver_id=driver.id, letter="D", reason="期满", by=BY, at=AT)
    assert (after.letters, after.version) == ({"A"}, 3)
    assert tags(driver) == ["status-letter-cleared", "status-letter-set"]


@pytest.mark.parametrize("letter", ["A", "B", "O", "", "DJ"])
def test_letters_that_follow_from_facts_or_do_not_exist_cannot_be_set(driver, letter):
    for act in (actions.set_letter, actions.clear_letter):
        with pytest.raises(Malformed):
            act(driver_id=driver.id, letter=letter, reason="试", by=BY, at=AT)


def test_a_vehicle_is_locked_and_unlocked(vehicle, tags):
    after = actions.set_vehicle_letter(vehicle_id=vehicle.id, letter="O", reason="转出办理中", by=BY, at=AT)
    assert (after.letters, after.version) == ({"O"}, 2)
    after = actions.clear_vehicle_letter(vehicle_id=vehicle.id, letter="O", reason="办结", by=BY, at=AT)
    assert (after.letters, after.version) == ({"A"}, 3)
    assert tags(vehicle) == ["status-letter-cleared", "status-letter-set"]
    assert {event.vehicle_id for event in queries.events_after(0)} == {vehicle.id}
    with pytest.raises(NotFound, match=r"vehicle\.unknown"):
        actions.set_vehicle_letter(vehicle_id=uuid4(), letter="O", reason="试", by=BY, at=AT)


# --- The licence ---


def test_renewal_after_six_clean_years_gives_ten_and_clears_overdue(db):
    driver = load(valid_from=date(2020, 6, 17), valid_until=date(2026, 6, 17), letters=frozenset({"M"}))
    after = actions.renew(driver_id=driver.id, **PROVED, by=BY, at=AT)
    assert (after.valid_from, after.valid_until) == (date(2026, 6, 17), date(2036, 6, 17))
    assert after.letters == {"A"}
    assert after.card_core_number != driver.card_core_number


def test_renewal_after_a_full_cycle_does_not_step_up(db):
    driver = load(valid_from=date(2020, 12, 17), valid_until=date(2026, 12, 17))
    add(driver, 12, on=date(2025, 1, 1))
    actions.pass_full_mark_education(driver_id=driver.id, study=STUDY, by=BY, at=AT)
    assert actions.renew(driver_id=driver.id, **PROVED, by=BY, at=AT).valid_until == date(2032, 12, 17)


def test_renewal_after_ten_clean_years_is_for_ever_and_then_never_due(db):
    driver = load(valid_from=date(2016, 12, 17), valid_until=date(2026, 12, 17))
    assert actions.renew(driver_id=driver.id, **PROVED, by=BY, at=AT).valid_until is None
    with pytest.raises(Refused, match="DR-06"):
        actions.renew(driver_id=driver.id, **PROVED, by=BY, at=AT)


def test_new_classes_start_today_and_kept_ones_keep_their_day(driver):
    after = actions.change_classes(driver_id=driver.id, classes=("C1", "D"), reason="增驾", by=BY, at=AT)
    assert after.classes == ("C1", "D")
    assert after.class_dates == {"C1": date(2015, 6, 17), "D": date(2026, 11, 20)}
    with pytest.raises(Malformed):
        actions.change_classes(driver_id=driver.id, classes=(), reason="降级", by=BY, at=AT)


def test_a_replaced_card_has_the_number_that_was_given(driver):
    after = actions.replace_card(
        key="1", driver_id=driver.id, reason="遗失", by=BY, at=AT, card_core_number="9900000000001"
    )
    assert after.card_core_number == "9900000000001"


def test_another_office_takes_over_and_the_transfer_letter_goes(db):
    driver = load(letters=frozenset({"C"}))
    after = actions.change_office(
        driver_id=driver.id, office="320500000000", issuing_authority="示例水乡市交通管理支队", by=BY, at=AT
    )
    assert (after.office, after.letters) == ("320500000000", {"A"})


def test_death_cancels_the_licence_once(driver, tags):
    for _ in range(2):
        after = actions.record_death(driver_id=driver.id, on=date(2026, 11, 19), by=BY, at=AT)
    assert (after.died_on, after.letters, after.version) == (date(2026, 11, 19), {"G"}, 2)
    assert tags(driver) == ["death-recorded"]


def test_a_new_photo_replaces_the_old_and_other_bytes_are_refused(driver):
    with pytest.raises(NotFound, match=r"portrait\.absent"):
        queries.portrait(driver.id)
    image = b"\xff\xd8\xff" + bytes(100)
    actions.change_portrait(driver_id=driver.id, image=image, by=BY, at=AT)
    assert queries.portrait(driver.id) == image
    for wrong in (b"", b"GIF89a", b"\xff\xd8\xff" + bytes(200_001)):
        with pytest.raises(Malformed, match=r"portrait\.malformed"):
            actions.change_portrait(driver_id=driver.id, image=wrong, by=BY, at=AT)


# --- Who may write, and reading ---


@pytest.mark.django_db
def test_an_unknown_driver_or_vehicle_is_not_found():
    with pytest.raises(NotFound, match=r"driver\.unknown"):
        queries.driver(LicenceNumber("11010519491231002X"))
    with pytest.raises(NotFound, match=r"driver\.unknown"):
        actions.set_letter(driver_id=uuid4(), letter="D", reason="试", by=BY, at=AT)
    with pytest.raises(NotFound, match=r"vehicle\.unknown"):
        queries.vehicle(plate_kind="02", plate=Plate("川A00000"))


def test_a_vehicle_is_found_by_kind_and_number_and_by_owner(vehicle):
    assert queries.vehicle(plate_kind="02", plate=Plate("川A·12345")) == vehicle
    assert queries.vehicles_of(vehicle.owner_number) == [vehicle]
    with pytest.raises(NotFound):
        queries.vehicle(plate_kind="01", plate=Plate("川A12345"))


def test_loading_the_same_records_twice_adds_nothing(driver):
    assert actions.load_register(drivers=[driver], by=BY, at=AT) == 0


def test_a_number_belongs_to_one_driver_only(driver):
    twin = replace(DRIVER, id=uuid4(), file_number="990100000002")
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        actions.load_register(drivers=[twin], by=BY, at=AT)
    assert DRIVER.number not in str(broken.value)


def test_a_record_in_a_log_shows_no_person(driver, vehicle):
    shown = repr(queries.driver(driver.number)) + repr(vehicle)
    for personal in ("张伟", "ZHANG", driver.number, "1990", "大道"):
        assert personal not in shown


class Elsewhere(sources.Tables):
    """A register that its own system writes."""

    is_written_here = False


def test_a_register_that_is_kept_elsewhere_is_read_but_not_written(driver, settings):
    settings.REGISTER_SOURCE = f"{__name__}.Elsewhere"
    sources.current.cache_clear()
    try:
        assert queries.driver(driver.number) == driver
        with pytest.raises(Forbidden, match=r"registers\.kept-elsewhere"):
            add(driver, 3)
    finally:
        sources.current.cache_clear()


# --- Once ---


def test_one_violation_that_is_sent_eight_times_is_counted_once(driver, tags):
    for _ in range(8):
        after = add(driver, 1, key="one")
    assert after.points == 1
    assert tags(driver) == ["points-added"]
    with pytest.raises(Refused, match=r"register\.key"):
        add(driver, 3, key="one")
    with pytest.raises(Refused, match=r"register\.key"):
        add(driver, 1, key="one", by="officer:00000000-0000-4000-8000-000000000002")
    with pytest.raises(Refused, match=r"register\.key"):
        actions.set_letter(driver_id=driver.id, key="one", letter="H", reason="有违法未处理", by=BY, at=AT)
    assert add(driver, 1, key="two").points == 2


def test_a_late_repetition_does_not_set_a_letter_again_that_was_cleared(driver):
    given = {"driver_id": driver.id, "letter": "H", "by": BY, "at": AT}
    actions.set_letter(key="set", reason="有违法未处理", **given)
    actions.clear_letter(key="clear", reason="已处理", **given)
    assert actions.set_letter(key="set", reason="有违法未处理", **given).letters == {"A"}


def test_a_card_that_is_replaced_under_one_key_is_replaced_once(driver):
    given = {"driver_id": driver.id, "key": "card", "reason": "遗失", "by": BY, "at": AT}
    first = actions.replace_card(**given)
    assert actions.replace_card(**given) == first


# --- Points that were changed, rounds of the full-mark course, ends (163号 Articles 16 to 29, 162号 Article 79) ---


def changed(driver, line, points, **more):
    given = {"key": str(uuid4()), "reason": "复议决定撤销", "by": BY, "at": AT} | more
    return actions.change_points(driver_id=driver.id, line_id=line.id, points=points, **given)


def test_points_go_with_the_decision_behind_them_and_the_line_stays_marked(driver, tags):
    add(driver, 9)
    add(driver, 3)
    three, nine = sorted(queries.points_of(driver.id), key=lambda line: line.points)
    after = changed(driver, three, 0)
    assert (after.points, after.letters) == (9, {"A"}), "B goes with the sum"
    assert changed(driver, nine, 6).points == 6
    lines = queries.points_of(driver.id)
    assert sorted((line.points, line.is_counted, line.is_revoked) for line in lines) == [
        (3, False, True),
        (6, True, False),
        (9, False, True),
    ]
    assert {line.on for line in lines if line.points in (6, 9)} == {nine.on}
    assert tags(driver)[:2] == ["points-changed", "points-changed"]
    for wrong in (three, nine):
        with pytest.raises(NotFound, match=r"points\.unknown-line"):
            changed(driver, wrong, 0)


def test_a_changed_line_needs_another_value_of_the_law_and_a_cheated_reduction_is_only_revoked(driver):
    add(driver, 9)
    actions.reduce_points(key="r", driver_id=driver.id, points=2, reason="现场学习", by=BY, at=AT)
    reduction, nine = sorted(queries.points_of(driver.id), key=lambda line: line.points)
    for line, points in ((nine, 9), (nine, 2), (reduction, 1)):
        with pytest.raises(Malformed, match=r"points\.value"):
            changed(driver, line, points)
    assert changed(driver, reduction, 0).points == 9


def test_the_second_round_of_a_cycle_is_longer_and_asks_for_the_road(driver):
    add(driver, 12)
    actions.pass_full_mark_education(driver_id=driver.id, study=STUDY, by=BY, at=AT)
    add(driver, 12)
    with pytest.raises(Refused) as refused:
        actions.pass_full_mark_education(driver_id=driver.id, study=STUDY, by=BY, at=AT)
    assert [reason.code for reason in refused.value.verdict.reasons] == ["DR-18", "DR-20"]
    longer = Study(onsite_days=2, online_days=3, own_days=9, tests=frozenset({1, 3}))
    assert actions.pass_full_mark_education(driver_id=driver.id, study=longer, by=BY, at=AT).points == 0
    add(driver, 3)
    with pytest.raises(Refused, match="DR-22"):
        actions.reduce_points(key="r", driver_id=driver.id, points=1, reason="网上学习", by=BY, at=AT)


def test_who_owns_a_car_past_its_inspection_reduces_no_points(driver, vehicle):
    actions.record_vehicle_inspection(
        vehicle_id=vehicle.id, key="i", until=date(2026, 11, 21), mileage_km=1, by=BY, at=AT
    )
    add(driver, 3)
    actions.reduce_points(key="r1", driver_id=driver.id, points=1, reason="网上学习", by=BY, at=AT)
    with pytest.raises(Refused, match="DR-24"):
        actions.reduce_points(
            key="r2", driver_id=driver.id, points=1, reason="网上学习", by=BY, at=AT + timedelta(days=2)
        )


def test_the_use_is_stopped_only_after_the_notice_and_thirty_days_where_the_card_was_withheld(driver, tags):
    stop = {"driver_id": driver.id, "letter": "J", "reason": "公告停止使用", "by": BY}
    with pytest.raises(Refused, match="DR-29"):
        actions.set_letter(**stop, at=AT)
    with pytest.raises(Refused, match="DR-01"):
        actions.serve_full_mark_notice(driver_id=driver.id, on=date(2026, 11, 20), by=BY, at=AT)
    add(driver, 12)
    actions.set_letter(driver_id=driver.id, letter="U", reason="扣留", by=BY, at=AT)
    for _ in range(2):
        actions.serve_full_mark_notice(driver_id=driver.id, on=date(2026, 11, 20), by=BY, at=AT)
    assert tags(driver).count("full-mark-noticed") == 1
    with pytest.raises(Refused, match="DR-29"):
        actions.set_letter(**stop, at=AT + timedelta(days=31))  # the thirtieth day is a Sunday
    assert "J" in actions.set_letter(**stop, at=AT + timedelta(days=32)).letters


def test_a_licence_is_renewed_under_every_guard_and_a_year_late_not_at_all(db):
    driver = load(valid_from=date(2019, 11, 20), valid_until=date(2025, 11, 20), letters=frozenset({"H", "M"}))
    with pytest.raises(Refused) as refused:
        actions.renew(driver_id=driver.id, health_proof_on=None, is_reviewed=False, by=BY, at=AT)
    assert [reason.code for reason in refused.value.verdict.reasons] == ["DR-07", "DR-08", "DR-10", "DR-11"]


@pytest.mark.parametrize("letter", ["D", "K", "U"])
def test_no_other_card_while_the_licence_is_held_back(driver, letter):
    actions.set_letter(driver_id=driver.id, letter=letter, reason="样例", by=BY, at=AT)
    with pytest.raises(Refused, match="DR-13"):
        actions.replace_card(key="1", driver_id=driver.id, reason="遗失", by=BY, at=AT)


def test_a_licence_that_nobody_renews_ends_is_restored_by_a_test_and_ends_for_good(db, tags):
    driver = load(valid_from=date(2019, 11, 20), valid_until=date(2025, 11, 20), letters=frozenset({"M"}))
    assert actions.end_overdue(by="system:test", at=AT - timedelta(days=1)) == 0
    assert [actions.end_overdue(by="system:test", at=AT) for _ in range(2)] == [1, 0]
    ended = queries.driver(driver.number)
    assert (ended.letters, ended.ended_on, ended.ended_for) == ({"R"}, date(2026, 11, 20), "not-renewed")
    proof = {"driver_id": driver.id, "health_proof_on": date(2026, 11, 2), "by": BY, "at": AT}
    with pytest.raises(Refused, match="DR-16"):
        actions.restore_licence(**proof, has_passed_test=False)
    restored = actions.restore_licence(**proof, has_passed_test=True)
    assert (restored.letters, restored.valid_from, restored.ended_for) == ({"A"}, date(2026, 11, 20), "")
    assert restored.valid_until == date(2032, 11, 20)
    assert tags(driver) == ["driver-restored", "driver-ended"]
    long_gone = AT.replace(year=2033)
    assert actions.end_overdue(by="system:test", at=long_gone) == 1
    assert actions.end_overdue(by="system:test", at=long_gone.replace(year=2036)) == 1
    assert queries.driver(driver.number).letters == {"G"}


def test_the_calendar_ends_cycles_and_licences_where_the_register_is_ours(db):
    load(
        valid_from=date(2019, 11, 20),
        valid_until=date(2025, 11, 20),
        letters=frozenset({"M"}),
        cycle_end=date(2026, 11, 20),
    )
    assert [actions.follow_calendar(at=AT) for _ in range(2)] == [2, 0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "current", type("Elsewhere", (), {"is_written_here": False}))
        assert actions.follow_calendar(at=AT.replace(year=2040)) == 0


def test_a_driver_of_seventy_without_a_health_proof_ends_and_is_restored_by_one(db):
    driver = load(born=date(1950, 3, 7), valid_until=None, health_proof_on=date(2024, 7, 1))
    assert actions.end_overdue(by="system:test", at=AT) == 1
    ended = queries.driver(driver.number)
    assert (ended.letters, ended.ended_for, ended.ended_on) == ({"R"}, "no-health-proof", date(2026, 6, 17))
    proof = {"health_proof_on": date(2026, 11, 2), "has_passed_test": False}
    after = actions.restore_licence(driver_id=driver.id, **proof, by=BY, at=AT)
    assert (after.letters, after.valid_until, after.health_proof_on) == ({"A"}, None, date(2026, 11, 2))
    actions.record_health_proof(driver_id=driver.id, on=date(2026, 10, 1), by=BY, at=AT)
    assert queries.driver(driver.number).health_proof_on == date(2026, 11, 2), "an older proof changes nothing"
    with pytest.raises(Refused, match="DR-11"):
        actions.record_health_proof(driver_id=driver.id, on=date(2026, 5, 19), by=BY, at=AT)


def test_a_revoked_licence_knows_when_another_can_be_applied_for(driver, tags):
    ended = {
        "driver_id": driver.id,
        "ground": "drunk",
        "on": date(2026, 11, 20),
        "reason": "处罚决定书",
        "by": BY,
        "at": AT,
    }
    for _ in range(2):
        after = actions.end_licence(**ended)
    assert (after.letters, queries.applies_again_on(after)) == ({"F"}, date(2031, 11, 20))
    assert tags(driver) == ["driver-ended"]
    with pytest.raises(Malformed, match=r"ending\.unknown"):
        actions.end_licence(**ended | {"ground": "bad-luck"})
