"""The picture of time: when policies are in force, as bars along the years around a day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tongban.policies.records import Dated

WIDE = 1000  # units of the picture
BEFORE, AFTER = timedelta(days=3 * 365), timedelta(days=2 * 365)


@dataclass(frozen=True)
class Bar:
    """Where a policy's bar begins and how long it is."""

    x: int
    width: int


def bar(policy: Dated, *, on: date) -> Bar:
    """The bar of a policy; one without a last day goes on to the edge."""
    begin = place(policy.from_day, on=on)
    finish = WIDE if policy.until_day is None else place(policy.until_day, on=on)
    return Bar(begin, max(finish - begin, 4))


def place(day: date, *, on: date) -> int:
    """Where a day stands in the picture, from 0 to WIDE."""
    share = (day - (on - BEFORE)) / (BEFORE + AFTER)
    return round(WIDE * min(max(share, 0.0), 1.0))


def years(on: date) -> list[tuple[int, int]]:
    """The first days of years that the picture shows: year and place."""
    first, last = (on - BEFORE).year + 1, (on + AFTER).year
    return [(year, place(date(year, 1, 1), on=on)) for year in range(first, last + 1)]
