"""Silent alerts have a page for supervisors and auditors; whoever asked and the owner never learn of one."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from desk_browser import Page, client_of
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tongban.clock import day_of
from tongban.errors import Forbidden
from tongban.identifiers import Plate, Vin
from tongban.journal import queries as journal
from tongban.offices.records import Duty
from tongban.registers.models import Vehicle
from tongban.transfers import actions
from tongban.transfers.models import Alert
from tongban.transfers.queries import alerts as reading
from tongban.transfers.stages import Stage

pytestmark = pytest.mark.django_db
ALERTS = "/desk/alerts/"


@pytest.fixture(autouse=True)
def _today(monkeypatch, at, settings):
    settings.STATIC_ROOT = str(settings.DATA)
    settings.DEMO = True
    for module in ("alerts", "desk", "citizen"):
        monkeypatch.setattr(f"tongban.transfers.views.{module}.now", at)
    monkeypatch.setattr("tongban.offices.gates.now", at)
    monkeypatch.setattr("tongban.portal.views.now", at)


@pytest.fixture
def stolen(cars, at):
    """A stolen car of Chengdu; somebody signed in as its owner asks whether it can go to Suzhou."""
    return asked(cars, at, letters="C")


def asked(cars, at, **changes):
    owner = cars.citizen(area="510104")
    record = cars.vehicle(owner, **changes)
    ask(record, owner, cars, at)
    record_and_owner = Vehicle.objects.get(pk=record.id)
    return record_and_owner, owner


def ask(record, owner, cars, at):
    actions.precheck_own(vehicle_id=record.id, citizen=owner, destination=str(cars.DESTINATION), at=at())


@pytest.fixture
def auditor(town):
    return town.officer(Duty.AUDIT, region="51")


def page(officer, language="zh-hans", **given):
    answer = client_of(officer, language).get(ALERTS, given)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def plate_on(html):
    """The plates of the list, without the dots and blanks of their drawing."""
    return [re.sub(r"[\s·]", "", one) for one in re.findall(r'class="plate[^"]*"[^>]*aria-label="([^"，]*)', html)]


# --- who reads what ---------------------------------------------------------------------------------------------------
def test_an_alert_says_when_where_which_rule_with_its_article_and_that_nothing_followed(stolen, auditor):
    record, _owner = stolen
    html = page(auditor)
    assert plate_on(html) == [record.plate]
    for words in ("成都", "苏州", "UC-04-C", "《机动车登记规定》第七十六条第一款", "不要惊动申请人", "没有办件"):
        assert words in html, words


def test_a_suspected_car_has_its_own_article(cars, at, auditor):
    asked(cars, at, letters="J")
    assert "《机动车登记规定》第七十四条第一款第一项" in page(auditor)


def test_neither_owner_nor_who_asked_stands_on_the_page(stolen, auditor):
    record, owner = stolen
    html = page(auditor)
    for word in (owner.name, str(owner.identity_number), record.owner_number, record.vin, str(owner.id)):
        assert word not in html


@pytest.mark.parametrize("letters", ["A", "B", "G", "K"])
def test_a_car_that_is_not_stolen_or_suspected_raises_none(cars, at, auditor, letters):
    asked(cars, at, letters=letters)
    assert not Alert.objects.exists()
    assert "这几天没有警示" in page(auditor)


@pytest.mark.parametrize("duty", [Duty.SUPERVISION, Duty.AUDIT])
@pytest.mark.parametrize(
    ("region", "shown"), [("", 1), ("51", 1), ("5101", 1), ("32", 1), ("3205", 1), ("44", 0), ("5103", 0)]
)
def test_both_regions_of_an_alert_have_it_and_no_other(stolen, town, duty, region, shown):
    assert len(plate_on(page(town.officer(duty, region=region)))) == shown


@pytest.mark.parametrize("duty", [Duty.WINDOW, Duty.ARCHIVE, Duty.REGISTRATION_REVIEW, Duty.ADMINISTER, Duty.RULE_EDIT])
def test_without_the_duty_there_is_no_page_and_no_entry(stolen, town, at, duty):
    officer = town.officer(duty, region="51")
    assert client_of(officer).get(ALERTS).status_code == 403
    with pytest.raises(Forbidden):
        actions.look_at_alerts(officer=officer, first=day_of(at.at), until=day_of(at.at), number=1, size=5, at=at())
    assert looks(officer) == []


def test_citizens_and_strangers_have_no_such_page(stolen):
    _record, owner = stolen
    assert Client().get(ALERTS).status_code == 302
    assert client_of(owner).get(ALERTS).status_code == 403


def test_the_page_answers_to_reading_alone(stolen, auditor):
    assert client_of(auditor).post(ALERTS).status_code == 405


# --- it stays silent --------------------------------------------------------------------------------------------------
def test_the_owners_pages_and_record_say_nothing_of_alerts_even_after_they_were_read(stolen, auditor, town):
    record, owner = stolen
    page(auditor)
    page(town.officer(Duty.SUPERVISION, region="51"))
    browser = client_of(owner)
    for address in (f"/vehicles/{record.id}/sell/", "/me/record/", "/home/", "/vehicles/"):
        html = browser.get(address).content.decode()
        assert "警示" not in html, address
        assert "alert" not in re.sub(r'role="alert(?:dialog)?"|icon-alert|alert-\w+', "", html).lower(), address
    for about in (f"vehicle:{record.id}", owner.key):
        assert {entry.tag for entry in journal.history(about)}.isdisjoint({"alert-raised", "alerts-looked"})


def test_a_buyer_with_the_owners_code_reads_the_same_words_as_for_a_car_that_moved_away(cars, at):
    said = {}
    for letters in ("C", "B"):
        seller, buyer = cars.citizen(area="510104"), cars.citizen()
        record = cars.vehicle(seller, letters=letters)
        consent = actions.consent_by_code(
            plate_kind=record.plate_kind,
            plate=Plate(record.plate),
            vin=Vin(record.vin),
            code=actions.give_consent(key=cars.key(), vehicle_id=record.id, citizen=seller, at=at()),
            citizen=buyer,
            at=at(),
        )
        found = actions.precheck(consent_id=consent.id, destination=str(cars.DESTINATION), citizen=buyer, at=at())
        said[letters] = found.finding("UC-04").reasons
    assert said["C"] == said["B"]
    assert Alert.objects.count() == 1


# --- looking is recorded ----------------------------------------------------------------------------------------------
def looks(officer):
    return [entry for entry in journal.history_by(officer.key) if entry.tag == "alerts-looked"]


def test_each_look_stands_in_the_journal_of_the_officer_and_of_the_alert(stolen, auditor, at):
    record, _owner = stolen
    page(auditor)
    page(auditor)
    found = looks(auditor)
    assert len(found) == 2
    day = day_of(at.at)
    assert found[0].details == {
        "first": (day - timedelta(days=30)).isoformat(),
        "until": day.isoformat(),
        "page": 1,
        "shown": 1,
    }
    tags = [entry.tag for entry in journal.history(f"alert:{record.id}")]
    assert tags == ["alerts-looked", "alerts-looked", "alert-raised"]


def test_a_page_without_alerts_leaves_no_entry_and_does_not_say_so(cars, auditor):
    assert "已经写进日志" not in page(auditor)
    assert looks(auditor) == []


def test_the_officers_own_record_names_the_look(stolen, auditor):
    page(auditor)
    html = client_of(auditor).get("/desk/journal/").content.decode()
    assert "查看静默警示" in html
    assert "1 条" in html


# --- what was decided since -------------------------------------------------------------------------------------------
def test_the_case_that_was_open_or_came_later_is_named_with_where_it_stands(cars, at, town):
    case = cars.submitted(at=at)
    Vehicle.objects.filter(pk=case.vehicle.id).update(letters="C")
    ask(case.vehicle, case.seller, cars, at)
    supervisor = town.officer(Duty.SUPERVISION, region="3205")
    html = page(supervisor)
    assert case.row.number in html
    assert f"/desk/transfers/{case.id}/" in html
    assert "<strong>看材料：齐全、补正，或者不予受理</strong>" in html

    officer = case.officers["acceptor"]
    actions.refuse(transfer_id=case.id, key=cars.key(), grounds=("REF-29-1",), officer=officer, at=at())
    assert "<strong>不予登记</strong>" in page(supervisor)


def test_a_case_that_had_ended_before_is_not_taken_for_what_followed(cars, at, auditor):
    case = cars.submitted(at=at)
    actions.withdraw(transfer_id=case.id, key=cars.key(), citizen=case.buyer, at=at())
    assert case.stage == Stage.WITHDRAWN
    Vehicle.objects.filter(pk=case.vehicle.id).update(letters="C")
    ask(case.vehicle, case.seller, cars, at)
    html = page(auditor)
    assert case.row.number not in html
    assert "没有办件" in html


def test_an_auditor_reads_that_there_is_a_case_and_has_no_link_into_it(cars, at, auditor):
    case = cars.submitted(at=at)
    Vehicle.objects.filter(pk=case.vehicle.id).update(letters="C")
    ask(case.vehicle, case.seller, cars, at)
    html = page(auditor)
    assert case.row.number in html
    assert f"/desk/transfers/{case.id}/" not in html


# --- days and pages ---------------------------------------------------------------------------------------------------
def test_the_days_of_the_filter_are_both_included(stolen, auditor, at):
    day = day_of(at.at)
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    seen = {
        (first, until): len(plate_on(page(auditor, first=first.isoformat(), until=until.isoformat())))
        for first, until in ((day, day), (before, after), (before, before), (after, after))
    }
    assert list(seen.values()) == [1, 1, 0, 0]


def test_older_than_thirty_days_is_found_only_when_asked_for(stolen, auditor, at):
    day = day_of(at.at)
    at.at += timedelta(days=40)
    assert plate_on(page(auditor)) == []
    assert len(plate_on(page(auditor, first=day.isoformat()))) == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"first": "abc"}, "没有这一天"),
        ({"first": "2026-02-30"}, "没有这一天"),
        ({"until": "0001-01-01"}, "只能查 2021 年到 2099 年"),
        ({"until": "9999-12-31"}, "只能查 2021 年到 2099 年"),
        ({"first": "2026-11-21", "until": "2026-11-20"}, "要不早于开始的一天"),
        ({"first": "\x00"}, "没有这一天"),
    ],
)
def test_days_that_there_are_not_show_no_alerts_and_are_named(stolen, auditor, given, words):
    answer = client_of(auditor).get(ALERTS, given)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert plate_on(answer.content.decode()) == []
    assert looks(auditor) == []


@pytest.mark.parametrize("number", [("abc", 1), ("-1", 1), ("2", 2), (str(10**9), 3)])
def test_the_list_has_pages_which_keep_the_days(cars, at, auditor, monkeypatch, number):
    asked_for, shown = number
    for _ in range(3):
        asked(cars, at, letters="C")
    monkeypatch.setattr("tongban.transfers.views.alerts.ROWS", 1)
    first = (day_of(at.at) - timedelta(days=3)).isoformat()
    html = page(auditor, first=first, page=asked_for)
    assert f'page={shown}" aria-current="page"' in html
    assert f"first={first}&amp;until=" in html
    assert "3 条警示。" in html
    assert looks(auditor)[0].details["page"] == shown


def test_the_newest_stands_first_and_a_page_costs_the_same_queries_however_many_it_shows(cars, at, auditor):
    plates = [asked(cars, at, letters="C")[0].plate for _ in range(4)]
    days = {"first": date(2026, 1, 1), "until": date(2026, 12, 31)}
    counted = []
    for size in (1, 4):
        with CaptureQueriesContext(connection) as found:
            page_found = reading.alerts(auditor, **days, size=size)
        counted.append(len(found))
    assert [one.plate for one in page_found.rows] == plates[::-1]
    # whose business it may not be, which cars and their owners; how many, the rows, their offices, cases
    assert counted == [7, 7]


def test_an_alert_of_a_rule_that_is_gone_stands_with_its_code(stolen, auditor):
    Alert.objects.update(codes=["UC-99"], destination="999999000000")
    assert "UC-99" in page(auditor)


@pytest.mark.parametrize("duty", [Duty.AUDIT, Duty.SUPERVISION])
def test_the_page_is_found_from_home_and_menu(cars, town, duty):
    html = client_of(town.officer(duty, region="51")).get("/home/").content.decode()
    assert html.count('href="/desk/alerts/"') == 2
    window = client_of(town.officer(Duty.WINDOW, region="51")).get("/home/").content.decode()
    assert "/desk/alerts/" not in window


def test_the_page_speaks_english_with_one_heading(stolen, auditor):
    html = page(auditor, language="en")
    read = Page(html)
    assert (read.headings, read.forbidden, read.loose) == (1, [], [])
    assert "On record as stolen" in html
