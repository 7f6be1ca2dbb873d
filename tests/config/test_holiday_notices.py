"""The operator is told in time that the notice of the days off is missing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tongban import calendars
from tongban.calendars import Holidays
from tongban.config import checks


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (datetime(2026, 10, 31, 15, 59, tzinfo=UTC), []),
        (datetime(2026, 10, 31, 16, tzinfo=UTC), ["2027"]),  # 1 November in China
        (datetime(2027, 2, 1, tzinfo=UTC), ["2027"]),
        (datetime(2027, 11, 1, tzinfo=UTC), ["2027", "2028"]),
    ],
)
def test_given_the_notices_up_to_2026_when_django_checks_then_it_warns_of_the_missing_ones_from_november_on(
    today, years, monkeypatch
):
    is_there = calendars.has_notice
    monkeypatch.setattr(calendars, "has_notice", lambda year, **kw: year <= 2026 and is_there(year, **kw))
    monkeypatch.setattr(checks, "now", lambda: today)

    found = checks.holiday_notices_are_there()

    assert [one.id for one in found] == ["config.W001"] * len(years)
    assert all(year in one.msg for one, year in zip(found, years, strict=True))


def test_given_the_operators_file_names_a_day_of_the_year_when_django_checks_then_it_is_silent(monkeypatch):
    monkeypatch.setattr(calendars, "installed", lambda: Holidays(holidays=frozenset({date(2051, 1, 1)})))
    monkeypatch.setattr(checks, "now", lambda: datetime(2051, 3, 1, tzinfo=UTC))

    assert checks.holiday_notices_are_there() == []
