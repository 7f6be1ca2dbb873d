"""Hours, days and drawings that cannot be what was meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tongban.passes.rules import reading, shapes
from tongban.passes.rules.datum import from_gcj02, to_gcj02
from tongban.passes.rules.days import MINUTES
from tongban.passes.rules.linter.findings import (
    BAD_RING,
    ENDS_FIRST,
    MIDNIGHT,
    NO_BOUNDARY,
    WRONG_DATUM,
    Finding,
    Weight,
)
from tongban.passes.rules.records import AnyClause, AnyPlace, Forbid, Notice, Road, Zone
from tongban.passes.rules.shapes import Point
from tongban.verdicts import Text

OFF_M, ON_M = 200.0, 60.0  # a shifted map is off by 300 to 700 m in towns; a road lies within its width
Roads = Mapping[str, Sequence[Point]]


def findings(notice: Notice, *, roads: Roads) -> Iterator[Finding]:
    """TR-25 to TR-28 and TR-30. roads: the city's own, by id, in WGS84."""
    if notice.ends is not None and notice.ends <= notice.starts:
        yield Finding(ENDS_FIRST, Weight.ERROR, (), Text("通告。", "The notice."))
    for clause in notice.clauses:
        yield from _times(notice, clause)
    for place in notice.places:
        yield from _rings(place)
        yield from _datum(place, roads)
        if isinstance(place, Zone) and not place.boundary:
            yield Finding(NO_BOUNDARY, Weight.WARNING, (place.id,), Text(place.name.zh, place.name.en))


def _times(notice: Notice, clause: AnyClause) -> Iterator[Finding]:
    starts, ends = clause.starts or notice.starts, clause.ends or notice.ends
    if (clause.starts or clause.ends) and ends is not None and ends <= starts:
        yield Finding(ENDS_FIRST, Weight.ERROR, (clause.id,), Text("条款的施行期。", "The clause's own term."))
    if isinstance(clause, Forbid) and clause.grace_ends is not None and clause.grace_ends <= starts:
        yield Finding(ENDS_FIRST, Weight.ERROR, (clause.id,), Text("缓冲期。", "The grace period."))
    for schedule in reading.schedules(clause):
        for period in (*schedule.periods, *schedule.exceptions):
            if period.first and period.last and period.last < period.first:
                told = f"{period.first}–{period.last}"
                yield Finding(ENDS_FIRST, Weight.ERROR, (clause.id,), Text(told, told))
            for window in period.windows:
                told = f"{window.starts}–{window.ends}"
                if MINUTES[window.ends] <= MINUTES[window.starts] and not window.overnight:
                    yield Finding(ENDS_FIRST, Weight.ERROR, (clause.id,), Text(told, told))
                if window.ends == "23:59" or window.starts in ("00:01", "23:59"):
                    yield Finding(MIDNIGHT, Weight.WARNING, (clause.id,), Text(told, told))


def _rings(place: AnyPlace) -> Iterator[Finding]:
    if not isinstance(place, Zone):
        return
    for outer, *holes in place.polygons:
        faults = {fault for ring in (outer, *holes) for fault in shapes.ring_faults(ring)}
        if any(shapes.rings_touch(outer, hole) or not shapes.is_inside([[outer]], hole[0]) for hole in holes):
            faults.add("hole")
        if faults:
            told = ", ".join(sorted(faults))
            yield Finding(
                BAD_RING, Weight.ERROR, (place.id,), Text(f"{place.name.zh}：{told}", f"{place.name.en}: {told}")
            )


def _datum(place: AnyPlace, roads: Roads) -> Iterator[Finding]:
    """The drawn line against the city's own road of the same id, as it is and as if it had been shifted either way."""
    for road, line in _drawn(place):
        if road not in roads:
            continue
        off = _mean_m(line, roads[road])
        if off <= OFF_M:
            continue
        for name, turn in (("GCJ-02", from_gcj02), ("WGS84", to_gcj02)):
            if _mean_m([turn(point) for point in line], roads[road]) < ON_M:
                told = Text(
                    f"{road}偏了{off:.0f}米，按{name}就对上了。",
                    f"{road} is off by {off:.0f} m, and right if read as {name}.",
                )
                yield Finding(WRONG_DATUM, Weight.ERROR, (place.id,), told)
                break
        else:
            told = Text(f"{road}偏了{off:.0f}米。", f"{road} is off by {off:.0f} m.")
            yield Finding(WRONG_DATUM, Weight.WARNING, (place.id,), told)


def _drawn(place: AnyPlace) -> Iterator[tuple[str, Sequence[Point]]]:
    if isinstance(place, Road):
        yield place.id, place.line
    elif isinstance(place, Zone):
        outer = place.polygons[0][0]
        for one in place.boundary:
            if one.edges is not None:
                yield one.road, outer[one.edges[0] : one.edges[1] + 1]


def _mean_m(line: Sequence[Point], road: Sequence[Point]) -> float:
    """How far points along the line are from the road; a drawn line may be a part of the road."""
    points = [shapes.along(line, part / 10) for part in range(1, 10)]
    return sum(shapes.distance_m(point, road) for point in points) / len(points)
