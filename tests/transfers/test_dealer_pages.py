"""A dealer's clerk enters deals and purchases, and sees what each of them lacks."""

from __future__ import annotations

import uuid

import pytest
from citizen_browser import question, sent, shown

from tongban.transfers import actions
from tongban.transfers.models import Transfer

pytestmark = pytest.mark.usefixtures("citizen_clock")


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
    code = actions.give_consent(key=cars.key(), vehicle_id=car.id, citizen=seller, at=at())
    browser = signed_in(clerk)
    shown(browser, "dealer-new")
    deal = typed_deal(car, code, buyer)
    sent(browser, "dealer-new", **deal)
    sent(browser, "dealer-new", **deal)
    assert Transfer.objects.get().deal.price_fen == 8_500_000
    html = shown(browser, "dealer")
    for text in ("卖方确认", "买方申请", "商务登记", str(car.plate)[2:]):
        assert text in html
    assert shown(browser, "case", Transfer.objects.get().id)


def test_a_dealer_buys_for_stock_and_no_number_is_to_be_chosen(cars, at, signed_in):
    seller, clerk = cars.citizen(area="510104"), cars.clerk()
    car = cars.vehicle(seller)
    code = actions.give_consent(key=cars.key(), vehicle_id=car.id, citizen=seller, at=at())
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
    code = actions.give_consent(key=cars.key(), vehicle_id=car.id, citizen=seller, at=at())
    html = sent(signed_in(clerk), "dealer-new", status=409, **typed_deal(car, code, buyer)).content.decode()
    assert "UC-02" in html
    assert "85,000" in html
    assert not Transfer.objects.exists()


def test_who_works_for_no_dealer_is_turned_away(cars, signed_in):
    for name in ("dealer", "dealer-new"):
        assert "备案" in shown(signed_in(cars.citizen()), name, status=403)
