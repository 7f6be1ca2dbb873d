"""Points, cycles and validity: the arithmetic of 163号 and 162号."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.registers.records import Study
from tongban.registers.rules import drivers as rules
from tongban.registers.rules import endings, full_mark, renewal
from tongban.registers.rules.drivers import Counted, ReductionFacts
from tongban.registers.rules.renewal import RenewalFacts, Term

no_deadline = settings(deadline=None)  # a busy machine is no failure

DAYS = st.dates(date(1985, 1, 1), date(2060, 12, 31))


@no_deadline
@given(first_issued=DAYS, later=st.integers(0, 20_000))
def test_every_day_after_first_issue_lies_in_one_cycle_of_a_year(first_issued: date, later: int) -> None:
    on = first_issued + timedelta(days=later)
    start, end = rules.cycle_of(first_issued=first_issued, on=on)
    assert start <= on < end
    assert (end - start).days in (365, 366)
    assert rules.cycle_of(first_issued=first_issued, on=end)[0] == end
    assert start == first_issued or rules.cycle_of(first_issued=first_issued, on=start - timedelta(days=1))[1] == start


def test_a_cycle_that_began_on_a_leap_day_turns_on_the_first_of_march() -> None:
    assert rules.cycle_of(first_issued=date(2024, 2, 29), on=date(2025, 2, 28)) == (date(2024, 2, 29), date(2025, 3, 1))
    assert rules.cycle_of(first_issued=date(2024, 2, 29), on=date(2028, 3, 5)) == (date(2028, 2, 29), date(2029, 3, 1))


@pytest.mark.parametrize(
    ("letters", "total", "after"),
    [
        ("A", 11, "A"),
        ("A", 12, "B"),
        ("H", 12, "BH"),
        ("BH", 3, "H"),
        ("B", 0, "A"),
        ("B", 24, "B"),
        ("BDJ", 12, "BDJ"),
    ],
)
def test_letter_b_stands_exactly_from_twelve_points_on(letters: str, total: int, after: str) -> None:
    assert rules.letters_after_points(frozenset(letters), total=total) == frozenset(after)


def test_at_the_end_of_a_cycle_only_paid_points_below_twelve_are_cleared() -> None:
    assert rules.is_cleared(Counted(3, True), total=9)
    assert not rules.is_cleared(Counted(3, False), total=9)
    assert not rules.is_cleared(Counted(12, True), total=12)


def test_reductions_never_make_a_debt_of_points() -> None:
    assert rules.total([Counted(1, True), Counted(-2, True)]) == 0
    assert rules.total([Counted(6, True), Counted(3, True), Counted(-2, True)]) == 7


@pytest.mark.parametrize(
    ("term", "was_full", "following"),
    [
        (Term.SIX, False, Term.TEN),
        (Term.SIX, True, Term.SIX),
        (Term.TEN, False, Term.PERMANENT),
        (Term.TEN, True, Term.TEN),
        (Term.PERMANENT, True, Term.PERMANENT),
    ],
)
def test_the_term_steps_up_only_without_a_full_cycle(term: Term, was_full: bool, following: Term) -> None:
    assert renewal.next_term(term, was_ever_full=was_full) == following


def test_the_term_is_read_from_the_period() -> None:
    assert renewal.term_of(valid_from=date(2021, 6, 17), valid_until=date(2031, 6, 17)) == Term.TEN
    assert renewal.term_of(valid_from=date(2015, 6, 17), valid_until=date(2021, 6, 17)) == Term.SIX
    assert renewal.term_of(valid_from=date(2031, 6, 17), valid_until=None) == Term.PERMANENT


FIRST = date(2015, 6, 17)


def ever_full(*lines: tuple[date, int]) -> bool:
    """Was 12 ever reached, with these lines counted one after the other?"""
    counted = [
        (on, datetime(2021, 1, 1, tzinfo=UTC) + timedelta(hours=n), points) for n, (on, points) in enumerate(lines)
    ]
    return renewal.was_ever_full(counted, first_issued=FIRST, valid_from=date(2021, 6, 17))


def test_twelve_points_across_two_cycles_are_not_a_full_cycle() -> None:
    assert not ever_full((date(2022, 6, 16), 6), (date(2022, 6, 17), 6))
    assert ever_full((date(2022, 6, 17), 6), (date(2023, 6, 16), 6))
    assert not ever_full((date(2021, 6, 16), 12))


def test_points_that_study_had_taken_off_before_make_no_full_cycle_and_after_it_they_do() -> None:
    day = date(2022, 7, 1)
    assert not ever_full((day, 9), (day, -6), (day, 6))
    assert ever_full((day, 9), (day, 3), (day, -2))


@pytest.mark.parametrize(
    ("points", "facts", "codes"),
    [
        (1, {"total": 3}, []),
        (2, {"total": 12}, ["DR-03"]),
        (2, {"total": 1}, ["DR-04"]),
        (1, {"total": 5, "reduced": 6}, ["DR-05"]),
        (2, {"total": 5, "reduced": 4}, []),
        (2, {"total": 1, "reduced": 5}, ["DR-04", "DR-05"]),
        (1, {"total": 3, "letters": frozenset("H")}, ["DR-21"]),
        (1, {"total": 3, "educations": 1}, []),
        (1, {"total": 3, "educations": 2}, ["DR-22"]),
        (1, {"total": 3, "is_on_probation": True}, ["DR-23"]),
        (1, {"total": 3, "letters": frozenset("S")}, ["DR-23"]),
        (1, {"total": 3, "letters": frozenset("DU"), "has_overdue_vehicle": True}, ["DR-23", "DR-24"]),
        (1, {"total": 3, "declared": frozenset({"grave-violation", "cheated"})}, ["DR-26", "DR-25"]),
    ],
)  # fmt: skip
def test_reduction_is_refused_with_every_reason(points: int, facts: dict[str, Any], codes: list[str]) -> None:
    found = rules.may_reduce(points, ReductionFacts(**{"reduced": 0} | facts))
    assert [reason.code for reason in found.reasons] == codes


ENOUGH = Study(onsite_days=2, online_days=3, own_days=2, tests=frozenset({1}))


def clears(study: Study = ENOUGH, **changes: Any) -> list[str]:
    """The codes of what keeps the points of a round."""
    values = {"total": 12, "has_unpaid_fine": False, "round_number": 1, "is_professional": False} | changes
    return [reason.code for reason in full_mark.may_clear_full(study=study, **values).reasons]


def test_full_points_are_cleared_only_when_full_and_paid() -> None:
    assert clears() == []
    assert clears(total=9, has_unpaid_fine=True) == ["DR-01", "DR-02"]


@pytest.mark.parametrize(
    ("round_number", "is_professional", "days"),
    [(1, False, 7), (2, False, 14), (9, False, 60), (1, True, 30), (3, True, 90), (5, True, 120)],
)
def test_the_days_of_study_rise_with_each_round_to_a_limit(round_number: int, is_professional: bool, days: int) -> None:
    assert full_mark.days_needed(round_number, is_professional=is_professional) == days


def test_study_needs_its_days_on_site_and_led_and_every_test_of_the_round() -> None:
    assert clears(Study(onsite_days=2, online_days=3, own_days=1, tests=frozenset({1}))) == ["DR-18"]
    assert clears(Study(onsite_days=2, online_days=2, own_days=3, tests=frozenset({1}))) == ["DR-19"]
    assert clears(Study(onsite_days=1, online_days=4, own_days=2, tests=frozenset({1}))) == ["DR-19-onsite"]
    assert clears(Study(onsite_days=2, online_days=3, own_days=2)) == ["DR-20"]
    assert clears(is_professional=True) == ["DR-18", "DR-19", "DR-19-onsite"]
    twice = Study(onsite_days=2, online_days=3, own_days=9, tests=frozenset({1}))
    assert clears(twice, round_number=2) == ["DR-20"]
    assert clears(Study(2, 3, 9, frozenset({1, 3})), round_number=2) == []
    assert clears(Study(2, 3, 16, frozenset({1, 3})), round_number=3) == ["DR-20"]
    assert clears(Study(2, 3, 16, frozenset({1, 2, 3})), round_number=3) == []


@pytest.mark.parametrize(
    ("passed", "total", "number"), [(0, 12, 1), (0, 24, 2), (0, 36, 3), (1, 12, 2), (1, 24, 3), (2, 12, 3)]
)
def test_a_round_is_counted_by_courses_passed_and_by_twelves(passed: int, total: int, number: int) -> None:
    assert full_mark.round_number(passed_before=passed, total=total) == number


@pytest.mark.parametrize(
    ("facts", "is_allowed"),
    [
        ({"total": 12, "noticed_on": None, "is_withheld": False}, True),
        ({"total": 12, "noticed_on": None, "is_withheld": True}, False),
        ({"total": 12, "noticed_on": date(2026, 10, 21), "is_withheld": True}, False),  # the thirtieth day is today
        ({"total": 12, "noticed_on": date(2026, 10, 20), "is_withheld": True}, True),
        ({"total": 9, "noticed_on": date(2026, 1, 1), "is_withheld": False}, False),
    ],
)
def test_the_use_is_stopped_when_the_card_was_not_withheld_or_the_course_was_refused_for_thirty_days(
    facts: dict[str, Any], is_allowed: bool
) -> None:
    assert full_mark.may_stop_use(**facts, on=date(2026, 11, 20)).is_allowed is is_allowed


RENEWABLE = RenewalFacts(
    letters=frozenset("A"),
    classes=("C1",),
    born=date(1990, 3, 7),
    valid_until=date(2027, 3, 1),
    health_proof_on=date(2027, 1, 10),
    is_reviewed=True,
)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"letters": frozenset("M"), "valid_until": date(2026, 3, 2)}, []),
        ({"letters": frozenset("M"), "valid_until": date(2026, 3, 1)}, ["DR-07"]),  # a year ago today: it counts
        ({"letters": frozenset("N"), "valid_until": date(2025, 3, 1)}, []),
        ({"letters": frozenset("R"), "valid_until": date(2025, 3, 1)}, ["DR-07"]),
        ({"letters": frozenset("HI")}, ["DR-08"]),
        ({"letters": frozenset("B")}, ["DR-09"]),
        ({"is_reviewed": False}, ["DR-10"]),
        ({"health_proof_on": None}, ["DR-11"]),
        ({"health_proof_on": date(2026, 8, 31)}, ["DR-11"]),
        ({"health_proof_on": date(2026, 9, 1)}, []),
        ({"health_proof_on": date(2027, 3, 2)}, ["DR-11"]),
        ({"classes": ("A1", "D"), "born": date(1950, 3, 7)}, ["DR-12"]),
        ({"letters": frozenset("DKU")}, []),  # no article keeps a licence from being renewed for these
        ({"valid_until": None}, ["DR-06"]),
    ],
)  # fmt: skip
def test_a_renewal_has_every_guard(change: dict[str, Any], codes: list[str]) -> None:
    found = renewal.may_renew(replace(RENEWABLE, **change), on=date(2027, 3, 1))
    assert [reason.code for reason in found.reasons] == codes


def test_renewal_opens_ninety_days_before_the_end() -> None:
    end = date(2027, 3, 1)
    early, fresh = replace(RENEWABLE, valid_until=end), {"health_proof_on": date(2026, 11, 1)}
    assert renewal.may_renew(replace(early, **fresh), on=end - timedelta(days=90)).is_allowed
    assert not renewal.may_renew(replace(early, **fresh), on=end - timedelta(days=91)).is_allowed


@pytest.mark.parametrize(
    ("letters", "codes"), [("A", []), ("M", []), ("D", ["DR-13"]), ("KU", ["DR-13"]), ("G", ["DR-07"])]
)
def test_no_other_card_while_one_is_held_back_or_when_the_licence_has_ended(letters: str, codes: list[str]) -> None:
    assert [reason.code for reason in renewal.may_replace(frozenset(letters)).reasons] == codes


@pytest.mark.parametrize(
    ("ground", "again"),
    [
        ("annulled", 3),
        ("drunk", 5),
        ("drunk-for-hire", 10),
        ("racing-crime", 5),
        ("grave-accident", 10),
        ("revoked", 2),
        ("asked", 0),
    ],
)
def test_the_first_day_of_another_application_follows_from_the_ground(ground: str, again: int) -> None:
    assert endings.again_on(ground, date(2026, 11, 20)) == date(2026 + again, 11, 20)
    assert not endings.is_for_life(ground)


@pytest.mark.parametrize("ground", ["flight", "drunk-accident"])
def test_after_some_grounds_there_is_never_another(ground: str) -> None:
    assert endings.again_on(ground, date(2026, 11, 20)) is None
    assert endings.is_for_life(ground)


LIFE = endings.LifeFacts(frozenset("A"), ("C1",), date(1990, 3, 7), FIRST, date(2031, 6, 17), None)


@pytest.mark.parametrize(
    ("change", "on", "found"),
    [
        ({}, date(2032, 6, 16), None),
        ({}, date(2032, 6, 17), ("not-renewed", date(2032, 6, 17))),
        ({"letters": frozenset("N")}, date(2035, 6, 16), None),
        ({"letters": frozenset("N")}, date(2035, 6, 17), ("not-renewed", date(2035, 6, 17))),
        # A proof of the cycle that began on 2022-06-17: the next was due after 2023-06-17, and a year later it is too late.
        ({"born": date(1950, 1, 1), "health_proof_on": date(2022, 7, 1)}, date(2024, 6, 16), None),
        ({"born": date(1950, 1, 1), "health_proof_on": date(2022, 7, 1)}, date(2024, 6, 17), ("no-health-proof", date(2024, 6, 17))),
        ({"born": date(1950, 1, 1), "health_proof_on": date(2022, 7, 1), "letters": frozenset("P")}, date(2024, 6, 17), None),
        ({"born": date(1950, 1, 1)}, date(2024, 6, 17), None),  # the register does not know
        ({"health_proof_on": date(2020, 7, 1)}, date(2024, 6, 17), None),  # not seventy
        ({"classes": ("C5",), "health_proof_on": date(2020, 7, 1)}, date(2024, 6, 16), None),
        ({"classes": ("C5",), "health_proof_on": date(2020, 7, 1)}, date(2024, 6, 17), ("no-health-proof", date(2024, 6, 17))),
        ({"classes": ("M",), "born": date(1963, 11, 21)}, date(2026, 11, 20), None),
        ({"classes": ("M",), "born": date(1963, 11, 20)}, date(2026, 11, 20), ("class-ended", date(2026, 11, 20))),
        ({"classes": ("M", "C4"), "born": date(1960, 1, 1)}, date(2026, 11, 20), None),
        ({"classes": ("A1",), "born": date(1950, 1, 1)}, date(2026, 11, 20), None),  # exchanged, not cancelled
    ],
)  # fmt: skip
def test_the_day_alone_ends_a_licence_on_three_grounds(change: dict[str, Any], on: date, found: object) -> None:
    assert endings.overdue(replace(LIFE, **change), on=on) == found


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"on": date(2028, 6, 17)}, []),
        ({"on": date(2028, 6, 18), "proof_on": date(2028, 6, 1)}, ["DR-15"]),
        ({"has_passed_test": False}, ["DR-16"]),
        ({"proof_on": None}, ["DR-11"]),
        ({"ground": "no-health-proof", "has_passed_test": False, "valid_until": date(2025, 12, 1)}, []),
        ({"ground": "no-health-proof", "valid_until": date(2025, 11, 20)}, ["DR-15"]),
        ({"ground": "revoked"}, ["DR-14"]),
    ],
)  # fmt: skip
def test_only_two_grounds_can_be_restored_and_only_in_time(change: dict[str, Any], codes: list[str]) -> None:
    values = {
        "ground": "not-renewed",
        "ended_on": date(2026, 6, 17),
        "valid_until": date(2025, 6, 17),
        "has_passed_test": True,
        "on": date(2026, 11, 20),
    } | change
    values.setdefault("proof_on", values["on"] - timedelta(days=9))
    found = endings.may_restore(values.pop("ground"), **values)
    assert [reason.code for reason in found.reasons] == codes
