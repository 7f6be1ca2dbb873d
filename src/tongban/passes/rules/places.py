"""Where a point, a road or a turn is among a city's places, and what a route visits, in order.

含 and 不含 are judged by the road that one is on, never by the geometry of its edge: a point computed on an edge falls on
either side by chance. So a point near an edge without a known road is "unsure", which ends as "cannot be told: needs the
road". A line that crosses an edge is on one side before and on the other after; only one that runs along it is unsure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import ceil, floor
from typing import Literal, NamedTuple

from tongban.passes.rules import shapes
from tongban.passes.rules.facts import Spot
from tongban.passes.rules.records import AnyPlace, Boundary, City, Record, Road, Turn, Zone
from tongban.passes.rules.shapes import Point
from tongban.passes.rules.truth import Truth

NEAR_M = 30.0  # within this of an edge or a line it may be on it: the width of a large road, and what a phone is off
PROBES = (0.2, 0.5, 0.8)
HAIR = 1e-6  # of a second, which adding fractions may lose
Heading = Literal["along", "against"]


class Where(NamedTuple):
    """What is known of a position. road: the city's segment or road; turn: from one road into another; heading: with or
    against the direction in which the road is drawn."""

    point: Point | None = None
    road: str | None = None
    turn: tuple[str, str] | None = None
    heading: Heading | None = None


class Stretch(Record, frozen=True):
    """A piece of a route: its line, its road if known, and how long it takes at least and at most."""

    line: tuple[Point, ...]
    seconds: int
    at_most: int | None = None
    road: str | None = None
    heading: Heading | None = None


class Visit(Record, frozen=True):
    """A part of a route at one spot. enters: the earliest second after the departure at which it may begin; leaves: the
    latest at which it may end (excluded); late: how much later than `enters` it may begin."""

    spot: Spot
    enters: int
    leaves: int
    late: int = 0


def spot_at(
    places: Iterable[AnyPlace],
    where: Where,
    *,
    doing: Literal["enter", "be", "stop"] = "enter",
    before: frozenset[str] | None = None,
    near_m: float = NEAR_M,
) -> Spot:
    """The spot: which of the places surely hold it, and which perhaps."""
    found = {place.id: is_at(place, where, near_m=near_m) for place in places}
    return Spot(
        inside=frozenset(id_ for id_, truth in found.items() if truth is Truth.YES),
        unsure=frozenset(id_ for id_, truth in found.items() if truth is Truth.UNKNOWN),
        doing=doing,
        before=before,
        road=where.road,
    )


def is_at(place: AnyPlace, where: Where, *, near_m: float = NEAR_M) -> Truth:
    """Is it there?"""
    match place:
        case City():
            return Truth.YES
        case Zone():
            return _in_zone(place, where, near_m)
        case Road():
            return _on_road(place, where, near_m)
        case Turn():
            if where.turn is None or where.turn[0] != place.out_of:
                return Truth.NO
            return Truth.of((where.turn[1] in place.into) != place.is_only)


def visits(places: Sequence[AnyPlace], stretches: Sequence[Stretch]) -> tuple[Visit, ...]:
    """What a route visits. Cut where it crosses a zone's edge; times are spread along the line. A trip that begins inside
    does not come in; a turn is a visit of one second."""
    found: list[Visit] = []
    before: frozenset[str] | None = None
    last_road: str | None = None
    earliest = latest = 0.0
    for stretch in stretches:
        at_most = stretch.at_most if stretch.at_most is not None else stretch.seconds
        turn = (last_road, stretch.road) if last_road and stretch.road and last_road != stretch.road else None
        for start, end in pairwise(_cuts(places, stretch)):
            spot = _spot_of_part(places, stretch, (start, end), before)
            enters, late = floor(earliest + HAIR), ceil(latest - HAIR) - floor(earliest + HAIR)
            if turn:
                turning = spot_at([place for place in places if isinstance(place, Turn)], Where(turn=turn), doing="be")
                if turning.inside:
                    found.append(Visit(spot=turning, enters=enters, leaves=enters + late + 1, late=late))
                turn = None
            earliest, latest = earliest + stretch.seconds * (end - start), latest + at_most * (end - start)
            leaves = max(ceil(latest - HAIR), enters + late + 1)
            found.append(Visit(spot=spot, enters=enters, leaves=leaves, late=late))
            before = spot.inside
        last_road = stretch.road or last_road
    return tuple(found)


def _cuts(places: Iterable[AnyPlace], stretch: Stretch) -> list[float]:
    """The fractions of the line at which it may change its places; parts of less than a millimetre are none."""
    met = {0.0, 1.0}
    for place in places:
        if isinstance(place, Zone):
            met.update(shapes.crossings(stretch.line, place.polygons))
    least = 0.001 / (shapes.length_m(stretch.line) or 1)
    cuts = [0.0]
    cuts += [cut for cut in sorted(met) if cut - cuts[-1] > least and 1 - cut > least]
    return [*dict.fromkeys(cuts), 1.0]


def _spot_of_part(
    places: Sequence[AnyPlace], stretch: Stretch, part: tuple[float, float], before: frozenset[str] | None
) -> Spot:
    """One spot for the part: unsure only where it is so at every probe, because crossing an edge is not driving on it."""
    start, end = part
    points = [shapes.along(stretch.line, start + probe * (end - start)) for probe in PROBES]
    probes = [
        spot_at(places, Where(point, stretch.road, heading=stretch.heading), doing="be") for point in points
    ]  # fmt: skip
    middle = probes[1]
    unsure = probes[0].unsure & middle.unsure & probes[2].unsure
    crossed = [place for place in places if place.id in middle.unsure - unsure and isinstance(place, Zone)]
    inside = middle.inside | {zone.id for zone in crossed if shapes.is_inside(zone.polygons, points[1])}
    comes_in = before is not None and not inside <= before
    return Spot(
        inside=inside, unsure=unsure, doing="enter" if comes_in else "be", before=before if comes_in else None, road=stretch.road
    )  # fmt: skip


def _in_zone(zone: Zone, where: Where, near_m: float) -> Truth:
    bounding = [one for one in zone.boundary if one.road == where.road]
    if where.point is None:
        return Truth.UNKNOWN
    if bounding:
        distances = {one: shapes.distance_m(where.point, _section(zone, one)) for one in bounding}
        nearest = min(distances, key=lambda one: (distances[one], one.edges or (0, 0)))
        if distances[nearest] <= near_m:
            return Truth.of(nearest.included)
    elif where.road is None:
        edges = (ring for rings in zone.polygons for ring in rings)
        if any(shapes.distance_m(where.point, ring) <= near_m for ring in edges):
            return Truth.UNKNOWN
    return Truth.of(shapes.is_inside(zone.polygons, where.point))


def _section(zone: Zone, boundary: Boundary) -> Sequence[Point]:
    outer = zone.polygons[0][0]
    return outer if boundary.edges is None else outer[boundary.edges[0] : boundary.edges[1] + 1]


def _on_road(road: Road, where: Where, near_m: float) -> Truth:
    if where.road is None:
        is_far = where.point is not None and shapes.distance_m(where.point, road.line) > near_m
        return Truth.NO if is_far else Truth.UNKNOWN
    if where.road != road.id and where.road not in road.segments:
        return Truth.NO
    return (
        Truth.YES
        if road.direction == "both"
        else Truth.of(None if where.heading is None else where.heading == road.direction)
    )
