"""A late origin is heard of: its supervisors have a page, a number and a word that office and parties read."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from desk_browser import Page, client_of
from django.test import Client

from tongban.errors import Forbidden, Malformed, Refused
from tongban.journal import queries as journal
from tongban.notices import queries as notices
from tongban.offices.records import Duty
from tongban.transfers import actions, queries
from tongban.transfers.actions import clocks
from tongban.transfers.models import Transfer, Urging
from tongban.transfers.stages import Stage

pytestmark = pytest.mark.django_db
LATE = "/desk/late/"
WORDS = "请今天下班前封发，买方在等"


@pytest.fixture(autouse=True)
def _today(monkeypatch, at, settings):
    settings.STATIC_ROOT = str(settings.DATA)
    settings.DEMO = True
    for module in ("desk", "lateness", "cases"):
        monkeypatch.setattr(f"tongban.transfers.views.{module}.now", at)
    monkeypatch.setattr("tongban.offices.gates.now", at)
    monkeypatch.setattr("tongban.portal.views.now", at)


@pytest.fixture
def late(cars, at):
    """A case whose file Chengdu owes for so long that its superior has it."""
    case = cars.submitted(at=at, without=("vin-rubbing",)).accept(at)
    wait(case, at, step=2)
    return case


def wait(case, at, *, step):
    """Let the origin do nothing until that step of the escalation."""
    at.at = clocks.escalations(case.row.stage_since)[step - 1] + timedelta(minutes=5)
    actions.run_clocks(at=at())
    assert case.row.escalated == step


@pytest.fixture
def supervisor(town):
    return town.officer(Duty.SUPERVISION, region="51")


def page(officer, address=LATE, language="zh-hans", **given):
    answer = client_of(officer, language).get(address, given)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def send(officer, case, text=WORDS, **given):
    return client_of(officer).post(f"{LATE}{case.id}/urge/", {"text": text}, **given)


def urge(officer, case, at, text=WORDS):
    actions.urge(transfer_id=case.id, text=text, officer=officer, at=at())


def tags(case):
    return [entry.tag for entry in journal.history(f"transfer:{case.id}")]


# --- who hears of it ------------------------------------------------------------------------------------------------
def test_the_supervisor_reads_which_office_is_late_since_when_and_what_comes_next(late, supervisor):
    html = page(supervisor)
    assert late.row.number in html
    for words in ("成都", "已报上级督办", "已超", "下一步", "省级接管", "署名催办"):
        assert words in html, words


@pytest.mark.parametrize("region", ["", "51", "5101"])
def test_whoever_supervises_the_late_office_has_the_case(late, town, region):
    officer = town.officer(Duty.SUPERVISION, region=region)
    assert queries.late_count(officer) == 1
    assert [one.id for one in queries.late_cases(officer, size=5).rows] == [late.id]


@pytest.mark.parametrize("region", ["44", "3205", "5103"])
def test_supervisors_of_other_regions_and_of_the_destination_do_not(late, town, region):
    officer = town.officer(Duty.SUPERVISION, region=region)
    assert queries.late_count(officer) == 0
    assert late.row.number not in page(officer)


def test_before_its_superior_is_told_the_office_has_only_its_own_reminder(cars, at, supervisor):
    case = cars.submitted(at=at, without=("vin-rubbing",)).accept(at)
    wait(case, at, step=1)
    assert queries.late_count(supervisor) == 0
    assert "没有超时到要上报的件" in page(supervisor)


def test_once_the_province_takes_over_the_page_says_who_does_it(late, at, supervisor):
    wait(late, at, step=3)
    html = page(supervisor)
    assert "省级已接管" in html
    assert "省级档案岗代为扫描、封发" in html


def test_a_file_that_was_sent_leaves_the_page(late, cars, at, supervisor):
    cars.fill_file(late.vehicle)
    actions.move_files(at=at())
    assert late.stage == Stage.FILE_CHECK
    assert queries.late_count(supervisor) == 0


def test_the_longest_late_stands_first_and_the_list_has_pages(late, cars, at, supervisor, monkeypatch):
    second = cars.submitted(at=at, without=("vin-rubbing",)).accept(at)
    wait(second, at, step=2)
    monkeypatch.setattr("tongban.transfers.views.lateness.ROWS", 1)
    assert late.row.number in page(supervisor)
    html = page(supervisor, page="2")
    assert second.row.number in html
    assert late.row.number not in html
    for odd in ("abc", "-1", str(10**9)):
        assert "2 件。" in page(supervisor, page=odd)


def test_the_number_stands_on_the_supervisors_home_page_and_in_the_menu(late, supervisor):
    assert "超时督办，1 件" in page(supervisor, "/home/")
    for address in ("/home/", "/desk/transfers/", f"/desk/transfers/{late.id}/", LATE):
        assert "<span>超时督办</span><b>1</b>" in page(supervisor, address), address
    for address in ("/home/", "/desk/transfers/"):
        assert "<span>超时督办</span>" not in page(late.officers["keeper"], address)


@pytest.mark.parametrize("duty", [Duty.ARCHIVE, Duty.WINDOW, Duty.AUDIT, Duty.PHOTO_REVIEW])
def test_without_the_duty_of_supervision_there_is_no_page(late, town, duty):
    officer = town.officer(duty, region="51")
    assert client_of(officer).get(LATE).status_code == 403
    assert send(officer, late).status_code == 403
    assert not Urging.objects.exists()


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(late):
    assert Client().get(LATE).status_code == 302
    assert Client().post(f"{LATE}{late.id}/urge/", {"text": WORDS}).status_code == 302
    assert not Urging.objects.exists()


# --- urging -----------------------------------------------------------------------------------------------------------
def test_an_urging_is_read_by_the_office_and_signed_for_both_parties_who_do_not_read_its_words(late, supervisor, at):
    assert send(supervisor, late).status_code == 302
    entry = journal.history(f"transfer:{late.id}")[0]
    assert (entry.tag, entry.by, entry.details["reason"]) == ("origin-urged", supervisor.key, WORDS)

    queue = page(late.officers["keeper"], "/desk/transfers/")
    assert queue.index("上级催办") < queue.index("看哪些件")
    for words in (WORDS, supervisor.name, supervisor.office_name):
        assert words in queue
        assert words in page(late.officers["keeper"], f"/desk/transfers/{late.id}/")
    for party in (late.buyer, late.seller):
        html = client_of(party).get(f"/vehicles/cases/{late.id}/").content.decode()
        assert WORDS not in html
        assert f"警号 {supervisor.number}" in html
        assert supervisor.name not in html
        assert "上级已经催办" in notices.notices(party.id, limit=1)[0].text.zh
    assert WORDS in page(supervisor)


def test_the_destination_is_not_urged_about_a_file_that_the_origin_owes(late, supervisor, at):
    urge(supervisor, late, at)
    assert WORDS not in page(late.officers["acceptor"], "/desk/transfers/").split("看哪些件")[0]


def test_the_same_words_sent_twice_are_one_urging(late, supervisor, at):
    assert [send(supervisor, late).status_code for _ in range(3)] == [302, 302, 302]
    assert Urging.objects.count() == 1
    assert tags(late).count("origin-urged") == 1


def test_a_second_urging_of_one_day_is_refused_and_the_next_day_it_is_not(late, supervisor, town, at):
    urge(supervisor, late, at)
    other = town.officer(Duty.SUPERVISION, region="5101")
    answer = send(other, late, "已经催过了吗，请尽快")
    assert answer.status_code == 409
    assert "已经催办过这一件" in answer.content.decode()
    assert "已经催过了吗，请尽快" in answer.content.decode()
    at.at += timedelta(days=1)
    assert send(other, late, "已经催过了吗，请尽快").status_code == 302
    assert Urging.objects.count() == 2


def test_a_case_that_is_not_late_enough_is_not_urged(cars, at, supervisor):
    case = cars.submitted(at=at, without=("vin-rubbing",)).accept(at)
    wait(case, at, step=1)
    answer = send(supervisor, case)
    assert answer.status_code == 409
    assert "没有到上级督办的时候" in answer.content.decode()
    assert "origin-urged" not in tags(case)


def test_a_file_that_went_while_the_words_were_written_needs_no_urging(late, cars, at, supervisor):
    cars.fill_file(late.vehicle)
    actions.move_files(at=at())
    answer = send(supervisor, late)
    assert answer.status_code == 409
    assert "档案已经发出" in answer.content.decode()
    assert late.row.number in answer.content.decode()


def test_the_destinations_supervisor_may_read_the_case_and_not_urge_its_origin(late, town, at):
    officer = town.officer(Duty.SUPERVISION, region="3205")
    assert send(officer, late).status_code == 403
    with pytest.raises(Forbidden) as forbidden:
        urge(officer, late, at)
    assert forbidden.value.code == "matter.not-in-scope"


def test_a_supervisor_of_a_third_province_learns_nothing_of_the_case(late, town):
    assert send(town.officer(Duty.SUPERVISION, region="44"), late).status_code == 404


def test_an_unknown_case_cannot_be_urged(supervisor, cars):
    address = f"{LATE}00000000-0000-4000-8000-000000000000/urge/"
    assert client_of(supervisor).post(address, {"text": WORDS}).status_code == 404


def test_a_supervisor_does_not_urge_about_an_own_or_a_relatives_car(late, supervisor, at):
    from tongban.offices import actions as offices

    offices.declare_kin(
        officer_id=supervisor.id,
        identity_number=late.buyer.identity_number,
        relation="spouse",
        by="officer:test",
        at=at(),
    )
    answer = send(supervisor, late)
    assert answer.status_code == 409
    assert not Urging.objects.exists()


@pytest.mark.parametrize(("text", "words"), [("", "写清为什么催"), ("快", "至少 4 个字"), ("快" * 201, "200")])
def test_words_that_are_missing_too_short_or_too_long_come_back_as_written(late, supervisor, text, words):
    answer = send(supervisor, late, text)
    assert answer.status_code == 400
    html = answer.content.decode()
    assert words in html
    assert re.search(r'<details class="desk-more" open>', html)
    assert text in html
    assert not Urging.objects.exists()


def test_the_action_itself_refuses_words_of_another_length(late, supervisor, at):
    for text in (" 快 ", "快" * 201):
        with pytest.raises(Malformed) as wrong:
            urge(supervisor, late, at, text=text)
        assert wrong.value.code == "transfer.urging"


def test_markup_in_the_words_is_shown_as_words(late, supervisor, at):
    urge(supervisor, late, at, text="<b>快点</b>")
    for html in (page(supervisor), page(late.officers["keeper"], "/desk/transfers/")):
        assert "&lt;b&gt;快点" in html
        assert "<b>快点" not in html


def test_the_database_keeps_one_urging_a_case_and_day(late, supervisor, at):
    from django.db import IntegrityError, transaction

    urge(supervisor, late, at)
    row = Urging.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Urging.objects.create(transfer=late.row, officer=row.officer, text="另一句话", day=row.day, at=row.at)


def test_an_urging_does_not_move_the_case_or_its_clock(late, supervisor, at):
    before = Transfer.objects.filter(pk=late.id).values().get()
    urge(supervisor, late, at)
    assert Transfer.objects.filter(pk=late.id).values().get() == before


def test_an_old_urging_is_gone_from_the_pages_once_the_file_came_back_for_a_page(late, cars, supervisor, at):
    urge(supervisor, late, at)
    cars.fill_file(late.vehicle)
    actions.move_files(at=at())
    actions.move_files(at=at())
    problem = actions.PageProblem(item="certificate", number=2, code="A2", text="")
    actions.return_pages(
        transfer_id=late.id, key=cars.key(), pages=(problem,), officer=late.officers["checker"], at=at()
    )
    wait(late, at, step=2)
    assert queries.urgings([late.id]) == {}
    assert WORDS not in page(late.officers["keeper"], "/desk/transfers/")
    urge(supervisor, late, at, text="只差一页，请补扫")
    assert "只差一页，请补扫" in page(late.officers["keeper"], "/desk/transfers/")


# --- what the citizen reads about it is so ----------------------------------------------------------------------------
def test_the_citizens_page_says_that_the_superior_was_told_only_once_it_was(cars, at):
    case = cars.submitted(at=at, without=("vin-rubbing",)).accept(at)
    browser = client_of(case.buyer)
    address = f"/vehicles/cases/{case.id}/"
    seen = []
    for step in (1, 2, 3):
        wait(case, at, step=step)
        html = browser.get(address).content.decode()
        seen.append(("已提醒登记地" in html, "已报上级督办。" in html, "省级已经接管" in html))
    assert seen == [(True, False, False), (False, True, False), (False, False, True)]


def test_a_late_destination_is_not_said_to_have_been_reported(cars, at, town):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at)
    at.at = case.row.due_at + timedelta(days=1)
    actions.run_clocks(at=at())
    html = client_of(case.buyer).get(f"/vehicles/cases/{case.id}/").content.decode()
    assert "已报上级督办" not in html
    assert "上级监督人员的“已超时”" in html
    superior = town.officer(Duty.SUPERVISION, region="32")
    assert case.row.number[-4:] in page(superior, "/desk/transfers/", tab="overdue")


@pytest.mark.parametrize("region", ["51", "44"])
def test_the_pages_speak_english_with_one_heading(late, town, at, region):
    officer = town.officer(Duty.SUPERVISION, region=region)
    if region == "51":
        urge(officer, late, at)
    html = page(officer, language="en")
    read = Page(html)
    assert (read.headings, read.forbidden, read.loose) == (1, [], [])


def test_refusals_of_the_action_carry_their_codes(late, supervisor, at, cars):
    urge(supervisor, late, at)
    with pytest.raises(Refused) as second:
        urge(supervisor, late, at, text="再催一次，请回话")
    early = cars.submitted(at=at).accept(at)
    with pytest.raises(Refused) as soon:
        urge(supervisor, early, at)
    assert (second.value.code, soon.value.code) == ("transfer.urged", "transfer.not-late")
