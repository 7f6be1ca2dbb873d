"""A register is loaded with its histories, and each vehicle is read with its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from register_rows import AT, BY, VEHICLE
from vehicle_acts import BANK, COURT, SPOUSE, inspect

from tongban.errors import NotFound
from tongban.registers import actions, queries
from tongban.registers.models import VehicleLine as LineRow
from tongban.registers.records import LineKind, VehicleLine
from tongban.registers.rules import vehicles as rules


def test_a_register_is_loaded_with_the_history_and_everything_in_the_row(db):
    full = replace(
        VEHICLE,
        co_owners=(SPOUSE,),
        is_mortgaged=True,
        mortgagee=BANK.name,
        mortgagee_number=BANK.number,
        letters=frozenset("K"),
        seized_by=COURT,
        owner_since=date(2024, 3, 1),
        mileage_km=52_000,
    )
    lines = [
        VehicleLine(LineKind.REGISTERED, date(2020, 5, 1), "510100000000", "川A00001"),
        VehicleLine(LineKind.INSPECTED, date(2022, 5, 1), "510100000000", "川A00001", 30_000),
    ]
    assert actions.load_register(drivers=(), vehicles=[full], lines={full.id: lines}, by=BY, at=AT) == 1
    assert queries.vehicle_by_id(full.id) == full
    assert queries.vehicle_lines(full.id) == lines
    assert actions.load_register(drivers=(), vehicles=[full], lines={full.id: lines}, by=BY, at=AT) == 0
    assert queries.vehicle_lines(full.id) == lines


def test_a_vehicle_without_more_told_belongs_to_its_owner_since_the_first_registration(vehicle):
    found = queries.vehicle_by_id(vehicle.id)
    assert (found.owner_since, found.mileage_km, found.co_owners, found.seized_by) == (VEHICLE.registered_on, 0, (), "")
    assert queries.vehicle_lines(vehicle.id) == [VehicleLine(LineKind.REGISTERED, VEHICLE.registered_on, "", "")]


def test_a_vin_that_no_vehicle_has_is_not_found(db):
    with pytest.raises(NotFound, match=r"vehicle\.unknown"):
        queries.vehicle_by_vin(VEHICLE.vin)
    with pytest.raises(NotFound, match=r"vehicle\.unknown"):
        queries.vehicle_lines(VEHICLE.id)


def test_lines_are_in_the_order_of_their_days(vehicle):
    inspect(vehicle)
    LineRow.objects.create(vehicle_id=vehicle.id, kind="flood", on=date(2021, 7, 20), office="", plate="")
    assert [line.kind for line in queries.vehicle_lines(vehicle.id)] == [
        LineKind.REGISTERED,
        LineKind.FLOOD,
        LineKind.INSPECTED,
    ]


def test_every_reason_of_the_register_cites_its_article_or_says_that_no_law_demands_it():
    found = {name: value for name, value in vars(rules).items() if hasattr(value, "remedy")}
    without = {name for name, reason in found.items() if not reason.article}
    assert without == {"SEIZED_ALREADY", "SEIZED_BY_OTHERS", "PLATE_TAKEN", "CHANGED_MEANWHILE"}
    assert len({reason.code for reason in found.values()}) == len(found)
    for reason in found.values():
        assert all((reason.what.zh, reason.what.en, reason.remedy.zh, reason.remedy.en))
