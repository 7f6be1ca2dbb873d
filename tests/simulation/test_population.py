"""The invented country obeys the rules that a real register would, and never changes under the same seed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from tongban.calendars import years_later
from tongban.registers import codes
from tongban.registers.codes import Table
from tongban.simulation.country import CITIES, OFFICES
from tongban.simulation.figures import SINCE, daily
from tongban.simulation.personas import PERSONAS, by_username
from tongban.simulation.population import LEAST_AGE, populate

ON = date(2026, 11, 20)
PLATES = {
    "01": r".[A-HJ-NP-Z][A-HJ-NP-Z0-9]{5}",
    "02": r".[A-HJ-NP-Z][A-HJ-NP-Z0-9]{5}",
    "52": r".[A-HJ-NP-Z][DABCEFGHJK][A-HJ-NP-Z0-9]\d{4}",
}


@pytest.fixture(scope="module")
def country():
    return populate(drivers=1500, on=ON)


def test_the_same_seed_gives_the_same_people_and_another_seed_others(country):
    assert populate(drivers=1500, on=ON) == country
    assert populate(seed=1, drivers=50, on=ON).drivers[-1].number != populate(drivers=50, on=ON).drivers[-1].number


def test_another_day_meets_the_same_people_under_the_same_numbers(country):
    later = populate(drivers=1500, on=ON + timedelta(days=500))
    for mine, theirs in ((country.drivers, later.drivers), (country.vehicles, later.vehicles)):
        assert [one.id for one in mine] == [one.id for one in theirs]
    assert [one.number for one in country.drivers] == [one.number for one in later.drivers]


def test_a_larger_population_holds_the_smaller_one(country):
    assert populate(drivers=1600, on=ON).drivers[: len(country.drivers)] == country.drivers


def test_every_key_belongs_to_one_row(country):
    keys = (
        (country.drivers, ("id", "number", "file_number", "card_core_number")),
        (country.vehicles, ("id", "vin", "certificate_number")),
    )
    for rows, names in keys:
        for name in names:
            values = [getattr(row, name) for row in rows]
            assert len(set(values)) == len(values), name
    plates = [(vehicle.plate_kind, vehicle.plate) for vehicle in country.vehicles]
    assert len(set(plates)) == len(plates)


def test_every_driver_was_old_enough_for_every_class(country):
    for driver in country.drivers:
        for code in driver.classes:
            least = LEAST_AGE.get(code, 18)
            assert years_later(driver.born, least) <= driver.class_dates[code]
        assert driver.number.born in (driver.born, None) or driver.nationality != "CN"  # documents from elsewhere
        assert driver.first_issued <= ON


def test_numbers_and_offices_belong_to_a_city_of_the_country(country):
    prefixes = {city.office: city.prefix for city in CITIES}
    for driver in country.drivers:
        is_elsewhere = driver.nationality != "CN" or driver.number.born is None
        assert is_elsewhere or driver.number.startswith(prefixes[driver.office])
        assert driver.file_number.startswith(prefixes[driver.office])
        assert driver.name.startswith("样本·")
        assert driver.name_latin.startswith("SPECIMEN ")


def test_points_letters_and_cycles_agree(country):
    sums = Counter()
    for line in country.points:
        sums[line.driver_id] += line.points
        assert line.points in (12, 9, 6, 3, 1)
    for driver in country.drivers:
        assert driver.points == sums[driver.id] <= 12
        assert ("B" in driver.letters) == (driver.points >= 12)
        assert driver.cycle_start <= ON < driver.cycle_end
        assert ("M" in driver.letters) == (driver.valid_until is not None and driver.valid_until < ON)
        assert codes.letters(driver.letters_text, table=Table.DRIVER_STATUS) == driver.letters
    assert any("M" in driver.letters for driver in country.drivers)


def test_plates_follow_their_grammar_and_vins_carry_their_check(country):
    for vehicle in country.vehicles:
        assert re.fullmatch(PLATES[vehicle.plate_kind], vehicle.plate), vehicle.plate_kind
        assert sum(letter.isalpha() for letter in vehicle.plate[2:]) <= 2
        assert vehicle.vin.has_right_check
        assert ("D" <= vehicle.plate[2] <= "K" or vehicle.plate[2] in "ABC") if vehicle.plate_kind == "52" else True
        for table, code in ((Table.USE, vehicle.use), (Table.VEHICLE_TYPE, vehicle.type), (Table.EMISSION, vehicle.emission)):  # fmt: skip
            assert codes.name(table, code)


def test_every_kind_of_standing_can_be_met(country):
    letters = Counter(letter for driver in country.drivers for letter in driver.letters)
    assert set("ABDHM") <= set(letters)
    assert letters["A"] > 0.85 * len(country.drivers)


def test_zhang_wei_is_the_driver_of_the_pictures(country):
    zhang = by_username("zhangwei")
    driver = next(driver for driver in country.drivers if driver.number == zhang.number)
    assert (driver.number.masked, driver.points, driver.letters) == ("5101**********0019", 3, {"A"})
    assert (driver.valid_from, driver.valid_until) == (date(2021, 6, 17), date(2031, 6, 17))
    full = next(driver for driver in country.drivers if driver.number == by_username("chentao").number)
    assert (full.points, full.letters) == (9, {"A"})


def test_every_persona_can_be_shown_in_both_languages_and_signs_in_by_one_name():
    assert len({persona.username for persona in PERSONAS}) == len(PERSONAS)
    for persona in PERSONAS:
        assert persona.name.startswith("样本·")
        assert all(text.zh and text.en for text in (persona.role, persona.to_try))
        assert bool(persona.place.zh) == bool(persona.place.en)
        if persona.is_officer:
            assert persona.office in {office.code for office in OFFICES}
            assert persona.duties
        else:
            assert persona.number is not None
            assert persona.number.is_male == persona.is_male


def test_the_history_begins_with_the_pilots_and_grows():
    found = list(daily(until=date(2022, 12, 31)))
    assert {issued.province for issued in found if issued.on == SINCE} == {"12", "32", "51"}
    assert all(issued.count >= 0 for issued in found)
    by_month = Counter()
    for issued in found:
        by_month[issued.on.year * 100 + issued.on.month] += issued.count
    assert by_month[202212] > by_month[202112] > by_month[202106]
    assert list(daily(until=date(2022, 12, 31))) == found
