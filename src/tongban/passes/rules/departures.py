"""All legal departures of a fixed route, exactly: interval arithmetic, no trying of minutes.

A visit (`places`) is a part of the route at one spot, from `enters` to `leaves` seconds after the departure. Being there meets a
closed span [s, e) for the departures between s - leaves and e - enters, both excluded; coming in meets it for those from
s - enters on and before e - enters. What is left of the days asked about is legal. Travel times may be ranges: then a
departure is legal only if it is for every time in them, which is what "also when 15 minutes late" means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from tongban.passes.rules.compiled import Sheet, Span, Strip
from tongban.passes.rules.days import EAST_MINUTES
from tongban.passes.rules.decisions import Decision, Outcome
from tongban.passes.rules.facts import Spot
from tongban.passes.rules.places import Visit
from tongban.passes.rules.records import Record

DAYS = 14
ALLOWED = frozenset((Outcome.ALLOWED,))


class Departures(Record, frozen=True):
    """Spans of legal departures, in seconds since 1970 (UTC), half-open, ascending and apart."""

    spans: tuple[Span, ...]

    def earliest(self, at: datetime) -> datetime | None:
        """The first legal departure at or after the moment; None if there is none in the days asked about."""
        second = -int(-at.timestamp() // 1)
        found = next((max(start, second) for start, end in self.spans if second < end), None)
        return None if found is None else datetime.fromtimestamp(found, UTC)

    def slack(self, at: datetime) -> timedelta | None:
        """How much later than the moment one may still leave in the same span; None: not even at the moment."""
        second = -int(-at.timestamp() // 1)
        end = next((end for start, end in self.spans if start <= second < end), None)
        return None if end is None else timedelta(seconds=end - 1 - second)


def departures(
    sheet: Sheet,
    visits: Sequence[Visit],
    *,
    since: datetime,
    days: int = DAYS,
    late: int = 0,
    open_to: frozenset[Outcome] = ALLOWED,
) -> Departures:
    """All departures from `since` on, in `days` times 24 hours, at which every visit has an outcome of `open_to`.

    late: legal also if everything happens up to so many seconds later. The visits' strips may be given again and again:
    the sheet keeps none, so hold on to `strips_of` for many routes."""
    return departures_of(strips_of(sheet, visits), visits, since=since, days=days, late=late, open_to=open_to)


def strips_of(sheet: Sheet, visits: Iterable[Visit]) -> dict[Spot, Strip]:
    """The strips that the visits need: one for coming in and one for being there."""
    spots = {spot for visit in visits for spot in (visit.spot, staying(visit.spot))}
    return {spot: sheet.at(spot) for spot in spots}


def departures_of(
    strips: dict[Spot, Strip],
    visits: Sequence[Visit],
    *,
    since: datetime,
    days: int = DAYS,
    late: int = 0,
    open_to: frozenset[Outcome] = ALLOWED,
) -> Departures:
    """As `departures`, with strips that are kept."""
    first = -int(-since.timestamp() // 1)
    last = first + days * 86_400
    barred: list[Span] = []
    for visit in visits:
        leaves = max(visit.leaves, visit.enters + visit.late + 1) + late
        span = (first + visit.enters) // 60 + EAST_MINUTES, -(-(last + leaves) // 60) + EAST_MINUTES
        for start, end in _seconds(strips[staying(visit.spot)].closed(span, open_to=open_to)):
            barred.append((start - leaves + 1, end - visit.enters))
        if visit.spot.doing == "enter":
            for start, end in _seconds(strips[visit.spot].closed(span, open_to=open_to)):
                barred.append((start - visit.enters - visit.late - late, end - visit.enters))
    return Departures(tuple(_gaps(barred, (first, last))))


def verdicts(
    strips: dict[Spot, Strip], visits: Sequence[Visit], *, at: datetime
) -> Iterator[tuple[Visit, datetime, Decision]]:
    """What is decided on the way when one leaves at `at` and is as fast as one may be: of each visit the decision on coming
    in, then each other decision while there, with its first moment."""
    for visit in visits:
        begins, ends = (at + timedelta(seconds=one) for one in (visit.enters, visit.leaves))
        seen = [strips[visit.spot].decide(begins)]
        yield visit, begins, seen[0]
        strip, moment = strips[staying(visit.spot)], begins
        while moment < ends:
            decision = strip.decide(moment)
            if decision.outcome is not seen[-1].outcome or (
                decision.hits != seen[-1].hits and visit.spot.doing != "enter"
            ):
                seen.append(decision)
                yield visit, moment, decision
            moment = datetime.fromtimestamp(moment.timestamp() // 60 * 60 + 60, UTC)


def staying(spot: Spot) -> Spot:
    """The spot for whoever is in it already."""
    return replace(spot, doing="be", before=None) if spot.doing == "enter" else spot


def _seconds(spans: Iterable[Span]) -> list[Span]:
    return [((start - EAST_MINUTES) * 60, (end - EAST_MINUTES) * 60) for start, end in spans]


def _gaps(barred: list[Span], whole: Span) -> Iterable[Span]:
    """What the spans leave of the whole."""
    at, end = whole
    for start, until in sorted(barred):
        if at < min(start, end):
            yield at, min(start, end)
        at = max(at, until)
    if at < end:
        yield at, end
