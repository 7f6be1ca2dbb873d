"""A place is a thing, not a prefix: municipalities, counties directly under a province, and nobody else compares digits."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from offices.conftest import AT

import tongban
from tongban.identifiers import OfficeCode
from tongban.offices import places, queries, regions
from tongban.offices.records import Charge, Duty, OfficeKind, OfficeRecord

SOURCE = Path(tongban.__file__).parent
ALL = [region for region in regions.table().values() if not region.code.startswith("99")]
REGIONS = [region for region in ALL if not region.is_former]


# --- cities ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("place", "city"),
    [
        ("320505", "320500"),
        ("320508000001", "320500"),
        ("3205", "320500"),
        ("110101", "110000"),
        ("110228", "110000"),  # 密云县, a district since 2015
        ("120116", "120000"),
        ("310151", "310000"),
        ("310230", "310000"),  # 崇明县, a district since 2016
        ("500103", "500000"),
        ("500229", "500000"),
        ("5001", "500000"),
        ("500200000000", "500000"),
        ("419001", "419001"),
        ("429004", "429004"),
        ("429005", "429005"),
        ("429005000000", "429005"),
        ("469001", "469001"),
        ("659001", "659001"),
        ("441900", "441900"),  # a city without counties
        ("510000", "510000"),
        ("429000", "429000"),
    ],
)
def test_given_a_place_when_its_city_is_asked_then_it_is_the_one_that_registers_there(place, city):
    assert queries.city_of(place) == city


@pytest.mark.parametrize("municipality", ["11", "12", "31", "50"])
def test_given_every_division_of_a_municipality_when_its_city_is_asked_then_it_is_the_municipality(municipality):
    inside = queries.regions_under(municipality)
    assert len(inside) > 15
    assert {queries.city_of(region.code) for region in inside} == {f"{municipality}0000"}
    assert [city.code for city in queries.cities_in(municipality)] == [f"{municipality}0000"]


def test_given_the_counties_directly_under_a_province_when_their_cities_are_asked_then_each_is_its_own():
    counties = [region.code for region in REGIONS if region.code[2:4] == "90" and not region.is_group]
    assert len(counties) >= 31
    assert [queries.city_of(code) for code in counties] == counties
    assert all(code in [city.code for city in queries.cities_in(code[:2])] for code in counties)


def test_given_every_division_when_its_city_is_asked_then_the_city_is_in_the_table_and_is_a_city():
    for region in REGIONS:
        city = queries.region(queries.city_of(region.code))
        assert city.is_city or city.level == 1 or city.is_group
        assert region.level != 3 or city.is_city


def test_given_every_division_that_ended_when_its_city_is_asked_then_it_is_that_of_its_digits_and_holds_it():
    for region in ALL:
        city = queries.city_of(region.code)
        assert queries.lies_in(region.code, city)
        assert queries.city_of(city) == city


# --- areas ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("area", "place", "is_inside"),
    [
        ("", "500229", True),
        ("50", "500229", True),
        ("5001", "500229", True),  # the group of districts stands for the municipality
        ("500000", "500100000000", True),
        ("500103", "500000", False),
        ("500103", "500105", False),
        ("4290", "429005", True),
        ("429005", "429004", False),
        ("42", "429005", True),
        ("420100", "429005", False),
        ("3205", "320505", True),
        ("320505", "3205", False),
        ("320500", "320200", False),
        ("4419", "442000", False),
    ],
)
def test_given_an_area_and_a_place_when_asked_then_the_place_is_inside_or_not(area, place, is_inside):
    assert queries.lies_in(place, area) is is_inside


@pytest.mark.parametrize(
    ("office", "home", "is_served"),
    [
        ("500000000000", "500103", True),
        ("500000000000", "500229", True),
        ("500100000000", "500229", True),
        ("500103000000", "500229", True),  # a district's brigade registers for the whole municipality
        ("429005000000", "429005", True),
        ("429005000000", "429004", False),
        ("320508000001", "320505", True),
        ("320500000000", "320205", False),
        ("110000000000", "110118", True),
        ("110100000000", "120101", False),
    ],
)
def test_given_an_office_when_asked_whom_it_serves_then_it_is_the_people_of_its_city(office, home, is_served):
    assert queries.serves(office, region=home) is is_served


def test_given_every_division_when_its_areas_are_listed_then_each_of_them_contains_it_and_no_other_does():
    for region in REGIONS:
        chain = places.widening(region.code)
        assert chain[-1] == ""
        assert all(places.contains(area, region.code) for area in chain)
        others = [other.prefix for other in REGIONS[::97] if other.prefix not in chain and not other.is_group]
        assert not any(places.contains(area, region.code) for area in others)


def test_given_areas_inside_one_another_when_the_widest_are_asked_then_each_place_is_covered_once():
    assert places.widest(["3205", "320505", "32", "500103", "5001", "429005"]) == ("32", "5001", "429005")
    assert places.widest(["3205", ""]) == ("",)


@pytest.mark.parametrize(
    ("kind", "region", "is_of_city"),
    [
        (OfficeKind.CITY, "500000", True),
        (OfficeKind.COUNTY, "429005", True),
        (OfficeKind.COUNTY, "510104", False),
        (OfficeKind.STATION, "320508", False),
    ],
)
def test_given_an_office_when_asked_then_a_county_under_a_province_registers_like_a_city(kind, region, is_of_city):
    office = OfficeRecord(OfficeCode(f"{region}000000"), "样本", "Example", region, kind)
    assert office.is_of_city is is_of_city


# --- what the database is asked -------------------------------------------------------------------------------------
@pytest.fixture
def offices_of_the_country(db):
    from tongban.offices import actions

    for code in ("500000000000", "500103000001", "500229000000", "429004000000", "429005000000", "320500000000"):
        actions.open_office(
            code=OfficeCode(code), name_zh="样本", name_en="Example", kind=OfficeKind.CITY, by="officer:test", at=AT
        )


@pytest.mark.parametrize(
    ("area", "found"),
    [
        ("5001", 3),
        ("50", 3),
        ("500103", 1),
        ("4290", 2),
        ("429005", 1),
        ("320500", 1),
        ("", 6),
    ],
)
def test_given_offices_when_those_of_an_area_are_asked_then_they_are_those_that_lie_in_it(
    offices_of_the_country, area, found
):
    offices = queries.offices_under(area)
    assert len(offices) == found
    assert all(queries.lies_in(office.code, area) for office in offices)


# --- nobody else compares digits ------------------------------------------------------------------------------------
HOME = {"offices/places.py", "offices/regions/__init__.py", "offices/queries.py"}
PLACES = ("region", "office", "area", "prefecture", "destination", "origin", "prefix", "city", "place", "identity")
NO_PLACES = {
    ("ui/templatetags/ui.py", "number[:2]"): "a file number in groups",
    ("identifiers/__init__.py", "text[:2]"): "the first two digits of an identity number, whose build is checked",
    ("identifiers/__init__.py", "self[:2]"): "the kind of a document by its number",
    ("identifiers/__init__.py", "self[:6]"): "the division in an office's code and in an identity number",
    ("simulation/garage.py", "owned.office[:4]"): "an invented certificate number",
    ("simulation/personas.py", "staffed.office[:2]"): "an invented service number",
    ("transfers/rules/archive.py", "name[:2]"): "an English word",
    ("licences/actions/showing.py", "text.startswith(qrcode.PREFIX)"): "the beginning of a code",
    ("transfers/templatetags/transfers.py", "code[:4]"): "a number in groups",
    ("inspections/pages.py", "MEDIA_TYPES[:2]"): "two media types",
    ("portal/audit.py", "key.startswith('officer:')"): "the kind of a key",
    ("registers/numbering.py", "plate.startswith(prefix)"): "a plate's letters",
    ("registers/queries.py", "rows.filter(plate__startswith=prefix)"): "a plate's letters",
}


def cuts(tree: ast.AST) -> list[str]:
    """Slices of the first two, four or six of anything."""
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Slice)
        and (node.slice.lower is None or ast.unparse(node.slice.lower) == "0")
        and node.slice.upper is not None
        and ast.unparse(node.slice.upper) in ("2", "4", "6")
    ]


def comparisons(tree: ast.AST) -> list[str]:
    """`startswith` said of a place or with one, in Python or to the database."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        said = ast.unparse(node)
        is_python = isinstance(node.func, ast.Attribute) and node.func.attr == "startswith"
        is_query = any("startswith" in (word.arg or ast.unparse(word.value)) for word in node.keywords)
        if (is_python or is_query) and any(word in said.lower() for word in PLACES):
            found.append(said)
    return found


