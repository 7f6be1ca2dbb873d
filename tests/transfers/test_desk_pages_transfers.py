"""The offices' pages of a transfer: a case from acceptance to plates, whose turn it is, and who sees nothing of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from desk_browser import Page, act, client_of, filled, page_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tongban.offices.records import Duty
from tongban.transfers import actions, queries
from tongban.transfers.rules.refusals import GROUNDS
from tongban.transfers.stages import TABLE, Move, Stage
from tongban.transfers.views import desk as views

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk_clock")]


def test_offices_carry_a_case_from_acceptance_to_plates_on_their_pages_alone(cars, at):
    case = cars.submitted(at=at, without=("vin-rubbing",))
    assert act(case, "acceptor", "accept").status_code == 302
    assert "车辆识别代号拓印膜" in page_of(case, "keeper")

    scanned = SimpleUploadedFile("scan.png", cars.page("rubbing"), "image/png")
    act(case, "keeper", "scan", {"item": "vin-rubbing", "number": "1", "page": scanned})
    assert act(case, "keeper", "send").status_code == 302
    actions.move_files(at=at())
    assert case.stage == Stage.FILE_CHECK

    returned = {"code-certificate-2": "A2", "text-certificate-2": "印章处反光"}
    assert act(case, "checker", "return-pages", returned).status_code == 302
    assert "印章处反光" in page_of(case, "keeper")
    better = SimpleUploadedFile("scan.png", cars.page("better"), "image/png")
    act(case, "keeper", "scan", {"item": "certificate", "number": "2", "page": better})
    assert act(case, "keeper", "repair").status_code == 302
    assert "补来的，请看" in page_of(case, "checker")
    assert act(case, "checker", "accept-file").status_code == 302

    phone = client_of(case.officers["inspector"])
    assert phone.post(reverse("transfers:inspect-car", args=[case.id]), filled(cars, case)).status_code == 302
    assert "和登记一致" in page_of(case, "reviewer")
    assert act(case, "reviewer", "approve").status_code == 302
    case.choose(at)
    plates = {"plates_recovered": "on", "card_recovered": "on", "plates_ready": "yes"}
    assert act(case, "issuer", "issue", plates).status_code == 302
    assert case.stage in (Stage.ISSUED, Stage.CLOSED)
    assert (
        "卖方的责任解除"
        in client_of(case.officers["issuer"])
        .get(reverse("transfers:desk-case", args=[case.id]), {"done": "issue"})
        .content.decode()
    )


def stages(cars, at):
    """The case brought to each stage in which an office has something to do."""
    case = cars.submitted(at=at, without=("vin-rubbing",))
    yield case
    case.accept(at)
    yield case
    cars.fill_file(case.vehicle)
    case.move_file(at)
    yield case
    case.inspect(at)
    yield case
    case.approve(at).choose(at)
    yield case
    case.issue(at)
    yield case


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_has_one_heading_and_nothing_inline_and_speaks_one_language(cars, at, language):
    for case in stages(cars, at):
        for part, officer in case.officers.items():
            client = client_of(officer, language)
            addresses = [reverse("transfers:desk-queue") + "?tab=all", reverse("transfers:desk-case", args=[case.id])]
            if part == "inspector":
                addresses += [reverse("transfers:inspect-list"), reverse("transfers:inspect-result", args=[case.id])]
            for address in addresses:
                answer = client.get(address)
                page = Page(answer.content.decode())
                assert answer.status_code == 200, address
                assert (page.headings, page.forbidden) == (1, []), address
                assert language == "zh-hans" or page.loose == [], address


def test_a_case_asks_only_those_whose_turn_it_is(cars, at):
    case = cars.submitted(at=at)
    assert "材料齐全，要档案" in page_of(case, "acceptor")
    for part in ("keeper", "checker", "inspector", "reviewer"):
        assert "材料齐全，要档案" not in page_of(case, part), part


def test_an_officer_of_a_third_city_learns_nothing_of_a_case(cars, at, town):
    case = cars.submitted(at=at)
    stranger = client_of(town.officer(Duty.WINDOW, region="4401"))
    assert stranger.get(reverse("transfers:desk-case", args=[case.id])).status_code == 404
    assert stranger.post(reverse("transfers:desk-act", args=[case.id, "accept"]), {"key": "k"}).status_code == 404
    assert case.vehicle.plate not in stranger.get(reverse("transfers:desk-queue") + "?tab=all").content.decode()


def test_the_queue_finds_a_plate_and_shows_who_must_act(cars, at):
    case = cars.submitted(at=at).accept(at)
    client = client_of(case.officers["keeper"])
    shown = client.get(reverse("transfers:desk-queue"), {"q": str(case.vehicle.plate)[-4:]}).content.decode()
    assert "核对目录，封发档案" in shown
    assert "没有这个号牌" in client.get(reverse("transfers:desk-queue"), {"q": "ZZZZZ"}).content.decode()


def test_a_supervisor_who_has_no_turn_sees_all_cases_at_once(cars, at, town):
    case = cars.submitted(at=at)
    client = client_of(town.officer(Duty.SUPERVISION, region="3205"))
    assert str(case.vehicle.plate)[2:] in client.get(reverse("transfers:desk-queue")).content.decode()
    shown = client.get(reverse("transfers:desk-case", args=[case.id])).content.decode()
    assert "材料齐全，要档案" not in shown
    assert client.post(reverse("transfers:desk-act", args=[case.id, "accept"]), {"key": "k"}).status_code == 403


def test_times_of_few_cases_are_not_shown_and_of_enough_are(cars, at):
    def done():
        cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at).choose(at).issue(at)

    done()
    actions.count_times(at=at())
    assert "苏州市车管所" not in Client().get(reverse("transfers:times")).content.decode()
    done()
    done()
    actions.count_times(at=at())
    shown = Client().get(reverse("transfers:times")).content.decode()
    assert "苏州市车管所" in shown
    assert (Page(shown).headings, Page(shown).forbidden) == (1, [])


def test_whoever_opens_the_times_reads_what_work_has_counted(cars, at, django_assert_num_queries):
    late = cars.Clock(datetime(2026, 11, 30, 17, tzinfo=UTC))  # one in the morning of the 1st in China
    cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at).choose(at).issue(late)
    actions.count_times(at=late())
    with django_assert_num_queries(1):
        [suzhou] = [one for one in queries.public_times().offices if one.office.startswith("3205")]
    assert suzhou.done == 1
    assert suzhou.whole > timedelta(days=9)
    assert queries.public_times().days == {date(2026, 12, 1): 1}
    for _ in range(2):
        cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at).choose(at).issue(late)
    assert [one.done for one in queries.public_times().offices if one.office.startswith("3205")] == [1]
    actions.count_times(at=late())
    with django_assert_num_queries(1):
        assert [one.done for one in queries.public_times().offices if one.office.startswith("3205")] == [3]


def test_every_stage_has_its_row_and_every_tab_its_name():
    assert set(TABLE.stages) == set(Stage)
    assert {row.move for row in TABLE.moves} == set(Move)
    assert set(views.TABS) == set(views.Tab)
    assert set(views.SUSPICIONS) >= set(actions.SUSPICIOUS)
    assert set(GROUNDS)


def test_a_clock_says_working_days_and_turns_red_on_its_last(cars):
    from tongban.transfers.templatetags.transfer_desk import work_clock

    friday = cars.AT  # 20 November 2026, 10:00 in China
    assert work_clock(friday + timedelta(hours=7), friday)["kind"] == "today"
    assert work_clock(friday + timedelta(days=3), friday) | {"due": None} == {
        "kind": "last",
        "days": 1,
        "due": None,
        "provisional": "",
    }
    assert work_clock(friday + timedelta(days=5), friday)["days"] == 3
    assert work_clock(friday - timedelta(hours=2), friday)["kind"] == "over"
    assert work_clock(None, friday) == {"kind": "none"}


@pytest.mark.parametrize(
    ("language", "said", "short"),
    [
        ("zh-hans", "（暂定：2035 年放假安排尚未公布）", "暂定"),
        ("en", "(provisional: the holiday notice for 2035 is not out)", "provisional"),
    ],
)
def test_a_clock_that_ends_in_a_year_without_a_notice_says_that_it_is_provisional(cars, language, said, short):
    at = datetime(2034, 12, 29, 2, tzinfo=UTC)
    due, sure = datetime(2035, 1, 4, 9, tzinfo=UTC), datetime(2026, 12, 30, 9, tzinfo=UTC)
    load = "{% load ui transfers transfer_desk %}"
    with translation.override(language):
        desk = Template(load + "{% work_clock due at %}").render(Context({"due": due, "at": at}))
        office = Template(load + "{% days_chip due at 'office' %}").render(Context({"due": due, "at": at}))
        person = Template(load + "{% days_chip due at None %}").render(Context({"due": due, "at": at}))
        final = Template(load + "{{ due|provisional }}").render(Context({"due": sure}))
    assert said in desk
    assert f"· {short}" in desk
    assert said in office
    assert said not in person
    assert final == ""
