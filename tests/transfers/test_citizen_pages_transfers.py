"""A case as buyer and seller see it, from the first answer of a partner to number, receipt and letter."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from citizen_browser import entered, hidden, sent, shown, url

from tongban.calendars import has_notice
from tongban.journal import actions as journal_actions
from tongban.partners.models import Message
from tongban.registers.models import PlateNumber
from tongban.registers.records import NumberState
from tongban.transfers import actions, queries
from tongban.transfers.models import Transfer
from tongban.transfers.stages import Stage

pytestmark = pytest.mark.usefixtures("citizen_clock")


def test_a_stranger_learns_nothing_of_a_case(cars, at, signed_in):
    case, *_ = entered(cars, at)
    browser = signed_in(cars.citizen())
    for name in ("case", "case-confirm", "case-withdraw", "case-custody", "case-proof", "case-letter", "case-release"):
        shown(browser, name, case, status=404)


def test_a_partner_that_does_not_answer_is_said_in_plain_words(cars, at, signed_in):
    case, seller, _buyer, _clerk = entered(cars, at)
    Message.objects.filter(about=f"transfer:{case}").update(tries=3)
    html = shown(signed_in(seller), "case", case)
    assert "已试 3 次，我们会继续试" in html


def test_one_try_without_an_answer_yet_worries_nobody(cars, at, signed_in):
    case, seller, _buyer, _clerk = entered(cars, at)
    Message.objects.filter(about=f"transfer:{case}").update(tries=1)
    html = shown(signed_in(seller), "case", case)
    assert "已经发出" in html
    assert "没有回话" not in html


def test_a_broken_invoice_is_explained_and_the_clerk_can_name_another(cars, at, signed_in):
    case, seller, _buyer, clerk = entered(cars, at)
    cars.answer_all(at, vin="LSVAA11B0N9999999")
    assert queries.case(case, at=at.at).invoice_broken
    assert "发票没有通过核对" in shown(signed_in(seller), "case", case)
    browser = signed_in(clerk)
    html = shown(browser, "case-invoice", case)
    assert "车辆识别代号" in html
    sent(browser, "case-invoice", case, key=hidden(html), number="26320000000000000001", code="")
    assert queries.case(case, at=at.at).invoice_number or Message.objects.filter(kind="verify-invoice").exists()


def test_the_whole_way_to_number_release_and_receipt(cars, at, signed_in):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at)
    browser = signed_in(case.buyer)
    assert "请您选新号码" in shown(browser, "case", case.id)
    html = shown(browser, "case-number", case.id)
    assert "还能抽 3 次" in html
    html = sent(browser, "case-number", case.id, status=200, how="draw").content.decode()
    plates = re.findall(r'name="plate" value="(苏E[A-Z0-9]{5})"', html)
    assert len(plates) == 10
    refused = sent(browser, "case-number", case.id, status=409, how="compose", key=str(uuid.uuid4()), serial="ABCDI")
    assert "最多两个字母" in refused.content.decode()
    assert "I 和 O" in refused.content.decode()
    taken = {"how": "take", "key": hidden(html), "plate": plates[0]}
    asked = sent(browser, "case-number", case.id, status=200, **taken).content.decode()
    assert "不能再换" in asked
    assert queries.case(case.id, at=at.at).stage == "approved"
    sent(browser, "case-number", case.id, confirmed="1", **taken)
    assert f"苏 E {plates[0][2:]}" in shown(browser, "case", case.id)
    case.issue(at)
    actions.move_files(at=at())
    journal_actions.sequence(at=at())
    assert "电子行驶证可以领了" in shown(browser, "case", case.id)
    assert browser.get(url("licence", case.id))["Location"] == f"/vehicle-licence/{case.vehicle.id}/"
    seller = signed_in(case.seller)
    assert "责任截止" in shown(seller, "case-release", case.id)
    assert "第 1 次交接" in shown(seller, "case-custody", case.id)


def test_a_refusal_is_a_letter_with_grounds_and_remedies(cars, at, signed_in):
    case = cars.submitted(at=at)
    actions.refuse(
        transfer_id=case.id, key=cars.key(), grounds=("REF-29-1",), officer=case.officers["acceptor"], at=at()
    )
    browser = signed_in(case.buyer)
    assert "不予登记" in shown(browser, "case", case.id)
    html = shown(browser, "case-letter", case.id)
    assert ("（暂定：2027 年放假安排尚未公布）" in html) is not has_notice(2027)  # sixty days on
    for text in ("第二十九条第一项", "行政复议", "行政诉讼", "最迟"):
        assert text in html


def test_a_correction_says_once_what_lacks_and_goes_back(cars, at, signed_in):
    case = cars.submitted(at=at)
    actions.ask_correction(
        transfer_id=case.id, key=cars.key(), text="请补交居住证", officer=case.officers["acceptor"], at=at()
    )
    browser = signed_in(case.buyer)
    assert "请补交居住证" in shown(browser, "case", case.id)
    html = shown(browser, "case-correct", case.id)
    sent(browser, "case-correct", case.id, key=hidden(html))
    assert case.stage == Stage.SUBMITTED


def test_an_owner_moves_home_with_the_car(cars, at, signed_in):
    owner = cars.citizen()
    car = cars.vehicle(owner)
    cars.fill_file(car)
    browser = signed_in(owner)
    html = shown(browser, "move")
    answer = sent(
        browser, "move", transfer_id=hidden(html, "transfer_id"), vehicle=str(car.id), destination="320500000000"
    )
    html = browser.get(answer["Location"]).content.decode()
    case = Transfer.objects.get()
    signed = {"key": hidden(html), "shown": hidden(html, "shown")}
    sent(browser, "case-apply", case.id, status=422, **signed)  # where to is the point of it
    sent(browser, "case-apply", case.id, address="苏州市示例路 12 号", **signed)
    assert Transfer.objects.get().stage == Stage.SUBMITTED
    assert "迁出转入" in shown(browser, "case", case.id)


def test_a_lorry_goes_the_old_way_and_its_buyer_applies_at_the_destination(cars, at, signed_in):
    lorry = {"plate_kind": "01", "type": "H32", "use": "F", "total_mass_kg": 4495}
    case, seller, buyer, _clerk = entered(cars, at, **lorry)
    actions.confirm(transfer_id=case, key=cars.key(), citizen=seller, at=at())
    actions.apply(transfer_id=case, key=cars.key(), citizen=buyer, at=at())
    cars.answer_all(at)
    officers = cars.officers()
    browser = signed_in(buyer)
    assert "现在由成都车管所办理" in shown(browser, "case", case)
    actions.accept(transfer_id=case, key=cars.key(), officer=officers["origin_window"], at=at())
    assert "请带车到登记地查验" in shown(browser, "case", case)
    actions.move_out(
        transfer_id=case, key=cars.key(), plates_recovered=True, officer=officers["origin_inspector"], at=at()
    )
    page = shown(browser, "case", case)
    assert "请您申请转入" in page
    assert "2026年12月20日" in page
    html = shown(browser, "case-apply-in", case)
    sent(browser, "case-apply-in", case, key=hidden(html))
    assert Transfer.objects.get(pk=case).stage == Stage.FILE_SENT


def test_a_number_that_was_kept_is_offered_first(cars, at, signed_in):
    first = cars.submitted(at=at, office=str(cars.ORIGIN)).accept(at).move_file(at).inspect(at).approve(at)
    PlateNumber.objects.create(
        plate_kind="02",
        plate="苏E00K01",
        office=str(cars.DESTINATION),
        state=NumberState.KEPT,
        kept_for=first.buyer.id,
        since=at.at,
        until=at.at + timedelta(days=700),
    )
    browser = signed_in(first.buyer)
    html = shown(browser, "case-number", first.id)
    assert "给您保留的原号码" in html
    sent(browser, "case-number", first.id, how="keep", key=hidden(html), plate="苏E00K01", confirmed="1")
    assert first.row.new_plate == "苏E00K01"


def test_the_home_and_the_tab_of_cases_lead_to_what_waits(cars, at, signed_in, monkeypatch):
    monkeypatch.setattr("tongban.portal.views.now", lambda: at.at)
    case, seller, buyer, _clerk = entered(cars, at)
    for person, what in ((seller, "请您确认卖车"), (buyer, "请您申请过户")):
        home = signed_in(person).get("/home/").content.decode()
        assert what in home
        assert url("case", case) in home
        assert url("case", case) in signed_in(person).get("/cases/").content.decode()
    actions.confirm(transfer_id=case, key=cars.key(), citizen=seller, at=at())
    assert "请您确认卖车" not in signed_in(seller).get("/home/").content.decode()


def test_pages_speak_english(cars, at, signed_in):
    case, seller, buyer, clerk = entered(cars, at)
    car = queries.case(case, at=at.at).vehicle_id
    for person, pages in (
        (seller, [("vehicles",), ("sell", car), ("case", case), ("case-confirm", case), ("report", car)]),
        (buyer, [("check",), ("cases",), ("case-apply", case), ("case-withdraw", case), ("move",)]),
        (clerk, [("dealer",), ("dealer-new",), ("case-invoice", case)]),
    ):
        browser = signed_in(person, language="en")
        for name, *args in pages:
            html = shown(browser, name, *args)
            body = re.sub(r'<[^>]*lang="zh-Hans"[^>]*>.*?</(?:span|b|dd|small|p|option)>', "", html, flags=re.S)
            body = re.sub(r"<(?:option|button)[^>]*>[^<]*</(?:option|button)>|<[^>]+>", "", body)
            left = [
                one
                for one in re.findall(r"[\u4e00-\u9fff]{3,}", body)
                if one not in ("样证", "示例牌", "苏州示例二手车市场")
            ]
            assert not left, (name, left)
