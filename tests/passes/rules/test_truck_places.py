"""Where a point is, by its road on a boundary, and what a route visits."""

from __future__ import annotations

import drafts
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.passes.rules import shapes
from tongban.passes.rules.places import Stretch, Where, is_at, spot_at, visits
from tongban.passes.rules.truth import Truth

BOUNDARY = [
    {"road": "south", "included": True, "edges": [0, 1]},
    {"road": "east", "included": False, "edges": [1, 2]},
    {"road": "ring", "included": True, "edges": [2, 3]},
    {"road": "ring", "included": False, "edges": [3, 4]},
]


def road(id_, latitude, **more):
    line = [[104.0, latitude], [104.1, latitude]]
    return {"is": "road", "id": id_, "name": {"zh": "路", "en": "road"}, "line": line} | more


LEFT_ONLY = {
    "is": "turn", "id": "left-only", "name": {"zh": "转", "en": "turn"}, "junction": [104.0, 30.4], "out_of": "a",
    "into": ["b"], "is_only": True,
}  # fmt: skip
PLACES = [
    drafts.CITY,
    drafts.zone(boundary=BOUNDARY),
    road("bridge", 30.5, segments=["s1", "s2"]),
    road("oneway", 30.4, direction="along"),
    LEFT_ONLY,
]
ALL, INNER, BRIDGE, ONEWAY, TURN = drafts.notice(places=PLACES, clauses=[drafts.forbid()]).places
MIDDLE, OUT = (104.05, 30.65), (104.2, 30.65)
SOUTH, EAST = (104.05, 30.6), (104.1, 30.65)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Where(MIDDLE), Truth.YES),
        (Where(OUT), Truth.NO),
        (Where(), Truth.UNKNOWN),
        (Where(SOUTH), Truth.UNKNOWN),  # on the edge, and nobody knows on which road
        (Where((104.05, 30.6002)), Truth.UNKNOWN),  # 22 m off
        (Where((104.05, 30.6002), "lane"), Truth.YES),  # a small street beside the boundary
        (Where((104.05, 30.5998), "lane"), Truth.NO),
        (Where(SOUTH, "south"), Truth.YES),
        (Where((104.05, 30.5998), "south"), Truth.YES),  # the far carriageway of an included road
        (Where(EAST, "east"), Truth.NO),
        (Where((104.0998, 30.65), "east"), Truth.NO),
        (Where((104.05, 30.7), "ring"), Truth.YES),  # one road, included in the north and not in the west
        (Where((104.0, 30.65), "ring"), Truth.NO),
        (Where((104.05, 30.8), "ring"), Truth.NO),  # the road goes on beyond the zone
    ],
)
def test_a_zone_holds_a_point_by_the_road_where_it_is_bounded(where, expected):
    assert is_at(INNER, where) is expected


def test_roads_go_by_their_segments_and_then_by_their_line():
    on = (104.05, 30.5001)
    assert [is_at(BRIDGE, Where(on, road)).name for road in ("s2", "bridge", "s9")] == ["YES", "YES", "NO"]
    assert [is_at(BRIDGE, Where(point)).name for point in (on, MIDDLE)] == ["UNKNOWN", "NO"]
    headings = [is_at(ONEWAY, Where(road="oneway", heading=heading)).name for heading in ("along", "against", None)]
    assert headings == ["YES", "NO", "UNKNOWN"]


def test_only_left_means_every_other_turn():
    turns = [("a", "b"), ("a", "c"), ("d", "c"), None]
    assert [is_at(TURN, Where(turn=turn)).name for turn in turns] == ["NO", "YES", "NO", "NO"]
    assert is_at(ALL, Where()) is Truth.YES


def test_a_spot_has_what_is_sure_and_what_is_not():
    spot = spot_at([ALL, INNER, BRIDGE], Where(SOUTH))
    assert (spot.inside, spot.unsure) == ({"all"}, {"inner"})


def test_a_route_is_cut_where_it_crosses_and_comes_in_where_it_was_not_before():
    line = ((103.9, 30.65), (104.2, 30.65))
    found = visits([ALL, INNER], [Stretch(line=line, seconds=900)])
    assert [("inner" in one.spot.inside, one.spot.doing, one.enters, one.leaves) for one in found] == [
        (False, "be", 0, 300), (True, "enter", 300, 600), (False, "be", 600, 900),
    ]  # fmt: skip


def test_what_is_late_adds_up_along_the_way():
    line = ((103.9, 30.65), (104.2, 30.65))
    found = visits([INNER], [Stretch(line=line, seconds=900, at_most=1800)])
    assert [(one.enters, one.leaves, one.late) for one in found] == [(0, 600, 0), (300, 1200, 300), (600, 1800, 600)]


def test_a_route_along_an_edge_is_unsure_and_one_on_a_bounding_road_is_not():
    along = Stretch(line=((104.02, 30.6), (104.08, 30.6)), seconds=60)
    assert [one.spot.unsure for one in visits([INNER], [along])] == [{"inner"}]
    on_road = Stretch(line=along.line, seconds=60, road="south")
    assert [one.spot.inside for one in visits([INNER], [on_road])] == [{"inner"}]


def test_a_turn_on_the_way_is_a_visit_of_its_own():
    first = Stretch(line=((104.0, 30.3), (104.0, 30.4)), seconds=60, road="a")
    second = Stretch(line=((104.0, 30.4), (104.1, 30.4)), seconds=60, road="c")
    found = visits([TURN], [first, second])
    assert [(sorted(one.spot.inside), one.enters) for one in found] == [([], 0), (["left-only"], 60), ([], 60)]


def test_a_trip_that_begins_inside_does_not_come_in():
    found = visits([INNER], [Stretch(line=(MIDDLE, OUT), seconds=60)])
    assert [one.spot.doing for one in found] == ["be", "be"]


CELL = st.tuples(st.integers(-3, 13), st.integers(-3, 13)).map(lambda one: (104 + one[0] / 97, 30.6 + one[1] / 103))


@given(st.lists(CELL, min_size=2, max_size=5, unique=True), st.floats(0, 1))
def test_at_every_moment_of_a_route_the_visit_knows_where_it_is(line, fraction):
    hole = [[104.03, 30.63], [104.06, 30.63], [104.06, 30.66], [104.03, 30.66], [104.03, 30.63]]
    donut = drafts.notice(places=[drafts.zone(polygons=[[drafts.SQUARE, hole]])], clauses=[drafts.forbid()]).places[0]
    found = visits([donut], [Stretch(line=tuple(line), seconds=10_000)])
    second = fraction * 9_999
    point = shapes.along(line, second / 10_000)
    spots = [one.spot for one in found if one.enters <= second < one.leaves]
    assert spots
    if min(shapes.distance_m(point, ring) for ring in donut.polygons[0]) > 40:
        assert any(("inner" in spot.inside) == shapes.is_inside(donut.polygons, point) for spot in spots)
    assert [one.enters for one in found] == sorted(one.enters for one in found)
