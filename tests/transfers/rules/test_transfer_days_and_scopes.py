"""The last day of an inspection, and the dated scope of handling in one place."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from sale_facts import car

from tongban.transfers.rules import scope
from tongban.transfers.rules.inspection_periods import is_expired


def test_an_inspection_counts_on_its_last_day():
    assert not is_expired(car(inspected_until=date(2026, 1, 1)), on=date(2026, 1, 1))
    assert is_expired(car(inspected_until=date(2026, 1, 1)), on=date(2026, 1, 2))


@given(st.dates(date(2010, 1, 1), date(2040, 1, 1)))
def test_at_most_one_scope_is_in_force_on_a_day(on):
    found = [one for one in scope.SCOPES if one.since <= on and (one.until is None or on <= one.until)]
    assert len(found) == (on >= date(2021, 6, 1))
    assert scope.scope_on(on) == (found[0] if found else None)
