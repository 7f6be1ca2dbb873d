"""How many years a vehicle may be used."""

from __future__ import annotations

from datetime import date

import pytest

from tongban.registers import codes
from tongban.registers.lives import life_of, scraps_on


@pytest.mark.parametrize(
    ("kind", "use", "years"),
    [
        ("K33", "D", 8), ("K33", "T", 8), ("K33", "M", 8), ("K21", "D", 10), ("K11", "D", 12), ("K33", "G", 15),
        ("K33", "N", 10), ("K21", "N", 12), ("K11", "N", 15), ("K11", "B", 15), ("K33", "L", 10), ("K33", "A", None),
        ("K16", "A", None), ("K11", "A", 20), ("H11", "F", 15), ("H11", "R", 10), ("H41", "F", 12), ("B11", "F", 15),
        ("B11", "R", 10), ("B15", "F", 20), ("N11", "A", 12), ("M11", "A", 12), ("M21", "A", 13), ("J11", "A", None),
    ],
)  # fmt: skip
def test_how_many_years_a_vehicle_may_be_used(kind, use, years):
    found = life_of(type=kind, use=use)
    assert found is not None
    assert found.years == years


def test_a_type_without_a_line_has_no_years():
    assert life_of(type="X99", use="A") is None
    assert scraps_on(type="X99", use="A", registered_on=date(2020, 2, 29)) is None


def test_years_are_counted_from_the_first_registration():
    assert scraps_on(type="K33", use="D", registered_on=date(2020, 2, 29)) == date(2028, 2, 29)
    assert scraps_on(type="K33", use="A", registered_on=date(2020, 2, 29)) is None


def test_every_passenger_car_and_truck_of_the_code_table_has_a_line():
    for kind in codes.names(codes.Table.VEHICLE_TYPE):
        if kind[0] in "KHQBZMNJ":
            assert all(life_of(type=kind, use=use) for use in codes.names(codes.Table.USE)), kind
