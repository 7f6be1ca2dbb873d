"""Years of use, inspection periods and the dated scope of handling in one place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sale_facts import CAR, car

from tongban.registers import codes
from tongban.transfers.rules import scope
from tongban.transfers.rules.inspection_periods import article_of, is_expired, months_between
from tongban.transfers.rules.scrapping import life_of, scraps_on


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
    assert scraps_on(car(type="X99")) is None


def test_years_are_counted_from_the_first_registration():
    assert scraps_on(car(use="D", registered_on=date(2020, 2, 29))) == date(2028, 2, 29)
    assert scraps_on(CAR) is None


def test_every_passenger_car_and_truck_of_the_code_table_has_a_line():
    for kind in codes.names(codes.Table.VEHICLE_TYPE):
        if kind[0] in "KHQBZMNJ":
            assert all(life_of(type=kind, use=use) for use in codes.names(codes.Table.USE)), kind


@pytest.mark.parametrize(
    ("kind", "use", "age", "months", "item"),
    [
        ("K33", "A", 5, 24, "第三项"), ("K33", "A", 6, 12, "第三项"), ("K33", "A", 14, 12, "第三项"), ("K33", "A", 15, 6, "第三项"),
        ("K33", "D", 4, 12, "第一项"), ("K33", "D", 5, 6, "第一项"), ("H11", "F", 9, 12, "第二项"), ("H11", "F", 10, 6, "第二项"),
        ("K11", "A", 9, 12, "第二项"), ("M21", "A", 3, 24, "第四项"), ("M21", "A", 4, 12, "第四项"), ("T11", "A", 30, 12, "第五项"),
    ],
)  # fmt: skip
def test_how_often_a_vehicle_is_inspected(kind, use, age, months, item):
    vehicle = car(type=kind, use=use, registered_on=date(2000, 6, 1))
    assert months_between(vehicle, on=date(2000 + age, 6, 1)) == months
    assert article_of(vehicle) == f"《道路交通安全法实施条例》第十六条第一款{item}"


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_with_age_inspections_never_become_rarer(one, other):
    earlier, later = sorted([one, other])
    vehicle = car(registered_on=date(2000, 1, 1))
    assert months_between(vehicle, on=earlier) >= months_between(vehicle, on=later)


def test_an_inspection_counts_on_its_last_day():
    assert not is_expired(car(inspected_until=date(2026, 1, 1)), on=date(2026, 1, 1))
    assert is_expired(car(inspected_until=date(2026, 1, 1)), on=date(2026, 1, 2))


@given(st.dates(date(2010, 1, 1), date(2040, 1, 1)))
def test_at_most_one_scope_is_in_force_on_a_day(on):
    found = [one for one in scope.SCOPES if one.since <= on and (one.until is None or on <= one.until)]
    assert len(found) == (on >= date(2021, 6, 1))
    assert scope.scope_on(on) == (found[0] if found else None)
