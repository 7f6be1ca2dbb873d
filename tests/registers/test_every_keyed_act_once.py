"""Every act of the register that takes a key, collected: done once under it, however often, and the key serves no other
row, person, content or act."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import date

import pytest
from register_rows import AT, BY, VEHICLE, load

from tongban.errors import Refused
from tongban.registers import actions, queries
from tongban.registers.models import RegisterEvent
from tongban.registers.records import Study

STUDY = Study(onsite_days=2, online_days=3, own_days=2, tests=frozenset({1}))
OTHER = "officer:00000000-0000-4000-8000-000000000002"
SCENES = {
    "add_points": ({"points": 3, "reason": "违反交通信号灯"}, {"points": 6}),
    "reduce_points": ({"points": 1, "reason": "网上学习"}, {"points": 2}),
    "replace_card": ({"reason": "遗失"}, {"reason": "损毁"}),
    "set_letter": ({"letter": "H", "reason": "有违法未处理"}, {"letter": "K"}),
    "clear_letter": ({"letter": "S", "reason": "已处理"}, {"letter": "H"}),
    "pass_full_mark_education": ({"study": STUDY}, {"study": replace(STUDY, own_days=9)}),
    "change_points": ({"points": 1, "reason": "处罚决定变更"}, {"points": 0}),
    "note_vehicle": ({"kind": "flood", "detail": "水位到座椅"}, {"detail": "水位到车顶"}),
    "record_vehicle_inspection": ({"until": date(2028, 11, 20), "mileage_km": 61_200}, {"mileage_km": 61_300}),
}
KEYED = sorted(name for name in actions.__all__ if "key" in inspect.signature(getattr(actions, name)).parameters)


def test_every_act_with_a_key_has_its_scene():
    assert set(KEYED) == set(SCENES)


@pytest.mark.parametrize("name", KEYED)
def test_under_one_key_once_and_for_nothing_else(db, name):
    driver = load(letters=frozenset({"S"} if name == "clear_letter" else {"A"}))
    actions.load_register(drivers=(), vehicles=[VEHICLE], by=BY, at=AT)
    points = 12 if name == "pass_full_mark_education" else 3
    actions.add_points(driver_id=driver.id, key="before", points=points, reason="样例", by=BY, at=AT)
    known, change = SCENES[name]
    act = getattr(actions, name)
    of = {"vehicle_id": VEHICLE.id} if "vehicle" in name else {"driver_id": driver.id}
    if name == "change_points":
        of["line_id"] = queries.points_of(driver.id)[0].id
    given = of | {"key": "the-key", "by": BY, "at": AT} | known
    after = act(**given)
    events = RegisterEvent.objects.count()
    for _ in range(8):
        assert act(**given) == after
    for other in ({"by": OTHER}, change):
        if other:
            with pytest.raises(Refused, match=r"register\.key"):
                act(**given | other)
    note = {"vehicle_id": VEHICLE.id, "kind": "flood", "detail": "样例"}
    count = {"driver_id": driver.id, "points": 1, "reason": "样例"}
    elsewhere, words = (actions.add_points, count) if "vehicle" in name else (actions.note_vehicle, note)
    with pytest.raises(Refused, match=r"register\.key"):
        elsewhere(key="the-key", by=BY, at=AT, **words)
    assert RegisterEvent.objects.count() == events
