"""Our geometry against shapely, which we do not ship."""

from __future__ import annotations

from itertools import pairwise

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from tongban.passes.rules import shapes

CELL = st.integers(0, 12)
POINT = st.tuples(CELL, CELL).map(lambda cell: (104 + cell[0] / 100, 30 + cell[1] / 100))
RING = st.lists(POINT, min_size=3, max_size=8).map(lambda points: [*points, points[0]])


@given(st.lists(st.tuples(CELL, CELL), min_size=3, max_size=8))
def test_a_ring_is_faulty_exactly_where_shapely_calls_it_invalid(cells):
    """On a grid, so that corners fall upon edges and edges upon each other. Shapely gets whole numbers: of the same points
    in degrees it takes a flat ring for a valid one, because decimal fractions are no binary ones."""
    ring = [cell for cell, after in pairwise([*cells, cells[0], None]) if cell != after]
    assume(len(ring) >= 4)
    degrees = [(104 + x / 100, 30 + y / 100) for x, y in ring]
    assert (not set(shapes.ring_faults(degrees))) == shapely.Polygon(ring).is_valid


@given(RING, POINT)
def test_a_point_off_the_edges_is_inside_exactly_where_shapely_says_so(ring, point):
    assume(shapely.Polygon(ring).is_valid)
    off = point[0] + 0.00317, point[1] + 0.00173
    assume(shapely.LineString(ring).distance(shapely.Point(off)) > 1e-9)
    assert shapes.is_inside([[ring]], off) == shapely.Polygon(ring).contains(shapely.Point(off))


@given(RING, st.lists(POINT, min_size=2, max_size=5))
def test_between_two_crossings_a_line_stays_on_one_side(ring, line):
    """So membership of the middle is membership of the whole stretch."""
    assume(shapely.Polygon(ring).is_valid)
    line = [(x + 0.00317, y + 0.00173) for x, y in line]
    assume(shapes.length_m(line) > 0)
    cuts = [0.0, *shapes.crossings(line, [[ring]]), 1.0]
    for before, after in pairwise(cuts):
        if after - before > 1e-6:
            sides = {
                shapes.is_inside([[ring]], shapes.along(line, before + part * (after - before)))
                for part in (0.1, 0.5, 0.9)
            }
            assert len(sides) == 1


def test_a_hole_is_outside():
    outer, hole = [(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)], [(3, 3), (6, 3), (6, 6), (3, 6), (3, 3)]
    assert shapes.is_inside([[outer, hole]], (1, 1))
    assert not shapes.is_inside([[outer, hole]], (4, 4))
    assert not shapes.rings_touch(outer, hole)
    assert shapes.rings_touch(outer, [(8, 8), (10, 8), (10, 10), (8, 8)])


@pytest.mark.parametrize(
    ("ring", "fault"),
    [
        ([(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)], "cross"),
        ([(0, 0), (1, 0), (1, 1)], "open"),
        ([(0, 0), (1, 0), (1, 0), (1, 1), (0, 0)], "repeated"),
        ([(0, 0), (1, 0), (2, 0), (0, 0)], "cross"),
        ([(0, 0), (2, 0), (2, 2), (2, 3), (2, 2), (0, 2), (0, 0)], "cross"),
    ],
)
def test_each_fault_has_its_name(ring, fault):
    assert fault in set(shapes.ring_faults(ring))


def test_lengths_are_those_of_the_sphere():
    assert 95_900 < shapes.metres((104.0, 30.0), (105.0, 30.0)) < 96_400
    assert round(shapes.metres((104.0, 30.0), (104.0, 31.0))) == 111_195
    assert 1_110 < shapes.distance_m((104.05, 30.01), [(104.0, 30.0), (104.1, 30.0)]) < 1_113
