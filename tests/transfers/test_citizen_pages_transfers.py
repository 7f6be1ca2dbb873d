"""The pages of buyers, sellers and dealers: what each of them sees of one case, and what they can do in it."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tongban.journal import actions as journal_actions
from tongban.partners.models import Message
from tongban.people import gates
from tongban.people.models import Account
from tongban.registers import actions as registers
from tongban.registers.records import LineKind
from tongban.transfers import actions, queries
from tongban.transfers.models import NumberState, PlateNumber, Transfer
from tongban.transfers.stages import Stage
from tongban.transfers.views import words

VIEWS = ("transfers.views.citizen", "transfers.views.cases", "transfers.views.dealer", "people.gates")


@pytest.fixture(autouse=True)
def _one_clock(monkeypatch, at, settings):
    settings.STATIC_ROOT = str(settings.DATA)
    settings.DEMO = True
    for module in VIEWS:
        monkeypatch.setattr(f"tongban.{module}.now", lambda: at.at)


@pytest.fixture
def signed_in(at):
    """A browser signed in as a citizen; with a face check just passed unless told otherwise."""

    def open_browser(person, *, language="zh-hans", steps_up=True):
        browser = Client()
        account = Account.objects.get(pk=person.account_id)
        browser.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        browser.cookies["django_language"] = language
        if steps_up:
            session = browser.session
            session[gates.STEP_UP] = {"citizen": str(person.id), "at": at.at.isoformat()}
            session.save()
        return browser

    return open_browser


def url(name, *args):
    return reverse(f"transfers:{name}", args=args)


def shown(browser, name, *args, status=200, **asked):
    answer = browser.get(url(name, *args), asked)
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def sent(browser, name, *args, status=302, **values):
    answer = browser.post(url(name, *args), values)
    assert answer.status_code == status, re.findall(r"error[^<]*>([^<]+)<", answer.content.decode())
    return answer


def hidden(html, name="key"):
    return re.search(rf'name="{name}" value="([^"]+)"', html)[1]


def question(record, code, **changes):
    """What a buyer types."""
    return {
        "plate_kind": record.plate_kind,
        "plate_0": str(record.plate)[0],
        "plate_1": str(record.plate)[1:].lower(),
        "vin": record.vin.lower(),
        "code": f"{code[:4]} {code[4:]}",
        "destination": "320500000000",
    } | changes


# --- before a case -------------------------------------------------------------------------------------------------
def test_the_list_offers_what_can_be_done_with_each_own_car_and_shows_nobody_elses(cars, signed_in):
    owner = cars.citizen(area="510104")
    mine, other = cars.vehicle(owner), cars.vehicle(cars.citizen())
    html = shown(signed_in(owner), "vehicles")
    assert url("sell", mine.id) in html
    assert url("report", mine.id) in html
    assert str(other.id) not in html


def test_an_owner_reads_all_twenty_answers_before_selling(cars, signed_in):
    owner = cars.citizen(area="510104")
    car = cars.vehicle(owner)
    cars.fill_file(car)
    html = shown(signed_in(owner), "sell", car.id, destination="320500000000")
    assert "可以过户" in html
    assert len(set(re.findall(r"UC-\d\d", html))) == 20
    assert "数据来自" in html


def test_a_seized_car_is_told_so_in_words_with_article_and_remedy(cars, at, signed_in):
    owner = cars.citizen(area="510104")
    car = cars.vehicle(owner)
    registers.seize_vehicle(vehicle_id=car.id, authority="示例法院", reason="样例", by="officer:test", at=at())
    html = shown(signed_in(owner), "sell", car.id, destination="320500000000")
    assert "现在不能过户" in html
    assert "不能办" in html
    assert "示例法院" in html
    assert "《机动车登记规定》" in html


def test_the_answer_can_be_had_as_of_a_day_and_a_wrong_day_keeps_the_answers(cars, signed_in):
    owner = cars.citizen(area="510104")
    car = cars.vehicle(owner)
    asked = {"destination": "320500000000", "on_0": "2027", "on_1": "3", "on_2": "1"}
    assert "2027年3月1日" in shown(signed_in(owner), "sell", car.id, **asked)
    html = shown(signed_in(owner), "sell", car.id, **(asked | {"on_1": "13"}))
    assert "没有这一天" in html
    assert 'value="13"' in html


def test_nobody_sees_the_page_of_anothers_car(cars, signed_in):
    car = cars.vehicle(cars.citizen())
    browser = signed_in(cars.citizen())
    for name in ("sell", "report"):
        shown(browser, name, car.id, status=404)
    sent(browser, "consent", car.id, status=404)


def test_a_code_of_eight_digits_is_shown_once_and_can_be_taken_back(cars, signed_in):
    owner = cars.citizen(area="510104")
    car = cars.vehicle(owner)
    browser = signed_in(owner)
    html = sent(browser, "consent", car.id, status=200).content.decode()
    code = re.search(r'id="consent-code">(\d{4} \d{4})<', html)[1]
    page = shown(browser, "sell", car.id)
    assert code not in page
    assert "撤回授权" in page
    sent(browser, "consent-withdraw", car.id)
    assert "撤回授权" not in shown(browser, "sell", car.id)


def test_a_buyer_asks_with_the_owners_code_and_no_vin_ever_stands_in_an_address(cars, at, signed_in):
    owner, buyer = cars.citizen(area="510104"), cars.citizen()
    car = cars.vehicle(owner)
    cars.fill_file(car)
    code = actions.give_consent(vehicle_id=car.id, citizen=owner, at=at())
    browser = signed_in(buyer)
    answer = sent(browser, "check", **question(car, code))
    assert answer["Location"] == url("check-result")
    html = shown(browser, "check-result")
    assert "可以过户" in html
    assert owner.name not in html
    report = shown(browser, "report", car.id)
    assert "不记名" in report
    assert owner.name not in report
    assert "谁查过这辆车" in shown(signed_in(owner), "sell", car.id)


def test_a_report_is_closed_again_when_the_leave_is_taken_back_or_over(cars, at, signed_in):
    owner = cars.citizen(area="510104")
    car = cars.vehicle(owner)
    code = actions.give_consent(vehicle_id=car.id, citizen=owner, at=at())
    browser = signed_in(cars.citizen())
    shown(browser, "report", car.id, status=404)
    sent(browser, "check", **question(car, code))
    shown(browser, "check-result")
    shown(browser, "report", car.id)
    at.at += timedelta(minutes=31)
    shown(browser, "report", car.id, status=404)
    shown(browser, "check-result")
    shown(browser, "report", car.id)
    actions.withdraw_consent(vehicle_id=car.id, citizen=owner, at=at())
    shown(browser, "report", car.id, status=404)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"vin": "LSVFF66R8C211628O"}, "没有字母 I、O、Q（您填了 O）"),
        ({"vin": "LSV"}, "您填了 3 位"),
        ({"plate_1": "AO8K2M"}, "没有字母 I 和 O"),
        ({"plate_1": "A8"}, "先选省份"),
        ({"code": "1234"}, "8 位数字"),
        ({"destination": ""}, "选一个车管所"),
    ],
)
def test_what_is_typed_wrong_is_named_and_the_rest_is_kept(cars, signed_in, changes, said):
    car = cars.vehicle(cars.citizen())
    asked = question(car, "12345678") | changes
    html = sent(signed_in(cars.citizen()), "check", status=422, **asked).content.decode()
    assert said in html
    assert asked["vin"] in html


def test_a_wrong_code_does_not_tell_whether_the_car_exists(cars, signed_in):
    car = cars.vehicle(cars.citizen())
    browser = signed_in(cars.citizen())
    sent(browser, "check", **question(car, "12345678"))
    html = shown(browser, "check-result", status=404)
    assert "没有找到这辆车" in html
    assert 'value="12345678"' in html.replace("1234 5678", "12345678")


def test_reading_the_answer_to_a_wrong_code_again_is_not_another_try(cars, at, signed_in):
    owner = cars.citizen(area="510104")
    car = cars.vehicle(owner)
    code = actions.give_consent(vehicle_id=car.id, citizen=owner, at=at())
    browser = signed_in(cars.citizen())
    sent(browser, "check", **question(car, "00000000" if code != "00000000" else "11111111"))
    for _ in range(7):
        shown(browser, "check-result", status=404)
    sent(browser, "check", **question(car, code))
    shown(browser, "check-result")


def test_a_report_names_brands_and_a_mileage_that_went_back(cars, signed_in, at):
    owner = cars.citizen(area="510104")
    car = cars.vehicle(owner)
    for km in (80_000, 30_000):
        registers.record_vehicle_inspection(
            vehicle_id=car.id, until=car.inspected_until, mileage_km=km, by="officer:test", at=at()
        )
    registers.note_vehicle(vehicle_id=car.id, kind=LineKind.FLOOD, detail="样例", by="officer:test", at=at())
    html = shown(signed_in(owner), "report", car.id)
    assert "水淹" in html
    assert "比以前少" in html
    assert "<polyline" in html


# --- a case --------------------------------------------------------------------------------------------------------
def entered(cars, at, **changes):
    """A deal that was just entered."""
    seller, buyer, clerk = cars.citizen(area="510104"), cars.citizen(), cars.clerk()
    car = cars.vehicle(seller, **changes)
    cars.fill_file(car)
    return cars.deal(car, seller, buyer, clerk, at=at), seller, buyer, clerk


def test_both_sides_sign_on_their_phones_and_the_case_goes_to_the_office(cars, at, signed_in):
    case, seller, buyer, _clerk = entered(cars, at)
    as_seller, as_buyer = signed_in(seller), signed_in(buyer)
    assert url("case-confirm", case) in shown(as_seller, "case", case)
    html = shown(as_seller, "case-confirm", case)
    assert "85,000" in html
    assert buyer.name in html
    sent(as_seller, "case-confirm", case, key=hidden(html), price_fen=hidden(html, "price_fen"))
    assert "您现在不用做什么" in shown(as_seller, "case", case)
    html = shown(as_buyer, "case-apply", case)
    permit = cars.page("permit")
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent(
        as_buyer,
        "case-apply",
        case,
        key=hidden(html),
        residence_permit=SimpleUploadedFile("a.png", permit, content_type="image/png"),
    )
    cars.answer_all(at)
    assert Transfer.objects.get(pk=case).stage == Stage.SUBMITTED
    page = shown(as_buyer, "case", case)
    assert "现在由苏州车管所办理" in page
    assert "居住证" in page


def test_a_file_of_another_kind_is_refused_on_the_page(cars, at, signed_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    case, _seller, buyer, _clerk = entered(cars, at)
    browser = signed_in(buyer)
    wrong = SimpleUploadedFile("a.png", b"not a picture", content_type="image/png")
    answer = sent(browser, "case-apply", case, status=400, key=str(uuid.uuid4()), quota=wrong)
    assert "现在不能办" in answer.content.decode()
    assert Transfer.objects.get(pk=case).buyer_applied_at is None


def test_a_price_that_changed_meanwhile_is_not_confirmed(cars, at, signed_in):
    case, seller, _buyer, _clerk = entered(cars, at)
    answer = sent(signed_in(seller), "case-confirm", case, status=409, key=str(uuid.uuid4()), price_fen="1")
    assert "交易内容和您看到的不一样了" in answer.content.decode()


@pytest.mark.parametrize("name", ["case-confirm", "case-apply", "case-withdraw", "case-number", "case-apply-in"])
def test_every_act_asks_for_a_fresh_face_check(cars, at, signed_in, name):
    case, seller, buyer, _clerk = entered(cars, at)
    person = seller if name == "case-confirm" else buyer
    answer = signed_in(person, steps_up=False).get(url(name, case))
    assert answer.status_code == 302
    assert "face" in answer["Location"]


def test_a_stranger_learns_nothing_of_a_case(cars, at, signed_in):
    case, *_ = entered(cars, at)
    browser = signed_in(cars.citizen())
    for name in ("case", "case-confirm", "case-withdraw", "case-custody", "case-proof", "case-letter", "case-release"):
        shown(browser, name, case, status=404)


def test_who_withdraws_reads_what_follows_first(cars, at, signed_in):
    case, seller, buyer, _clerk = entered(cars, at)
    browser = signed_in(buyer)
    html = shown(browser, "case-withdraw", case)
    assert "不能恢复" in html
    sent(browser, "case-withdraw", case, key=hidden(html))
    assert "已撤回" in shown(signed_in(seller), "case", case)


def test_a_partner_that_does_not_answer_is_said_in_plain_words(cars, at, signed_in):
    case, seller, _buyer, _clerk = entered(cars, at)
    Message.objects.filter(about=f"transfer:{case}").update(tries=3)
    html = shown(signed_in(seller), "case", case)
    assert "已试 3 次，我们会继续试" in html


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
    sent(browser, "case-number", case.id, how="take", key=hidden(html), plate=plates[0])
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
    sent(browser, "case-apply", case.id, key=hidden(html))
    assert Transfer.objects.get().stage == Stage.SUBMITTED
    assert "迁出转入" in shown(browser, "case", case.id)


def test_a_joint_owner_confirms_on_the_same_page_and_the_seller_sees_who_is_missing(cars, at, signed_in):
    other = cars.citizen(area="510104")
    shares = [{"name": other.name, "number": str(other.identity_number), "address": ""}]
    case, seller, _buyer, _clerk = entered(cars, at, co_owners=shares)
    assert "没有确认的共有人：1 位" in shown(signed_in(seller), "case", case)
    browser = signed_in(other)
    assert "您是共有人" in shown(browser, "case", case)
    html = shown(browser, "case-confirm", case)
    sent(browser, "case-confirm", case, key=hidden(html), price_fen=hidden(html, "price_fen"))
    assert "没有确认的共有人" not in shown(signed_in(seller), "case", case)
    for name in ("case-withdraw", "case-apply"):
        sent(browser, name, case, status=404, key=str(uuid.uuid4()))
    assert Transfer.objects.get(pk=case).stage == Stage.DRAFT


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
    sent(browser, "case-number", first.id, how="keep", key=hidden(html), plate="苏E00K01")
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


# --- dealers -------------------------------------------------------------------------------------------------------
def typed_deal(car, code, person, **changes):
    return (
        question(car, code)
        | {
            "transfer_id": str(uuid.uuid4()),
            "buyer": "person",
            "buyer_number": str(person.identity_number),
            "price": "85,000",
            "delivered_on_0": "2026",
            "delivered_on_1": "11",
            "delivered_on_2": "19",
        }
        | changes
    )


def test_a_clerk_enters_a_deal_and_sees_what_is_missing(cars, at, signed_in):
    seller, buyer, clerk = cars.citizen(area="510104"), cars.citizen(), cars.clerk()
    car = cars.vehicle(seller)
    code = actions.give_consent(vehicle_id=car.id, citizen=seller, at=at())
    browser = signed_in(clerk)
    shown(browser, "dealer-new")
    deal = typed_deal(car, code, buyer)
    sent(browser, "dealer-new", **deal)
    sent(browser, "dealer-new", **deal)
    assert Transfer.objects.get().deal["price_fen"] == 8_500_000
    html = shown(browser, "dealer")
    for text in ("卖方确认", "买方申请", "商务登记", str(car.plate)[2:]):
        assert text in html
    assert shown(browser, "case", Transfer.objects.get().id)


def test_a_dealer_buys_for_stock_and_no_number_is_to_be_chosen(cars, at, signed_in):
    seller, clerk = cars.citizen(area="510104"), cars.clerk()
    car = cars.vehicle(seller)
    code = actions.give_consent(vehicle_id=car.id, citizen=seller, at=at())
    browser = signed_in(clerk)
    sent(browser, "dealer-new", **typed_deal(car, code, seller, buyer="stock", buyer_number=""))
    row = Transfer.objects.get()
    assert row.ground == "stock"
    page = shown(browser, "case", row.id)
    assert "收购入库" in page
    assert "待选号" not in page


def test_a_person_who_buys_must_be_named(cars, signed_in):
    car = cars.vehicle(cars.citizen())
    deal = typed_deal(car, "12345678", cars.citizen(), buyer_number="")
    html = sent(signed_in(cars.clerk()), "dealer-new", status=422, **deal).content.decode()
    assert "填买家的身份证号" in html


def test_a_car_that_cannot_go_is_refused_at_once_and_the_answers_are_kept(cars, at, signed_in):
    seller, buyer, clerk = cars.citizen(area="510104"), cars.citizen(), cars.clerk()
    car = cars.vehicle(seller, letters="G")
    code = actions.give_consent(vehicle_id=car.id, citizen=seller, at=at())
    html = sent(signed_in(clerk), "dealer-new", status=409, **typed_deal(car, code, buyer)).content.decode()
    assert "UC-02" in html
    assert "85,000" in html
    assert not Transfer.objects.exists()


def test_who_works_for_no_dealer_is_turned_away(cars, signed_in):
    for name in ("dealer", "dealer-new"):
        assert "备案" in shown(signed_in(cars.citizen()), name, status=403)


# --- words ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_its_first_line(stage):
    assert stage in words.BANNERS


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
