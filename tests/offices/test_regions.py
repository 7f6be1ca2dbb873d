"""The table of regions: complete, consistent, quick, and without the fictitious province in production."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tongban.errors import Malformed, NotFound
from tongban.identifiers import IdentityNumber, OfficeCode
from tongban.offices import actions, forms, queries, regions
from tongban.offices.records import Charge, Duty, OfficeKind

TABLE = list(regions.table().values())
AT = datetime(2026, 12, 1, 2, tzinfo=UTC)


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
    today = [region for region in TABLE if not region.is_former]
    assert queries.regions_under(prefix) == [region for region in today if region.code.startswith(prefix)]


def test_given_an_unknown_code_when_it_is_asked_then_there_is_no_such_region():
    with pytest.raises(NotFound, match=r"region\.unknown"):
        queries.region("999999")


# --- history --------------------------------------------------------------------------------------------------------
# The ministry's lists of changes, 2021 to 2024: what ended, what took its place, and the day of the document.
ENDED = [
    ("330103", "下城区", "2021-03-11", ("330105",)),
    ("330104", "江干区", "2021-03-11", ("330102", "330114")),
    ("350402", "梅列区", "2021-02-02", ("350404",)),
    ("350403", "三元区", "2021-02-02", ("350404",)),
    ("350427", "沙县", "2021-02-02", ("350405",)),
    ("350625", "长泰县", "2021-02-02", ("350605",)),
    ("350681", "龙海市", "2021-02-02", ("350604",)),
    ("410306", "吉利区", "2021-03-18", ("410308",)),
    ("410322", "孟津县", "2021-03-18", ("410308",)),
    ("410381", "偃师市", "2021-03-18", ("410307",)),
    ("532331", "禄丰县", "2021-02-02", ("532302",)),
    ("540422", "米林县", "2023-04-03", ("540481",)),
    ("540530", "错那县", "2023-04-03", ("540581",)),
    ("610322", "凤翔县", "2021-01-29", ("610305",)),
    ("654223", "沙湾县", "2021-01-29", ("654203",)),
]
FOUNDED = [
    ("330113", "临平区", "2021-03-11"),
    ("330114", "钱塘区", "2021-03-11"),
    ("350405", "沙县区", "2021-02-02"),
    ("540481", "米林市", "2023-04-03"),
    ("540581", "错那市", "2023-04-03"),
    ("653228", "和康县", "2024-12-27"),
    ("653229", "和安县", "2024-12-27"),
    ("659011", "新星市", "2021-02-04"),
    ("659012", "白杨市", "2023-01-20"),
]


@pytest.mark.parametrize(("code", "name", "until", "successors"), ENDED)
def test_given_a_division_that_ended_when_it_is_asked_then_its_day_its_document_and_what_took_its_place_are_told(
    code, name, until, successors
):
    found = queries.region(code)
    assert (found.name, found.until, found.successors) == (name, until, successors)
    assert found.source
    assert all(not queries.region(one).is_former for one in successors)
    assert queries.region_name(code).endswith(name)


@pytest.mark.parametrize(("code", "name", "since"), FOUNDED)
def test_given_a_division_that_was_founded_when_it_is_asked_then_it_stands_since_the_day_of_its_document(
    code, name, since
):
    found = queries.region(code)
    assert (found.name, found.since, found.is_former) == (name, since, False)
    assert found.source
    assert found in queries.regions_under(code[:4])


def test_given_every_change_of_2021_to_2024_when_it_is_read_then_it_has_its_day_and_its_document():
    changed = [one for one in TABLE if one.since[:4] in YEARS or one.until[:4] in YEARS]
    assert len(changed) >= 40
    for one in changed:
        day = one.until if one.until[:4] in YEARS else one.since
        assert date.fromisoformat(day) <= queries.regions_as_of()
        assert one.source, one.code


YEARS = ("2021", "2022", "2023", "2024")


def test_given_every_division_that_ended_when_its_successors_are_read_then_the_table_has_each():
    assert sum(one.is_former for one in TABLE) > 3000
    assert all(code in regions.table() for one in TABLE for code in one.successors)
    assert all(one.successors == () for one in TABLE if not one.is_former)


# --- what may be chosen, and what may be named ------------------------------------------------------------------------
FORMER = [region.code for region in TABLE if region.is_former]


def test_given_every_division_that_ended_when_something_new_wants_it_then_it_is_refused_and_its_successor_named():
    for code in FORMER:
        with pytest.raises(Malformed, match=r"region\.ended"):
            queries.require_standing(code)
    with pytest.raises(Malformed, match="ended in 2021-02-02; now 350405"):
        queries.require_standing("350427")


@pytest.mark.parametrize("area", ["", "33", "3301", "35", "54", "90", "11", "50"])
def test_given_the_choices_of_an_administrator_when_they_are_listed_then_no_division_that_ended_is_in_them(area):
    chosen = {prefix.ljust(6, "0") for prefix, _name in forms.region_choices([area]) if prefix}
    assert not chosen & set(FORMER)
    assert not {one.code for one in queries.cities_in(area)} & set(FORMER)


@pytest.mark.django_db
def test_given_a_division_that_ended_when_an_office_or_a_service_is_opened_there_then_it_is_refused():
    with pytest.raises(Malformed, match=r"region\.ended"):
        actions.open_office(
            code=OfficeCode("330103000000"),
            name_zh="下城大队",
            name_en="Xiacheng Brigade",
            kind=OfficeKind.COUNTY,
            by="system:test",
            at=AT,
        )
    for prefix in ("330103", "3414"):  # 下城区; 巢湖市, a city until 2011
        with pytest.raises(Malformed, match=r"region\.ended"):
            actions.open_service(
                service="licences", region_prefix=prefix, from_day=date(2026, 12, 1), by="system:test", at=AT
            )


@pytest.mark.django_db
def test_given_an_office_of_a_division_that_ended_since_when_its_names_are_corrected_then_it_keeps_its_code():
    from tongban.offices import models

    models.Office.objects.create(pk="330103000000", name_zh="下城", name_en="", region="330103", kind="county")
    office = actions.open_office(
        code=OfficeCode("330103000000"),
        name_zh="下城大队",
        name_en="Xiacheng Brigade",
        kind=OfficeKind.COUNTY,
        by="system:test",
        at=AT,
    )
    assert office.name_zh == "下城大队"
    assert queries.serves("330103000000", region="330102")


def test_given_a_line_about_a_division_that_ended_when_it_is_shown_then_it_is_named_and_said_to_have_ended():
    assert forms.place_name("330103") == "浙江省杭州市下城区（已撤销）"
    assert forms.place_name("330102") == "浙江省杭州市上城区"


@pytest.mark.parametrize("code", ["330103", "350427", "540422", "510202", "110228"])
def test_given_an_identity_number_of_a_division_that_ended_when_it_is_read_then_it_is_right(code):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    digits = f"{code}19790308001"
    check = "10X98765432"[sum(int(one) * weight for one, weight in zip(digits, weights, strict=True)) % 11]
    assert str(IdentityNumber(digits + check)) == digits + check


def test_given_the_forms_in_which_a_region_is_chosen_when_they_are_drawn_then_the_tables_day_stands_there():
    for form in (forms.RolloutForm(prefixes=["33"]), forms.GrantForm(prefixes=["33"])):
        assert "2024-12-31" in str(form.fields["region_prefix"].help_text)


def test_given_a_choice_of_regions_when_it_is_read_then_names_stand_alone_and_only_a_second_of_a_name_has_its_code():
    names = dict(forms.region_choices(["51"]))
    assert (names["51"], names["5101"], names["510104"]) == ("四川省", "四川省成都市", "四川省成都市锦江区")
    assert names["510101"] == "四川省成都市 510101", "市辖区 has no name of its own"
    assert len(set(names.values())) == len(names)


def test_given_an_english_page_when_regions_are_chosen_then_each_chinese_name_is_marked_and_stands_beside_its_duty():
    held = Charge(Duty.WINDOW, "5101", date(2021, 1, 1), None)
    with translation.override("en"):
        regions_drawn = str(forms.RolloutForm(prefixes=["", "51"])["region_prefix"])
        charges_drawn = str(forms.WithdrawForm(charges=[held])["charge"])
    assert '<option value="5101" lang="zh-Hans">四川省成都市</option>' in regions_drawn
    assert re.search(r'<option value=""(?: selected)?>[A-Z]', regions_drawn), "the whole country is said in English"
    option = re.search(r'<option value="window:5101"([^>]*)>([^<]+)</option>', charges_drawn)
    assert option.groups() == (' lang="zh-Hans"', "Window · 四川省成都市"), "a closed list shows the duty too"
