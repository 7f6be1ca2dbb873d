"""Days of an application and of a pass, across a Spring Festival."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_granting import terms

from tongban.passes.granting import clocks


def test_what_lacks_is_told_within_five_working_days_or_it_counts_as_accepted_from_its_receipt():
    came = date(2026, 2, 11)  # the festival of 2026 is from 15 to 23 February; Saturdays 14 and 28 are worked
    last = clocks.told_by(came)
    assert last == date(2026, 2, 25)
    assert clocks.accepted_on(came, told_on=None, on=last) is None
    assert clocks.accepted_on(came, told_on=None, on=last + timedelta(days=1)) == came
    assert clocks.accepted_on(came, told_on=last, on=date(2026, 5, 1)) is None
    assert clocks.accepted_on(came, told_on=last + timedelta(days=1), on=date(2026, 5, 1)) == came


def test_the_city_may_promise_less_than_the_law_and_never_more():
    day = date(2026, 3, 2)
    assert clocks.decided_by(day, terms(promised_working_days=3)) == date(2026, 3, 5)
    assert clocks.decided_by(day, terms()) == clocks.legal_end(day) == date(2026, 3, 30)
    assert clocks.decided_by(day, terms(promised_working_days=3), is_prolonged=True) == clocks.legal_end(
        day, is_prolonged=True
    )
    assert clocks.served_by(day) == date(2026, 3, 16)


@given(st.dates(date(2025, 1, 1), date(2026, 10, 1)), st.integers(1, 20))
def test_no_promise_is_later_than_the_law(day, days):
    assert clocks.decided_by(day, terms(promised_working_days=days)) <= clocks.legal_end(day)


@pytest.mark.parametrize(
    ("asked", "decided", "is_renewed"),
    [
        (date(2026, 5, 31), None, True),
        (date(2026, 6, 1), None, False),
        (date(2026, 5, 31), date(2026, 6, 30), False),
        (date(2026, 5, 31), date(2026, 7, 1), True),
    ],
)
def test_a_renewal_that_was_asked_for_thirty_days_before_and_not_decided_counts_as_granted(asked, decided, is_renewed):
    first, last = date(2026, 1, 1), date(2026, 6, 30)
    assert clocks.renewed_until(first, last) == date(2026, 5, 31)
    found = clocks.is_renewed_by_silence(first, last, asked_on=asked, decided_on=decided, on=date(2026, 7, 1))
    assert found is is_renewed
    assert not clocks.is_renewed_by_silence(first, last, asked_on=asked, decided_on=decided, on=last)


def test_a_pass_shorter_than_that_is_applied_for_anew():
    assert clocks.renewed_until(date(2026, 6, 2), date(2026, 6, 30)) is None
    assert clocks.renewed_until(date(2026, 5, 31), date(2026, 6, 30)) == date(2026, 5, 31)
