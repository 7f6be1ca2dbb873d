"""GCJ-02, the shifted datum of maps published in China, into WGS84, in which everything is stored.

The shift is up to 700 m and bends: a straight edge of one datum is no straight edge of the other. So edges are cut into
steps of at most STEP_M before their points are converted. The formula is the one that is known from practice; it holds for
the mainland, so Hong Kong, Macao and Taiwan, whose maps are not shifted, are refused here and not moved by half a
kilometre as by the libraries that were tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, cos, pi, radians, sin, sqrt

from msgspec.structs import replace

from tongban.errors import Malformed
from tongban.offices.places import province_of
from tongban.passes.rules.records import AnyPlace, Boundary, City, Notice, Road, Turn, Zone
from tongban.passes.rules.shapes import Point, metres

STEP_M = 500.0
AXIS_M, FLATTENING = 6378245.0, 0.00669342162296594323  # Krasovsky 1940, as the formula has it
UNSHIFTED = ("71", "81", "82")


def in_wgs84(notice: Notice) -> Notice:
    """The notice with its places in WGS84; itself if they are already. Malformed for a city whose maps are not shifted."""
    if notice.datum == "WGS84":
        return notice
    if province_of(notice.city) in UNSHIFTED:
        raise Malformed("truck-rules.datum", f"maps of {notice.city} are not in GCJ-02: expected WGS84")
    return replace(notice, datum="WGS84", places=tuple(_moved(place) for place in notice.places))


def to_gcj02(point: Point) -> Point:
    """A point of WGS84 on the mainland, shifted."""
    lon, lat = point
    x, y = lon - 105.0, lat - 35.0
    waves = 20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (waves + 20 * sin(pi * y) + 40 * sin(pi * y / 3) + 160 * sin(pi * y / 12) + 320 * sin(pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (waves + 20 * sin(pi * x) + 40 * sin(pi * x / 3) + 150 * sin(pi * x / 12) + 300 * sin(pi * x / 30)) * 2 / 3
    squash = 1 - FLATTENING * sin(radians(lat)) ** 2
    meridian = AXIS_M * (1 - FLATTENING) / (squash * sqrt(squash)) * pi / 180
    parallel = AXIS_M / sqrt(squash) * cos(radians(lat)) * pi / 180
    return lon + east / parallel, lat + north / meridian


def from_gcj02(point: Point) -> Point:
    """A shifted point back into WGS84, to a billionth of a degree (a tenth of a millimetre)."""
    found = point
    for _ in range(8):  # each round leaves less than a thousandth of the error
        shifted = to_gcj02(found)
        found = found[0] + point[0] - shifted[0], found[1] + point[1] - shifted[1]
    return round(found[0], 9), round(found[1], 9)


def line_from_gcj02(line: Sequence[Point]) -> tuple[Point, ...]:
    """A line or ring with steps of at most STEP_M; a closed ring stays closed."""
    return tuple(from_gcj02(point) for point in _stepped(line)[0])


def _stepped(line: Sequence[Point]) -> tuple[list[Point], list[int]]:
    """The line in short steps, and at which of its points each point of the old line now stands."""
    points, stands = [line[0]], [0]
    for start, end in pairwise(line):
        steps = max(1, ceil(metres(start, end) / STEP_M))
        points += [
            (start[0] + (end[0] - start[0]) * n / steps, start[1] + (end[1] - start[1]) * n / steps)
            for n in range(1, steps)
        ]
        points.append(end)
        stands.append(len(points) - 1)
    return points, stands


def _moved(place: AnyPlace) -> AnyPlace:
    match place:
        case City():
            return place
        case Turn():
            return replace(place, junction=from_gcj02(place.junction))
        case Road():
            return replace(place, line=line_from_gcj02(place.line))
        case Zone():
            stands = _stepped(place.polygons[0][0])[1]
            return replace(
                place,
                polygons=tuple(tuple(line_from_gcj02(ring) for ring in rings) for rings in place.polygons),
                boundary=tuple(_renumbered(one, stands) for one in place.boundary),
            )


def _renumbered(boundary: Boundary, stands: Sequence[int]) -> Boundary:
    if boundary.edges is None:
        return boundary
    first, last = boundary.edges
    return replace(boundary, edges=(stands[first], stands[last]))
