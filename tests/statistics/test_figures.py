"""The national figures: what was reported and what was issued here, added up, dated, and marked when invented."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tongban.clock import now
from tongban.statistics import actions, queries
from tongban.ui.templatetags import ui

HISTORY = [(date(2021, 11, 1), "51", 300), (date(2021, 12, 1), "51", 400), (date(2021, 12, 1), "11", 200)]


@pytest.fixture
def history(town):
    actions.load_figures(HISTORY, is_invented=True)
    return town


def rows_of(response):
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_given_nothing_at_all_when_the_figures_are_read_then_they_are_nought_and_not_invented(db):
    found = queries.figures()
    assert (found.total, found.latest, found.own, found.series, found.shares) == (0, 0, 0, [], {})
    assert not found.is_invented


def test_given_reports_when_the_figures_are_read_then_months_add_up_and_provinces_share(history):
    found = queries.figures()
    assert found.series == [(date(2021, 11, 1), 300), (date(2021, 12, 1), 900)]
    assert found.shares == {"川": 77.8, "京": 22.2}
    assert found.provinces == {"11": 200, "51": 700}
    assert (found.total, found.latest) == (900, 600)


def test_given_a_licence_issued_here_when_the_figures_are_read_then_it_counts_once_everywhere(history):
    history.issued()
    found = queries.figures()
    assert found.own == sum(found.own_days.values()) == 1
    assert found.own_days == {history.TODAY: 1}
    assert found.total == 901 == found.series[-1][1]
    assert found.provinces["51"] == 701


def test_given_the_same_report_twice_when_it_is_loaded_then_nothing_is_counted_twice(history):
    assert actions.load_figures(HISTORY, is_invented=True) == len(HISTORY)
    assert queries.figures().total == 900


def test_given_real_reports_when_they_replace_invented_ones_then_nothing_says_demo(history, client):
    actions.load_figures(HISTORY, is_invented=False)
    page = client.get("/figures/").content.decode()
    assert "虚构" not in page
    assert "来源：各省报送" in page


def test_given_an_invented_history_when_the_page_is_opened_then_it_says_so_and_as_of_when(history, client):
    page = client.get("/figures/").content.decode()
    assert "演示数据，虚构" in page
    assert "截至 20" in page
    assert "全国开通" in page
    assert page.count('<rect class="tile tile--none"') == 32


def test_given_english_when_the_page_is_opened_then_chinese_stands_only_in_marked_islands(history, client):
    page = client.get("/figures/", headers={"Accept-Language": "en"}).content.decode()
    assert "Demo data, invented" in page
    assert "National figures" in page
    assert re.findall(r"<text[^>]*>川<", page) == re.findall(r'<text[^>]*lang="zh-Hans"[^>]*>川<', page) != []


def test_given_nobody_signed_in_when_the_table_is_downloaded_then_each_row_says_what_of_when_and_whether_invented(
    history, client
):
    history.issued()
    rows = rows_of(client.get("/figures.csv"))
    assert {row["kind"] for row in rows} == {"cumulative", "province", "own"}
    assert {row["is_invented"] for row in rows if row["kind"] != "own"} == {"true"}
    assert all(row["as_of"].endswith("+08:00") for row in rows)
    assert sum(int(row["count"]) for row in rows if row["kind"] == "province") == queries.figures().total


def test_given_a_demonstration_when_the_table_is_downloaded_then_its_own_issues_are_marked_too(
    history, client, settings
):
    settings.DEMO = True
    history.issued()
    assert {row["is_invented"] for row in rows_of(client.get("/figures.csv"))} == {"true"}


def test_given_a_page_of_figures_when_it_is_posted_to_then_nothing_happens(town, client):
    assert client.post("/figures/").status_code == 405
    assert client.post("/figures.csv").status_code == 405


def test_given_31_provinces_when_they_are_named_then_each_has_its_own_tile():
    assert len(set(queries.PROVINCES.values())) == 31
    assert set(queries.PROVINCES.values()) <= {name for name, _, _ in ui.TILES}


def test_given_an_event_within_a_month_when_the_line_is_drawn_then_that_month_is_marked():
    series = [(date(2021, month, 1), month) for month in range(10, 13)] + [(date(2022, 1, 1), 13)]
    event = ui.line_chart(series, "x", date(2021, 12, 10), "y")["event"]
    assert event["x"] == pytest.approx(ui.WIDE * 2 / 3)
    assert ui.line_chart(series, "x", date(2021, 9, 30), "y")["event"] is None


@given(most=st.integers(min_value=1, max_value=10**10))
def test_given_any_total_when_an_axis_is_drawn_then_its_numbers_stay_short(most):
    top, step = ui.scale(most)
    divisor, _ = ui.axis_unit(top)
    assert all(len(f"{value / divisor:g}") <= 6 for value in range(0, top + 1, step))


@given(count=st.integers(min_value=1, max_value=96), first=st.integers(min_value=0, max_value=11))
def test_given_any_months_when_an_axis_is_marked_then_no_two_marks_collide(count, first):
    days = [date(2021 + (first + n) // 12, (first + n) % 12 + 1, 1) for n in range(count)]
    places = [n for n, _ in ui.marks(days)]
    assert 1 <= len(places) <= 8
    assert places == sorted(set(places))


def test_visitors_read_one_row_and_scan_nothing(town, client):
    town.issued()
    assert actions.count_figures(at=town.AT) == 1
    town.issued()
    with CaptureQueriesContext(connection) as seen:
        found = queries.figures()
    assert (found.own, found.counted_at) == (1, town.AT)
    assert len(seen) == 1
    assert "licences_" not in seen[0]["sql"]
    assert actions.count_figures(at=town.later(days=1)) == 1
    assert queries.figures().own == 2
    assert queries.figures() == queries.from_json(queries.as_json(queries.count(at=now())), at=town.later(days=1))
    for address in (reverse("statistics:figures"), reverse("statistics:csv")):
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(address)
        assert answer.status_code == 200
        assert not [one for one in seen if 'FROM "licences_' in one["sql"]]


def test_given_how_many_hold_a_licence_then_a_province_shows_how_many_of_them_use_the_electronic_one(history):
    actions.load_figures(HISTORY, is_invented=True, drivers={"51": 1_400, "11": 400, "12": 0})
    found = queries.figures()
    assert found.usage == {"川": 50.0, "京": 50.0}
    assert queries.from_json(queries.as_json(found), at=history.AT).usage == found.usage
