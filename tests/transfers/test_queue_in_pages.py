"""The offices' queue goes on after its first page: every case once, in one order, with filter and turn in the address."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from itertools import chain

import pytest
from desk_browser import client_of
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.transfers import actions, queries
from tongban.transfers.models import Transfer
from tongban.transfers.stages import Stage
from tongban.transfers.views import desk as views
from tongban.ui import paging
from tongban.ui.paging import Paged

pytestmark = pytest.mark.django_db
QUEUE = "/desk/transfers/"


@pytest.fixture(autouse=True)
def _today(monkeypatch, at, settings):
    settings.STATIC_ROOT = str(settings.DATA)
    settings.DEMO = True
    monkeypatch.setattr("tongban.transfers.views.desk.now", at)
    monkeypatch.setattr("tongban.offices.gates.now", at)


@pytest.fixture
def many(cars, at):
    """Seven cases of the same clock and moment, and the window officer whose turn they are."""
    case = cars.submitted(at=at)
    row = case.row
    for _ in range(6):
        cars.twin(row, cars.vehicle(case.seller))
    return case


def numbers_on(html):
    """The case numbers of a page of the queue, in their order."""
    return [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r'class="case-number">(.*?)</td>', html)]


def links_on(html):
    return [unescape(address) for address in re.findall(r'<a rel="(?:next|prev)" href="([^"]+)"', html)]


def test_following_next_shows_every_case_once_although_all_have_the_same_clock(many, monkeypatch):
    monkeypatch.setattr(views, "ROWS", 3)
    browser = client_of(many.officers["acceptor"])
    seen, address = [], "?tab=all"
    for _ in range(3):
        html = browser.get(QUEUE + address).content.decode()
        seen.append(numbers_on(html))
        address = links_on(html)[-1]
    assert [len(page) for page in seen] == [3, 3, 1]
    assert sorted(chain(*seen)) == sorted(Transfer.objects.values_list("number", flat=True))


def test_the_order_of_cases_with_one_clock_is_the_same_at_every_look(many):
    officer = many.officers["acceptor"]
    first = [
        [one.id for one in queries.queue_page(officer, tab=queries.Tab.ALL, at=many.row.due_at, size=2, number=n).rows]
        for n in (1, 2, 3, 4)
    ]
    assert list(chain(*first)) == sorted(Transfer.objects.values_list("pk", flat=True))


def test_the_counts_say_how_many_there_are_and_which_are_shown(many, monkeypatch):
    monkeypatch.setattr(views, "ROWS", 3)
    html = client_of(many.officers["acceptor"]).get(QUEUE, {"tab": "all", "page": "2"}).content.decode()
    assert "7 件。" in html
    assert "这一页是第 4 到 6 件。" in html


def test_filter_and_turn_stay_in_the_address_and_in_every_row(many, monkeypatch):
    monkeypatch.setattr(views, "ROWS", 2)
    browser = client_of(many.officers["acceptor"])
    html = browser.get(QUEUE, {"tab": "all", "q": "川a", "page": "2"}).content.decode()
    assert links_on(html) == ["?tab=all&q=%E5%B7%9Da&page=1", "?tab=all&q=%E5%B7%9Da&page=3"]
    rows = re.findall(r'<a href="(\?[^"]+)" data-row', html)
    assert len(rows) == 2
    assert all("page=2" in row and "tab=all" in row and "q=" in row for row in rows)
    chosen = browser.get(QUEUE + unescape(rows[1])).content.decode()
    assert chosen.split('aria-selected="true"')[1].startswith(">")
    assert numbers_on(chosen.split('aria-selected="true"')[1])[0] == numbers_on(html)[1]


def test_another_tab_begins_on_its_first_page(many, monkeypatch):
    monkeypatch.setattr(views, "ROWS", 2)
    html = client_of(many.officers["acceptor"]).get(QUEUE, {"tab": "all", "page": "3"}).content.decode()
    assert 'href="?tab=done"' in html


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("abc", 1), ("-1", 1), ("0", 1), ("", 1), ("2.5", 1), ("²", 1), ("3", 3), (str(10**9), 4), ("9" * 5000, 4)],
)
def test_an_odd_page_number_is_a_page_that_there_is(many, monkeypatch, asked, shown):
    monkeypatch.setattr(views, "ROWS", 2)
    answer = client_of(many.officers["acceptor"]).get(QUEUE, {"tab": "all", "page": asked})
    assert answer.status_code == 200
    assert f'page={shown}" aria-current="page"' in answer.content.decode()


def test_a_search_with_a_nul_finds_what_the_other_letters_say(many):
    answer = client_of(many.officers["acceptor"]).get(QUEUE, {"tab": "all", "q": "川\x00A", "case": "\x00"})
    assert answer.status_code == 200
    assert "\x00" not in answer.content.decode()
    assert len(numbers_on(answer.content.decode())) == 7
    assert client_of(many.officers["inspector"]).get("/inspect/", {"q": "A\x00"}).status_code == 200


def test_a_queue_that_fits_on_one_page_has_no_links_to_others(many):
    html = client_of(many.officers["acceptor"]).get(QUEUE, {"tab": "all"}).content.decode()
    assert "翻页" not in html
    assert len(numbers_on(html)) == 7


def test_links_in_english_speak_english(many, monkeypatch):
    monkeypatch.setattr(views, "ROWS", 3)
    html = client_of(many.officers["acceptor"], "en").get(QUEUE, {"tab": "all", "page": "2"}).content.decode()
    for words in ("Previous page", "Next page", "This page shows 4 to 6."):
        assert words in html


@pytest.mark.parametrize("size", [1, 7])
def test_a_page_of_the_queue_costs_the_same_queries_however_many_cases_it_shows(many, at, size):
    officer, moment = many.officers["acceptor"], at()
    with CaptureQueriesContext(connection) as found:
        page = queries.queue_page(officer, tab=queries.Tab.ALL, at=moment, size=size)
    assert len(page.rows) == size
    assert len(found) == 3  # how many, the rows, their offices; other people are asked about within them


def test_the_whole_page_asks_no_more_for_seven_rows_than_for_one(many, monkeypatch):
    browser = client_of(many.officers["acceptor"])
    browser.get(QUEUE)  # the first request of a session reads more
    asked = {}
    for size in (1, 7):
        monkeypatch.setattr(views, "ROWS", size)
        with CaptureQueriesContext(connection) as found:
            assert len(numbers_on(browser.get(QUEUE, {"tab": "all"}).content.decode())) == size
        asked[size] = len(found)
    assert asked[1] == asked[7] < 40


def test_what_requested_files_lack_is_three_more_queries_however_many_they_are(many, at):
    case = many.accept(at)
    Transfer.objects.exclude(pk=case.id).update(stage=Stage.FILE_REQUESTED)
    officer, moment = case.officers["keeper"], at()
    with CaptureQueriesContext(connection) as found:
        page = queries.queue_page(officer, tab=queries.Tab.MINE, at=moment, size=7)
    assert len(page.rows) == 7
    assert len(found) == 3 + 3  # pages, returned pages, vehicles
    lacking = {one.id: [item.type for item in one.items if item.is_missing] for one in page.rows}
    assert lacking.pop(case.id) == []
    assert all("certificate" in one for one in lacking.values())


def test_a_row_names_the_same_documents_as_its_case_through_return_and_repair(cars, at):
    case = cars.submitted(at=at).accept(at)
    actions.move_files(at=at())
    actions.move_files(at=at())
    problem = actions.PageProblem(item="certificate", number=2, code="A2", text="印章处反光")
    actions.return_pages(
        transfer_id=case.id, key=cars.key(), pages=(problem,), officer=case.officers["checker"], at=at()
    )
    for officer in (case.officers["keeper"], case.officers["checker"]):
        (row,) = queries.queue_page(officer, tab=queries.Tab.ALL, at=at(), size=5).rows
        shown = [one for one in queries.items(case.vehicle.id, matter_id=case.id) if one.pages]
        assert list(row.items) == shown
        assert [one.type for one in row.items if one.is_returned] == ["certificate"]


def test_pages_far_apart_are_joined_by_a_gap():
    page = Paged((), number=10, last=20, total=400, first=181)
    assert paging.links(page) == [1, None, 8, 9, 10, 11, 12, None, 20]
    assert paging.links(Paged((), number=1, last=1, total=0, first=0)) == [1]


def test_the_queue_is_narrowed_by_office_kind_and_direction_and_the_address_keeps_it(many, monkeypatch):
    monkeypatch.setattr(views, "ROWS", 3)
    browser = client_of(many.officers["acceptor"])  # of Suzhou, where these cases come in
    origin = many.row.origin
    html = browser.get(QUEUE, {"tab": "all", "office": origin, "ground": "sale", "direction": "in"}).content.decode()
    assert len(numbers_on(html)) == 3
    assert links_on(html) == [f"?tab=all&office={origin}&ground=sale&direction=in&page=2"]
    assert all("direction=in" in row for row in re.findall(r'<a href="(\?[^"]+)" data-row', html))
    assert f'href="?tab=done&amp;office={origin}&amp;ground=sale&amp;direction=in"' in html
    assert re.search(rf'<option value="{origin}" selected>', html)
    for other in ({"direction": "out"}, {"ground": "move"}, {"office": "110000000000"}):
        none = browser.get(QUEUE, {"tab": "all", **other}).content.decode()
        assert numbers_on(none) == []
        assert "筛选之后没有件" in none


@pytest.mark.parametrize("odd", [{"office": "'; --"}, {"ground": "x"}, {"direction": "\x00"}, {"office": "1" * 5000}])
def test_filters_that_the_queue_does_not_know_narrow_nothing(many, odd):
    html = client_of(many.officers["acceptor"]).get(QUEUE, {"tab": "all", **odd}).content.decode()
    assert len(numbers_on(html)) == 7


def test_the_day_of_an_officer_is_counted_in_cases_since_midnight_in_china(many, at):
    officer = many.officers["acceptor"]
    assert queries.today(officer, at=at()).done == 0
    many.accept(at)
    assert queries.today(officer, at=at()).done == 1
    assert queries.today(officer, at=at() + timedelta(days=1)).done == 0
    assert "您今天已办 1 件" in client_of(officer).get(QUEUE).content.decode()
