"""Officers, duties with region and term, the separation of duties, and recusal."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from offices.conftest import AT, BY, DAY, OFFICE, grant

from tongban.errors import Malformed, NotFound, Refused
from tongban.identifiers import IdentityNumber, OfficeCode, identity_check
from tongban.journal import queries as journal
from tongban.offices import actions, models, queries, rules
from tongban.offices.records import Duty, OfficeKind, Purpose
from tongban.offices.rules import NEVER_TOGETHER
from tongban.people import actions as people


def number(sequence: int) -> IdentityNumber:
    first = f"99010219900101{sequence:03d}"
    return IdentityNumber(first + identity_check(first))


# --- Offices and officers ------------------------------------------------------------------------------------
def test_given_an_office_when_it_is_opened_again_then_its_name_is_corrected(office):
    actions.open_office(
        code=OFFICE, name_zh="示例市车辆管理所", name_en="Example City", kind=OfficeKind.CITY, by=BY, at=AT
    )

    assert queries.office(OFFICE).name_zh == "示例市车辆管理所"
    assert [entry.tag for entry in journal.history(f"office:{OFFICE}", limit=9)] == ["office-opened"] * 2
    actions.open_office(
        code=OFFICE, name_zh="示例市车辆管理所", name_en="Example City", kind=OfficeKind.CITY, by=BY, at=AT
    )
    assert len(journal.history(f"office:{OFFICE}", limit=9)) == 2  # the same again is nothing new
    assert [found.code for found in queries.offices_under("9901")] == [OFFICE]


@pytest.mark.django_db
def test_given_a_division_that_does_not_exist_when_an_office_is_opened_there_then_it_is_not_found():
    with pytest.raises(NotFound, match=r"region\.unknown"):
        actions.open_office(
            code=OfficeCode("123456000000"), name_zh="无", name_en="None", kind=OfficeKind.CITY, by=BY, at=AT
        )
    with pytest.raises(NotFound, match=r"office\.unknown"):
        queries.office(OFFICE)


def test_given_an_account_when_it_becomes_an_officers_then_the_officer_is_found_by_it(make):
    officer = make("lin", Duty.WINDOW, Duty.PHOTO_REVIEW)
    row = models.Officer.objects.get()

    found = queries.officer(row.account, on=DAY)

    assert found is not None
    assert found.duties == {Duty.WINDOW, Duty.PHOTO_REVIEW}
    assert found.office_text.zh == found.office_name == "示例市车管所"
    assert found.office_text.en == row.office.name_en
    assert found.region_prefix == "9901"
    tags = sorted(entry.tag for entry in journal.history(officer.key, limit=9))
    assert tags == ["duty-granted", "duty-granted", "officer-created"]


def test_given_an_officer_when_the_record_is_printed_then_the_name_is_not_shown(make):
    assert "样本" not in repr(make("lin"))


def test_given_a_taken_service_number_when_a_second_officer_gets_it_then_it_is_malformed(make):
    make("lin")
    account = people.open_officer_account(username="other", password=None)

    with pytest.raises(Malformed, match=r"officer\.taken"):
        actions.create_officer(
            account_id=account.pk,
            name="样本·他",
            number="LIN",
            office=OFFICE,
            identity_number=number(9),
            by=BY,
            at=AT,
        )


def test_given_an_officer_who_left_when_they_sign_in_then_they_are_no_officer(make):
    make("lin", Duty.WINDOW)
    models.Officer.objects.update(is_active=False)

    assert queries.officer(models.Officer.objects.get().account, on=DAY) is None


# --- Duties --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (10, True), (11, False)])
def test_given_a_term_when_a_day_is_asked_then_both_ends_belong_to_it(make, days, holds):
    officer = make("lin")
    grant(officer, Duty.WINDOW, until_day=DAY + timedelta(days=10))

    found = queries.officer_by_id(officer.id, on=DAY + timedelta(days=days))

    assert (Duty.WINDOW in found.duties) is holds


@pytest.mark.parametrize(
    ("prefix", "region", "may"),
    [("9901", "990102", True), ("9901", "990202", False), ("99", "990202", True), ("", "320505", True)],
)
def test_given_a_duty_for_a_region_when_another_is_asked_then_only_what_lies_inside_is_allowed(
    make, prefix, region, may
):
    officer = make("lin", Duty.LICENCE_SEARCH, region_prefix=prefix)

    found = queries.officer_by_id(officer.id, on=DAY)

    assert found.may(Duty.LICENCE_SEARCH, region=region) is may
    assert not found.may(Duty.WINDOW, region=region)
    assert [one.id for one in queries.officers_with(Duty.LICENCE_SEARCH, region=region, on=DAY)] == [officer.id] * may


@pytest.mark.parametrize("prefix", ["9", "990", "98", "990102000", "99010x", "9999"])
def test_given_a_prefix_of_no_region_when_a_duty_is_granted_there_then_it_is_malformed(make, prefix):
    officer = make("lin")

    with pytest.raises(Malformed, match=r"region\.prefix"):
        grant(officer, Duty.WINDOW, region_prefix=prefix)


def test_given_a_term_that_ends_before_it_begins_when_a_duty_is_granted_then_it_is_malformed(make):
    officer = make("lin")

    with pytest.raises(Malformed, match=r"term\.backwards"):
        grant(officer, Duty.WINDOW, until_day=DAY - timedelta(days=1))


def test_given_two_clerks_when_both_grant_the_same_duty_then_it_is_held_once_with_the_later_term(make):
    officer = make("lin")
    grant(officer, Duty.WINDOW)
    grant(officer, Duty.WINDOW, until_day=DAY)

    assert models.DutyGrant.objects.count() == 1
    assert queries.officer_by_id(officer.id, on=DAY + timedelta(days=1)).duties == frozenset()


def test_given_a_duty_when_it_is_withdrawn_twice_then_it_is_gone_and_recorded_once(make):
    officer = make("lin", Duty.WINDOW)
    for _ in range(2):
        actions.withdraw_duty(
            officer_id=officer.id, duty=Duty.WINDOW, region_prefix="9901", reason="调岗", by=BY, at=AT
        )

    assert queries.officer_by_id(officer.id, on=DAY).duties == frozenset()
    assert [entry.tag for entry in journal.history(officer.key, limit=9)].count("duty-withdrawn") == 1
    grant(officer, Duty.WINDOW)
    assert queries.officer_by_id(officer.id, on=DAY).duties == {Duty.WINDOW}


# --- Separation ----------------------------------------------------------------------------------------------
PAIRS = [tuple(sorted(pair)) for pair in NEVER_TOGETHER]


@pytest.mark.parametrize(("one", "other"), [*PAIRS, *((b, a) for a, b in PAIRS)])
def test_given_a_pair_of_the_table_when_one_hand_is_to_hold_both_then_it_is_refused_with_of_01(make, one, other):
    officer = make("lin", one)

    with pytest.raises(Refused, match=r"duty\.not-compatible") as error:
        grant(officer, other)

    assert [reason.code for reason in error.value.verdict.reasons] == ["OF-01"]
    assert models.DutyGrant.objects.count() == 1


def test_given_the_table_when_it_is_read_then_the_three_administrators_and_the_auditor_stand_apart():
    administrators = (Duty.ADMINISTER, Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN)
    for pair in itertools.combinations(administrators, 2):
        assert not rules.may_hold(pair[0], held=[pair[1]]).is_allowed
    assert not rules.may_hold(Duty.AUDIT, held=[Duty.STANDING_CHANGE]).is_allowed
    assert rules.may_hold(Duty.PHOTO_REVIEW, held=[Duty.WINDOW, Duty.LICENCE_SEARCH]).is_allowed


def test_given_a_duty_that_has_ended_when_its_opposite_is_granted_later_then_it_is_allowed(make):
    officer = make("lin")
    grant(officer, Duty.RULE_EDIT, until_day=DAY)

    grant(officer, Duty.RULE_APPROVAL, from_day=DAY + timedelta(days=1))

    assert queries.officer_by_id(officer.id, on=DAY + timedelta(days=1)).duties == {Duty.RULE_APPROVAL}


def test_given_every_duty_when_it_is_named_then_it_has_words_in_both_languages():
    assert set(rules.DUTY_NAMES) == set(Duty)
    assert all(text.zh and text.en for text in rules.DUTY_NAMES.values())


# --- Recusal -------------------------------------------------------------------------------------------------
def test_given_own_and_kins_cases_when_they_are_to_be_handled_then_each_is_refused_for_its_reason(make):
    officer = make("lin", identity_number=number(1))
    for _ in range(2):
        actions.declare_kin(officer_id=officer.id, identity_number=number(2), relation="spouse", by=officer.key, at=AT)

    def codes(*parties):
        return [reason.code for reason in queries.may_handle(officer.id, parties=parties).reasons]

    assert codes(number(3)) == []
    assert codes(number(1)) == ["OF-03"]
    assert codes(number(2)) == ["OF-04"]
    assert codes(number(3), number(2), number(1)) == ["OF-03", "OF-04"]
    assert models.Kin.objects.count() == 1
    assert [entry.tag for entry in journal.history(officer.key, limit=9)].count("kin-declared") == 1


def test_given_a_declared_relative_when_the_tables_are_read_then_no_number_is_in_them(make):
    officer = make("lin", identity_number=number(1))
    actions.declare_kin(officer_id=officer.id, identity_number=number(2), relation="spouse", by=officer.key, at=AT)

    stored = repr([*models.Kin.objects.values(), *models.Officer.objects.values()])

    assert number(1) not in stored
    assert number(2) not in stored


# --- Purpose -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("reason", "case_number", "code"),
    [
        ("", "", "purpose.reason"),
        ("核对", "", "purpose.reason"),
        ("   核 对   ", "", "purpose.reason"),
        ("查" * 201, "", "purpose.reason"),
        ("核对驾驶证状态", "A" * 41, "purpose.case-number"),
    ],
)
def test_given_no_proper_reason_when_a_purpose_is_made_then_it_is_malformed(reason, case_number, code):
    with pytest.raises(Malformed) as error:
        Purpose(duty=Duty.LICENCE_SEARCH, reason=reason, case_number=case_number)
    assert error.value.code == code


def test_given_a_proper_reason_when_a_purpose_is_made_then_it_is_trimmed_and_never_printed():
    purpose = Purpose(duty=Duty.LICENCE_SEARCH, reason="  群众来窗口 \n 咨询 ")

    assert purpose.reason == "群众来窗口 咨询"
    assert "群众" not in repr(purpose)
