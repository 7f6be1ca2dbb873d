"""Points, cycles and validity: the arithmetic of 163号 and 162号."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.registers.rules import drivers as rules
from tongban.registers.rules.drivers import Counted, Term

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
    assert rules.next_term(term, was_ever_full=was_full) == following


def test_the_term_is_read_from_the_period() -> None:
    assert rules.term_of(valid_from=date(2021, 6, 17), valid_until=date(2031, 6, 17)) == Term.TEN
    assert rules.term_of(valid_from=date(2015, 6, 17), valid_until=date(2021, 6, 17)) == Term.SIX
    assert rules.term_of(valid_from=date(2031, 6, 17), valid_until=None) == Term.PERMANENT


def test_twelve_points_across_two_cycles_are_not_a_full_cycle() -> None:
    first = date(2015, 6, 17)
    spread = [(date(2022, 6, 16), 6), (date(2022, 6, 17), 6)]
    together = [(date(2022, 6, 17), 6), (date(2023, 6, 16), 6)]
    before = [(date(2021, 6, 16), 12)]
    assert not rules.was_ever_full(spread, first_issued=first, valid_from=date(2021, 6, 17))
    assert rules.was_ever_full(together, first_issued=first, valid_from=date(2021, 6, 17))
    assert not rules.was_ever_full(before, first_issued=first, valid_from=date(2021, 6, 17))


@pytest.mark.parametrize(
    ("points", "total", "reduced", "codes"),
    [(1, 3, 0, []), (2, 12, 0, ["DR-03"]), (2, 1, 0, ["DR-04"]), (1, 5, 6, ["DR-05"]), (2, 5, 4, []), (2, 1, 5, ["DR-04", "DR-05"])],
)  # fmt: skip
def test_reduction_is_refused_with_every_reason(points: int, total: int, reduced: int, codes: list[str]) -> None:
    assert [reason.code for reason in rules.may_reduce(points, total=total, reduced=reduced).reasons] == codes


def test_full_points_are_cleared_only_when_full_and_paid() -> None:
    assert rules.may_clear_full(total=12, has_unpaid_fine=False).is_allowed
    both = rules.may_clear_full(total=9, has_unpaid_fine=True)
    assert [reason.code for reason in both.reasons] == ["DR-01", "DR-02"]


def test_renewal_opens_ninety_days_before_the_end() -> None:
    end = date(2027, 3, 1)
    assert rules.may_renew(valid_until=end, on=end - timedelta(days=90)).is_allowed
    assert not rules.may_renew(valid_until=end, on=end - timedelta(days=91)).is_allowed
    assert not rules.may_renew(valid_until=None, on=end).is_allowed
