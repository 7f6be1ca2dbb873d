"""The little geometry that rules need: is a point in an area, how far is it from a line, where does a line change areas?

Positions are (longitude, latitude) in degrees of WGS84; lengths are metres on a plane that touches the earth nearby,
which is right to a part in a thousand within a city. Whether two edges cross is decided on whole billionths of a degree, so
that rounding cannot make a ring cross itself or hide that it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import cos, hypot, radians

Point = tuple[float, float]
Polygons = Sequence[Sequence[Sequence[Point]]]
DEGREE_M = 111_195.0  # of a great circle on a sphere of 6371 km
GRID = 1_000_000_000


def is_inside(polygons: Polygons, point: Point) -> bool:
    """True if the point is in one of the polygons and in none of its holes. Exactly on an edge it is one or the other,
    and the same for both neighbours; who must know asks `distance_m` as well."""
    return any(sum(_is_enclosed(ring, point) for ring in rings) % 2 for rings in polygons)


def distance_m(point: Point, line: Sequence[Point]) -> float:
    """From the point to the nearest part of the line."""
    return min(_to_edge(point, start, end) for start, end in pairwise(line))


def length_m(line: Sequence[Point]) -> float:
    """Along the line."""
    return sum(metres(start, end) for start, end in pairwise(line))


def metres(one: Point, other: Point) -> float:
    """Between two points of one city."""
    x, y = _plane(other, one)
    return hypot(x, y)


def along(line: Sequence[Point], fraction: float) -> Point:
    """The point at that fraction of the line's length, 0 to 1."""
    left = fraction * length_m(line)
    for start, end in pairwise(line):
        step = metres(start, end)
        if left <= step and step > 0:
            part = left / step
            return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])
        left -= step
    return line[-1]


def crossings(line: Sequence[Point], polygons: Polygons) -> list[float]:
    """The fractions of the line's length, ascending, at which it meets an edge of the polygons."""
    whole, so_far = length_m(line) or 1.0, 0.0
    found: set[float] = set()
    edges = [edge for rings in polygons for ring in rings for edge in pairwise(ring)]
    for start, end in pairwise(line):
        step = metres(start, end)
        found.update((so_far + step * part) / whole for edge in edges for part in _meets(start, end, *edge))
        so_far += step
    return sorted(found)


def ring_faults(ring: Sequence[Point]) -> Iterator[str]:
    """What is wrong with a closed ring: "open", "repeated" points, edges that "cross", touch or lie upon each other."""
    points = [_on_grid(point) for point in ring]
    if points[0] != points[-1]:
        yield "open"
        return
    edges = list(pairwise(points))
    if any(start == end for start, end in edges):
        yield "repeated"
        edges = [(start, end) for start, end in edges if start != end]
    if any(_touch(edges, i, j) for i, j in combinations(range(len(edges)), 2)):
        yield "cross"


def rings_touch(one: Sequence[Point], other: Sequence[Point]) -> bool:
    """True if an edge of one ring meets an edge of the other."""
    first, second = ([(_on_grid(a), _on_grid(b)) for a, b in pairwise(ring)] for ring in (one, other))
    return any(_meet(a, b, c, d) for a, b in first for c, d in second)


# --- inside ------------------------------------------------------------------------------------------------------
def _is_enclosed(ring: Sequence[Point], point: Point) -> bool:
    """Even-odd rule, edges half-open upwards so that a corner counts once."""
    x, y = point
    odd = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            odd = not odd
    return odd


def _plane(point: Point, origin: Point) -> tuple[float, float]:
    width = cos(radians((origin[1] + point[1]) / 2))
    return (point[0] - origin[0]) * DEGREE_M * width, (point[1] - origin[1]) * DEGREE_M


def _to_edge(point: Point, start: Point, end: Point) -> float:
    ax, ay = _plane(start, point)
    bx, by = _plane(end, point)
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    part = min(1.0, max(0.0, -(ax * dx + ay * dy) / square)) if square else 0.0
    return hypot(ax + part * dx, ay + part * dy)


def _meets(start: Point, end: Point, left: Point, right: Point) -> Iterator[float]:
    """The part of start-end at which it meets left-right; parallel edges meet nowhere, their neighbours do."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    ex, ey = right[0] - left[0], right[1] - left[1]
    det = dx * ey - dy * ex
    if det:
        fx, fy = left[0] - start[0], left[1] - start[1]
        part, other = (fx * ey - fy * ex) / det, (fx * dy - fy * dx) / det
        if 0 <= part <= 1 and 0 <= other <= 1:
            yield part


# --- whole numbers -----------------------------------------------------------------------------------------------
Cell = tuple[int, int]


def _on_grid(point: Point) -> Cell:
    return round(point[0] * GRID), round(point[1] * GRID)


def _side(a: Cell, b: Cell, c: Cell) -> int:
    turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (turn > 0) - (turn < 0)


def _is_between(a: Cell, b: Cell, c: Cell) -> bool:
    return min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])


def _meet(a: Cell, b: Cell, c: Cell, d: Cell) -> bool:
    sides = _side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)
    if sides[0] != sides[1] and sides[2] != sides[3]:
        return True
    on = zip(sides, ((a, b, c), (a, b, d), (c, d, a), (c, d, b)), strict=True)
    return any(not side and _is_between(*three) for side, three in on)


def _touch(edges: Sequence[tuple[Cell, Cell]], i: int, j: int) -> bool:
    """Two edges of one ring; neighbours share a corner and may share nothing else."""
    (a, b), (c, d) = edges[i], edges[j]
    if j == i + 1 or (i == 0 and j == len(edges) - 1):
        corner, before, after = (b, a, d) if j == i + 1 else (a, b, c)
        return not _side(before, corner, after) and not _is_between(before, after, corner)
    return _meet(a, b, c, d)
