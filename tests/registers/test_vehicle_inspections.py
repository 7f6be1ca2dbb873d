"""A vehicle is inspected, insured and noted: days, readings and brands that stay."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from vehicle_acts import codes_of, inspect, insure, note, set_letter, transfer

from tongban.errors import Malformed, Refused
from tongban.registers import queries
from tongban.registers.records import LineKind


def test_an_inspection_moves_the_day_takes_the_reading_and_ends_q(vehicle):
    set_letter(vehicle, "Q")
    after = inspect(vehicle)
    assert (after.inspected_until, after.mileage_km, after.letters) == (date(2028, 11, 20), 61_200, {"A"})
    assert queries.vehicle_lines(vehicle.id)[-1].mileage_km == 61_200


def test_a_reading_below_the_last_one_stands_in_the_history_as_it_was_read(vehicle):
    inspect(vehicle)
    assert inspect(vehicle, mileage_km=20_000).mileage_km == 20_000
    assert [line.mileage_km for line in queries.vehicle_lines(vehicle.id)] == [0, 61_200, 20_000]


def test_no_reading_leaves_the_last_one(vehicle):
    inspect(vehicle)
    assert inspect(vehicle, mileage_km=0).mileage_km == 61_200


@pytest.mark.parametrize(("letter", "code"), [("E", "VR-01"), ("C", "VR-02"), ("P", "VR-13")])
def test_an_inspection_of_a_vehicle_without_valid_papers_is_refused(letter, code, vehicle):
    set_letter(vehicle, letter)
    with pytest.raises(Refused, match=r"inspection\.not-registrable") as refused:
        inspect(vehicle)
    assert codes_of(refused) == [code]


@pytest.mark.parametrize(
    ("until", "mileage_km", "code"),
    [
        (date(2026, 11, 20), 10, "vehicle.until"),
        (date(2028, 1, 1), -1, "vehicle.mileage"),
        (date(2028, 1, 1), 10_000_000, "vehicle.mileage"),
    ],
)
def test_an_inspection_that_cannot_be_is_malformed(until, mileage_km, code, vehicle):
    with pytest.raises(Malformed, match=code):
        inspect(vehicle, until=until, mileage_km=mileage_km)


def test_the_day_of_an_act_is_the_day_in_china(vehicle):
    late = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    transfer(vehicle, at=late)
    assert queries.vehicle_by_id(vehicle.id).owner_since == date(2026, 11, 21)


def test_the_same_insurance_twice_is_one_change(vehicle, tags):
    after = insure(vehicle)
    assert insure(vehicle) == after
    assert after.insured_until == date(2028, 1, 1)
    assert tags(vehicle) == ["insurance-changed"]


def test_a_cancelled_policy_ends_earlier_but_never_before_the_vehicle_began(vehicle):
    assert insure(vehicle, until=date(2026, 11, 19)).insured_until == date(2026, 11, 19)
    with pytest.raises(Malformed, match=r"vehicle\.until"):
        insure(vehicle, until=vehicle.registered_on - timedelta(days=1))


def test_a_brand_stays_in_the_history_through_a_transfer(vehicle):
    note(vehicle)
    transfer(vehicle)
    found = [line for line in queries.vehicle_lines(vehicle.id) if line.is_brand]
    assert [(line.kind, line.detail) for line in found] == [(LineKind.FLOOD, "水位到座椅")]


def test_an_examination_takes_its_reading_along(vehicle):
    after = note(vehicle, kind="examined", detail="合格", mileage_km=43_210)
    assert after.mileage_km == 43_210


@pytest.mark.parametrize(
    "more", [{"kind": "transferred"}, {"kind": "rust"}, {"detail": "长" * 201}, {"mileage_km": -5}]
)
def test_a_note_of_another_kind_or_form_is_malformed(more, vehicle):
    with pytest.raises(Malformed, match=r"vehicle\.(note|mileage)"):
        note(vehicle, **more)
    assert queries.vehicle_by_id(vehicle.id) == vehicle
