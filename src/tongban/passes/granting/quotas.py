"""Numbers of passes by place and day, given in the order of acceptance (《行政许可法》 Article 57): no score, no favour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from tongban.passes.granting.terms import Quota, Terms
from tongban.passes.rules.facts import Spot
from tongban.passes.rules.records import Id


def counted(terms: Terms, spots: tuple[Spot, ...]) -> tuple[Quota, ...]:
    """The quotas that a pass for these spots draws on; a spot that perhaps lies in the place draws on it too."""
    inside = frozenset[Id]().union(*(spot.inside | spot.unsure for spot in spots))
    return tuple(quota for quota in terms.quotas if quota.place in inside)


def draws(terms: Terms, spots: tuple[Spot, ...], *, first: date, last: date) -> Iterator[tuple[Id, date]]:
    """The numbers that the pass takes: one a quota and a day."""
    for quota in counted(terms, spots):
        for n in range((last - first).days + 1):
            yield quota.place, first + timedelta(days=n)


def full(
    terms: Terms, spots: tuple[Spot, ...], *, first: date, last: date, taken: Mapping[tuple[Id, date], int]
) -> tuple[tuple[Id, date], ...]:
    """The places and days on which no number is left, ascending."""
    limits = {quota.place: quota.per_day for quota in terms.quotas}
    wanted = draws(terms, spots, first=first, last=last)
    return tuple(sorted(one for one in wanted if taken.get(one, 0) >= limits[one[0]]))
