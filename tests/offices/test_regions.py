"""The table of regions: complete, consistent, quick, and without the fictitious province in production."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.errors import NotFound
from tongban.offices import queries, regions

TABLE = list(regions.table().values())


def test_given_the_committed_table_when_it_is_counted_then_it_has_34_provinces_and_the_fictitious_one():
    assert len(queries.regions_under("", level=1)) == 35
    assert len(queries.regions_under("", level=2)) > 330
    assert len(queries.regions_under("", level=3)) > 2800


def test_given_production_when_the_table_is_read_then_the_fictitious_province_is_not_in_it(settings):
    settings.MODE = "production"
    regions.table.cache_clear()
    try:
        assert "990000" not in regions.table()
        assert len(regions.table()) == len(TABLE) - 6
    finally:
        regions.table.cache_clear()


def test_given_every_region_when_it_is_read_then_its_level_fits_its_code_and_its_province_exists():
    for region in TABLE:
        assert len(region.code) == 6
        assert region.code.isdigit()
        assert region.code == region.prefix.ljust(6, "0")
        assert queries.region(f"{region.code[:2]}0000").level == 1
        if not (region.is_group or region.name in ("市辖区", "县")):
            assert queries.region_name(region.code).endswith(region.name)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("320505", "江苏省苏州市虎丘区"),
        ("110101", "北京市东城区"),
        ("110100", "北京市"),
        ("990102", "示例省示例市东湖区"),
        ("500229", "重庆市城口县"),
        ("429005", "湖北省潜江市"),
        ("429000", "湖北省"),
        ("659001", "新疆维吾尔自治区石河子市"),
        ("000000", ""),
    ],
)
def test_given_a_code_when_its_full_name_is_asked_then_nothing_is_said_twice(code, name):
    assert queries.region_name(code) == name


def test_given_any_code_when_its_province_is_asked_then_it_has_a_name_in_both_languages():
    assert queries.province_name("320505").zh == "江苏省"
    assert all(queries.province_name(region.code).en for region in queries.regions_under("", level=1))


@given(prefix=st.text("0123456789", max_size=6))
def test_given_any_prefix_when_the_regions_under_it_are_asked_then_they_are_those_a_plain_search_finds(prefix):
    assert queries.regions_under(prefix) == [region for region in TABLE if region.code.startswith(prefix)]


def test_given_an_unknown_code_when_it_is_asked_then_there_is_no_such_region():
    with pytest.raises(NotFound, match=r"region\.unknown"):
        queries.region("999999")
