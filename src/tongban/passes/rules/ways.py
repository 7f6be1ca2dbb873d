"""What would change a "no": leave at another time, hold another pass, take another vehicle.

Nothing is offered that was not decided: each way is run again by the tree (`decisions`), for every minute of the route, and
carries the decisions as its proof. A single place is a route of one visit. (Another road is the planner's to find.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, Literal

from msgspec.structs import replace

from tongban.passes.rules.compiled import Sheet
from tongban.passes.rules.decisions import Decision, Outcome, RuleBook, decide
from tongban.passes.rules.departures import DAYS, departures, staying
from tongban.passes.rules.facts import Pass, Question, Vehicle
from tongban.passes.rules.places import Visit

MOST_PASSES = 64  # combinations that are tried
OTHERS: tuple[Mapping[str, Any], ...] = (
    {"emission": 6},
    {"energy": "electric", "emission": 99},
    {"energy": "plug-in-hybrid"},
    {"size": "light"},
    {"body": "box"},
    {"body": "closed"},
    {"body": "pickup"},
)
"""What a haulier may have in the yard beside the vehicle that was asked about; tried one at a time."""


@dataclass(frozen=True)
class Way:
    """departs: when to leave. passes: types to hold besides. changes: facts in which the vehicle differs; vehicle: that
    vehicle. proof: the decisions along the way, every one ALLOWED."""

    kind: Literal["leave-at", "pass", "vehicle"]
    departs: datetime
    proof: tuple[Decision, ...]
    passes: frozenset[str] = frozenset()
    vehicle: Vehicle | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)


def here(question: Question) -> tuple[Visit, ...]:
    """The one visit of a question about a place: one second at its spot."""
    return (Visit(spot=question.spot, enters=0, leaves=1),)


def ways(
    book: RuleBook, question: Question, *, visits: Sequence[Visit] = (), fleet: Iterable[Vehicle] = (), days: int = DAYS
) -> tuple[Way, ...]:
    """The ways out of a "no" for a route (none: the place of the question) at the question's moment: the earliest
    departure within `days`, the smallest sets of passes, vehicles of the fleet, and vehicles that differ in one point."""
    route = visits or here(question)
    if is_allowed(proof := prove(book, question, route)):
        return ()
    tried = [
        *_later(book, question, route, days),
        *_passes(book, question, route, proof),
        *(Way("vehicle", question.at, (), vehicle=vehicle) for vehicle in fleet),
        *_others(question, proof),
    ]
    return tuple(way for way in (_proven(book, question, route, one) for one in tried) if way is not None)


def prove(book: RuleBook, question: Question, visits: Sequence[Visit]) -> tuple[Decision, ...]:
    """The tree's decisions along the route, on coming in and at every minute, each different one once."""
    found: dict[Decision, None] = {}
    for visit in visits:
        begins, ends = (question.at + timedelta(seconds=one) for one in (visit.enters, visit.leaves + visit.late))
        found[decide(book, replace(question, spot=visit.spot, at=begins))] = None
        moment = begins
        while moment < ends:
            spots = (
                (visit.spot, staying(visit.spot))
                if moment <= begins + timedelta(seconds=visit.late)
                else (staying(visit.spot),)
            )
            found |= {decide(book, replace(question, spot=spot, at=moment)): None for spot in spots}
            moment = datetime.fromtimestamp(moment.timestamp() // 60 * 60 + 60, UTC)
    return tuple(found)


def is_allowed(proof: Iterable[Decision]) -> bool:
    """True if every decision is ALLOWED."""
    return all(one.outcome is Outcome.ALLOWED for one in proof)


def _proven(book: RuleBook, question: Question, visits: Sequence[Visit], way: Way) -> Way | None:
    asked = replace(
        question,
        at=way.departs,
        vehicle=way.vehicle or question.vehicle,
        passes=(*question.passes, *(_supposed(type_, way.departs) for type_ in way.passes)),
    )
    proof = prove(book, asked, visits)
    return Way(way.kind, way.departs, proof, way.passes, way.vehicle, way.changes) if is_allowed(proof) else None


def _later(book: RuleBook, question: Question, visits: Sequence[Visit], days: int) -> Iterator[Way]:
    found = departures(Sheet(book, question), visits, since=question.at, days=days).earliest(question.at)
    if found is not None:
        yield Way("leave-at", found, ())


def _passes(book: RuleBook, question: Question, visits: Sequence[Visit], proof: Iterable[Decision]) -> Iterator[Way]:
    """One pass of each set that a ban asks for; smallest first, and none beside one that it contains."""
    asked = {hit.passes for one in proof for hit in one.hits if hit.passes and not hit.opened_by}
    tried: list[frozenset[str]] = []
    chosen = {
        frozenset(types) for _, types in zip(range(MOST_PASSES), product(*sorted(map(sorted, asked))), strict=False)
    }
    for types in sorted(chosen, key=lambda one: (len(one), sorted(one))):
        way = Way("pass", question.at, (), passes=types)
        if types and not any(less <= types for less in tried) and _proven(book, question, visits, way):
            tried.append(types)
            yield way


def _others(question: Question, proof: Iterable[Decision]) -> Iterator[Way]:
    """Vehicles that differ in a fact that had a say."""
    used = {name for one in proof for hit in one.hits for name in hit.used | hit.missing}
    for changes in OTHERS:
        vehicle = replace(question.vehicle, **changes)
        if used & changes.keys() and vehicle != question.vehicle:
            yield Way("vehicle", question.at, (), vehicle=vehicle, changes=changes)


def _supposed(type_: str, at: datetime) -> Pass:
    """A pass of the type as if it were held, without limits of its own."""
    start = at.replace(second=0, microsecond=0)
    return Pass(type=type_, number="?", starts=start, ends=start + timedelta(days=366))