def outside() -> list[tuple[str, ast.AST]]:
    files = [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
    named = [(path.relative_to(SOURCE).as_posix(), path) for path in files]
    return [
        (name, ast.parse(path.read_text("utf-8")))
        for name, path in named
        if name not in HOME and not name.startswith("standards/")
    ]


def test_given_the_whole_source_when_searched_then_nothing_outside_the_module_cuts_or_compares_regions():
    bad = {(name, said) for name, tree in outside() for said in (*cuts(tree), *comparisons(tree))}
    assert bad - set(NO_PLACES) == set()


def test_given_the_exceptions_when_the_source_is_searched_then_each_is_still_there():
    found = {(name, said) for name, tree in outside() for said in (*cuts(tree), *comparisons(tree))}
    assert set(NO_PLACES) - found == set()


@pytest.mark.parametrize(
    "line",
    [
        "row.destination[:4]",
        "office[0:6]",
        "region.startswith(charge.region_prefix)",
        "Q(**{f'{field}__startswith': prefix})",
        "rows.filter(prefecture__startswith=region)",
    ],
)
def test_given_a_line_that_compares_digits_when_searched_then_it_is_found(line):
    tree = ast.parse(line)
    assert cuts(tree) or comparisons(tree)


# --- duties ---------------------------------------------------------------------------------------------------------
def test_given_duties_for_several_areas_when_they_are_asked_then_only_the_widest_of_that_duty_are_told(make_officer):
    officer = make_officer(("3205", Duty.WINDOW), ("320505", Duty.WINDOW), ("50", Duty.ARCHIVE))
    assert officer.areas(Duty.WINDOW) == ("3205",)
    assert officer.areas(Duty.WINDOW, Duty.ARCHIVE) == ("50", "3205")
    assert officer.may(Duty.ARCHIVE, region="500229000000")
    assert not officer.may(Duty.WINDOW, region="500229000000")


@pytest.fixture
def make_officer():
    from datetime import date
    from uuid import uuid4

    from tongban.offices.records import OfficerRecord

    def make(*grants):
        charges = tuple(Charge(duty, area, date(2026, 1, 1), None) for area, duty in grants)
        return OfficerRecord(
            uuid4(),
            1,
            "样本",
            "1",
            OfficeCode("320500000000"),
            "样本",
            "Example",
            frozenset(one.duty for one in charges),
            "3205",
            charges,
        )

    return make
