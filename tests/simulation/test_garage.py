"""The personas' vehicles: each shows what it is there for, and nothing else is wrong with it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tongban.calendars import years_later
from tongban.identifiers import CreditCode
from tongban.registers import codes
from tongban.registers.codes import Table
from tongban.registers.records import LineKind
from tongban.simulation import garage
from tongban.simulation.country import OFFICES
from tongban.simulation.personas import PERSONAS, by_username
from tongban.simulation.population import populate

ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def country():
    return populate(drivers=400, on=ON)


@pytest.fixture(scope="module")
def cars(country):
    return {str(vehicle.plate): vehicle for vehicle in country.vehicles}


def test_nothing_speaks_against_the_car_of_the_story(cars):
    car = cars["川A8K2M6"]
    assert car.owner_number == by_username("zhaoying").number
    assert (car.plate_kind, car.type, car.use, car.emission, car.letters) == ("02", "K33", "A", "5", {"A"})
    assert car.inspected_until == car.insured_until == ON + timedelta(days=365)
    assert (car.is_mortgaged, car.is_pledged, car.seized_by, car.co_owners) == (False, False, "", ())
    assert car.owner_since == date(2022, 6, 10)


@pytest.mark.parametrize(
    ("plate", "what"),
    [
        ("川AD12345", {"plate_kind": "52", "emission": "99", "fuel": "C"}),
        ("川A7P2D9", {"is_mortgaged": True}),
        ("川A4C7E3", {"emission": "3"}),
        ("川A3N6H8", {"letters": {"G"}}),
        ("川A9F4J2", {"letters": {"Q"}, "inspected_until": ON - timedelta(days=40)}),
        ("川A6T1K5", {"letters": {"K"}, "seized_by": garage.COURT}),
        ("川A6W8X2", {"type": "H32", "use": "F"}),
        ("苏B6D2F8", {"office": "320200000000"}),
        ("苏E5B9C7", {"office": "320500000000"}),
    ],
)
def test_each_of_the_others_shows_the_one_thing_that_it_is_there_for(plate, what, cars):
    assert {name: getattr(cars[plate], name) for name in what} == what


def test_only_the_mortgaged_one_names_a_mortgagee_whose_code_is_right(cars):
    named = [cars[owned.plate] for owned in garage.VEHICLES if cars[owned.plate].mortgagee]
    assert [str(car.plate) for car in named] == ["川A7P2D9"]
    assert CreditCode(named[0].mortgagee_number)


def test_one_car_has_two_owners_and_both_can_sign_in(cars):
    [other] = cars["川A5R8T1"].co_owners
    assert other.number == by_username("linxiao").number
    assert cars["川A5R8T1"].owner_number == by_username("zhangwei").number


def test_one_car_changed_hands_three_times_within_a_year(cars, country):
    days = [line.on for line in country.lines[cars["川A2V9Y4"].id] if line.kind is LineKind.TRANSFERRED]
    assert len(days) == 3
    assert min(days) > ON - timedelta(days=365)


def test_one_history_tells_of_a_flood_and_of_kilometres_that_went_backwards(cars, country):
    past = country.lines[cars["川A1G5L7"].id]
    assert [line.kind for line in past if line.is_brand] == [LineKind.FLOOD, LineKind.ODOMETER_DOUBT]
    readings = [line.mileage_km for line in past if line.mileage_km]
    assert readings != sorted(readings)
    assert [line.plate for line in past] == ["川A77N3Q"] * 2 + ["川A30M5E"] * 3 + ["川A1G5L7"]


def test_every_persona_owns_what_the_garage_says_and_nothing_else(country):
    personas = {str(persona.number) for persona in PERSONAS if persona.number}
    found = sorted(str(vehicle.plate) for vehicle in country.vehicles if vehicle.owner_number in personas)
    assert found == sorted(owned.plate for owned in garage.VEHICLES)


def test_codes_offices_and_numbers_are_those_of_the_tables(cars):
    offices = {str(office.code) for office in OFFICES}
    for owned in garage.VEHICLES:
        car = cars[owned.plate]
        assert car.vin.has_right_check, owned.plate
        assert car.office in offices
        for table, code in (
            (Table.PLATE_KIND, car.plate_kind),
            (Table.VEHICLE_TYPE, car.type),
            (Table.USE, car.use),
            (Table.EMISSION, car.emission),
            (Table.COLOUR, car.colour),
            (Table.FUEL, car.fuel),
        ):
            assert codes.name(table, code)


def test_every_history_begins_with_the_registration_is_in_order_and_ends_before_today(country):
    assert set(country.lines) == {vehicle.id for vehicle in country.vehicles}
    for vehicle in country.vehicles:
        past = country.lines[vehicle.id]
        assert past[0].kind is LineKind.REGISTERED
        assert past[0].on == vehicle.registered_on
        days = [line.on for line in past]
        assert days == sorted(days)
        assert days[-1] <= ON
        assert past[-1].plate == vehicle.plate
        sales = [line.on for line in past if line.kind is LineKind.TRANSFERRED]
        assert vehicle.owner_since == (sales[-1] if sales else vehicle.registered_on)


def test_old_vehicles_have_been_inspected_with_a_mileage_that_fits_their_years(country):
    for vehicle in country.vehicles:
        is_old = years_later(vehicle.registered_on, 6) < ON
        if is_old and str(vehicle.plate) not in {owned.plate for owned in garage.VEHICLES}:
            years = (ON - vehicle.registered_on).days / 365
            assert 3_000 * years < vehicle.mileage_km < 25_000 * years


def test_no_history_names_anybody(country):
    names = {vehicle.owner_name for vehicle in country.vehicles} | {garage.BANK[0], garage.COURT}
    for past in country.lines.values():
        for line in past:
            assert not any(name in line.detail for name in names if line.detail)
