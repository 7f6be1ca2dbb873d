"""GCJ-02 is converted once, at the edge, with edges cut into short steps."""

from __future__ import annotations

import json

import drafts
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.passes.rules import datum, reading, shapes

MAINLAND = st.tuples(st.floats(80, 130), st.floats(20, 50))


def test_a_known_point_of_beijing_is_moved_as_in_published_tables():
    """Tian'anmen, WGS84 116.3913 39.9076; GCJ-02 116.3975 39.9090 in the tables of several libraries."""
    lon, lat = datum.to_gcj02((116.3913, 39.9076))
    assert (round(lon, 4), round(lat, 4)) == (116.3975, 39.9090)


@given(MAINLAND)
def test_there_and_back_is_the_same_point_to_a_millimetre(point):
    assert shapes.metres(datum.from_gcj02(datum.to_gcj02(point)), point) < 0.001
    assert 10 < shapes.metres(datum.to_gcj02(point), point) < 700


@given(MAINLAND, st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_a_long_edge_bends_with_the_datum_to_less_than_a_metre(start, east, north):
    """Only its corners converted, an edge of 30 km leaves the true one by up to 40 m."""
    end = start[0] + east, start[1] + north
    converted = datum.line_from_gcj02([start, end])
    for part in (0.13, 0.37, 0.5, 0.71):
        true = datum.from_gcj02((start[0] + part * east, start[1] + part * north))
        assert shapes.distance_m(true, converted if len(converted) > 1 else [*converted, *converted]) < 1


def test_a_notice_in_gcj02_is_read_in_wgs84_with_the_sections_of_its_boundary():
    boundary = [{"road": "north", "included": False, "edges": [2, 3]}, {"road": "ring", "included": True}]
    found = drafts.notice(datum="GCJ-02", places=[drafts.CITY, drafts.zone(boundary=boundary)])
    assert found.datum == "WGS84"
    ring = found.places[1].polygons[0][0]
    assert ring[0] == ring[-1] == datum.from_gcj02(tuple(drafts.SQUARE[0]))
    first, last = found.places[1].boundary[0].edges
    assert [ring[first], ring[last]] == [datum.from_gcj02(tuple(corner)) for corner in drafts.SQUARE[2:4]]
    assert last - first > 10
    assert reading.read_notice(reading.written(found)) == found


@pytest.mark.parametrize("city", ["810000", "820000", "710000"])
def test_cities_whose_maps_are_not_shifted_are_not_moved(city):
    with pytest.raises(Malformed, match=r"truck-rules\.datum"):
        reading.read_notice(json.dumps(drafts.draft(datum="GCJ-02", city=city)).encode())
