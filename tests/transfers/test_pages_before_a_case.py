"""Before there is a case: an owner's cars and answers, a code for a buyer, a report, and what is typed wrong."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from citizen_browser import hidden, question, sent, shown, url
from django.contrib.sessions.models import Session

from tongban.registers import actions as registers
from tongban.registers.records import LineKind
from tongban.transfers import actions
from tongban.transfers.models import Consent, ConsentGuess

pytestmark = pytest.mark.usefixtures("citizen_clock")


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
    sent(browser, "consent", car.id, status=404, key=cars.key())


def test_a_code_of_eight_digits_is_shown_once_and_can_be_taken_back(cars, signed_in):
    owner = cars.citizen(area="510104")
    car = cars.vehicle(owner)
    browser = signed_in(owner)
    key = hidden(shown(browser, "sell", car.id))
    html = sent(browser, "consent", car.id, status=200, key=key).content.decode()
    code = re.search(r'id="consent-code">(\d{4} \d{4})<', html)[1]
    again = sent(browser, "consent", car.id, status=200, key=key).content.decode()  # the page loaded anew
    assert code in again
    assert Consent.objects.get(vehicle_id=car.id).withdrawn_at is None
    page = shown(browser, "sell", car.id)
    assert code not in page
    assert "撤回授权" in page
    sent(browser, "consent-withdraw", car.id)
    assert "撤回授权" not in shown(browser, "sell", car.id)
    assert "作废" in sent(browser, "consent", car.id, status=409, key=key).content.decode()


def test_a_buyer_asks_with_the_owners_code_and_no_vin_ever_stands_in_an_address(cars, at, signed_in):
    owner, buyer = cars.citizen(area="510104"), cars.citizen()
    car = cars.vehicle(owner)
    cars.fill_file(car)
    code = actions.give_consent(key=cars.key(), vehicle_id=car.id, citizen=owner, at=at())
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
    code = actions.give_consent(key=cars.key(), vehicle_id=car.id, citizen=owner, at=at())
    browser = signed_in(cars.citizen())
    shown(browser, "report", car.id, status=404)
    sent(browser, "check", **question(car, code))
    shown(browser, "check-result")
    shown(browser, "report", car.id)
    at.at += timedelta(minutes=31)
    shown(browser, "report", car.id, status=404)
    assert browser.get(url("check-result"))["Location"] == url("check")
    sent(browser, "check", **question(car, code))
    shown(browser, "check-result")
    shown(browser, "report", car.id)
    actions.withdraw_consent(vehicle_id=car.id, citizen=owner, at=at())
    for name, *args in (("report", car.id), ("check-result",)):
        shown(browser, name, *args, status=404)
    actions.give_consent(key=cars.key(), vehicle_id=car.id, citizen=owner, at=at())
    for name, *args in (("report", car.id), ("check-result",)):  # another consent, another code: not for this asker
        shown(browser, name, *args, status=404)


def test_the_session_row_holds_no_code_and_after_the_deal_it_opens_nothing(cars, at, signed_in):
    owner, buyer = cars.citizen(area="510104"), cars.citizen()
    car = cars.vehicle(owner)
    cars.fill_file(car)
    code = actions.give_consent(key=cars.key(), vehicle_id=car.id, citizen=owner, at=at())
    browser = signed_in(buyer)
    sent(browser, "check", **question(car, code))
    shown(browser, "check-result")

    row = json.dumps(Session.objects.get(pk=browser.session.session_key).get_decoded(), ensure_ascii=False)
    assert str(car.id) in row
    for secret in (code, f"{code[:4]} {code[4:]}", str(car.vin), str(car.plate), str(car.plate)[1:]):
        assert secret not in row
    actions.enter_deal(**cars.entered(car, cars.clerk(), buyer, code=code, at=at))

    shown(browser, "report", car.id, status=404)
    shown(browser, "check-result", status=404)
    sent(browser, "check", status=404, **question(car, code))


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
    html = sent(browser, "check", status=404, **question(car, "12345678")).content.decode()
    assert "没有找到这辆车" in html
    assert 'value="12345678"' in html.replace("1234 5678", "12345678")


def test_reading_the_answer_to_a_wrong_code_again_is_not_another_try(cars, at, signed_in):
    owner = cars.citizen(area="510104")
    car = cars.vehicle(owner)
    code = actions.give_consent(key=cars.key(), vehicle_id=car.id, citizen=owner, at=at())
    browser = signed_in(cars.citizen())
    sent(browser, "check", status=404, **question(car, "00000000" if code != "00000000" else "11111111"))
    for _ in range(7):
        assert browser.get(url("check-result"))["Location"] == url("check")
    assert not ConsentGuess.objects.filter(tries__gt=1).exists()
    sent(browser, "check", **question(car, code))
    shown(browser, "check-result")


def test_a_report_names_brands_and_a_mileage_that_went_back(cars, signed_in, at):
    owner = cars.citizen(area="510104")
    car = cars.vehicle(owner)
    for km in (80_000, 30_000):
        registers.record_vehicle_inspection(
            key=cars.key(), vehicle_id=car.id, until=car.inspected_until, mileage_km=km, by="officer:test", at=at()
        )
    registers.note_vehicle(
        key=cars.key(), vehicle_id=car.id, kind=LineKind.FLOOD, detail="样例", by="officer:test", at=at()
    )
    html = shown(signed_in(owner), "report", car.id)
    assert "水淹" in html
    assert "比以前少" in html
    assert "<polyline" in html
