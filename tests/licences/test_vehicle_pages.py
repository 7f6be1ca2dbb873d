"""The owner's pages of the vehicle licence: own vehicles, one tap, the face, the code, and void after a sale."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from licences import vehicle_town as cars
from recognised import Recognised, give_match

from tongban.licences import actions, queries
from tongban.licences.models import VehicleLicence
from tongban.people import queries as people
from tongban.people.models import Account
from tongban.registers import actions as registers
from tongban.registers.models import Vehicle
from tongban.standards import qrcode
from tongban.standards.signing import generate


@pytest.fixture(autouse=True)
def _today(monkeypatch, town, settings):
    settings.STATIC_ROOT = str(settings.DATA)  # whitenoise warns when the folder is missing
    settings.DEMO = True
    for module in ("licences.views.vehicle", "credentials.wallet", "people.gates"):
        monkeypatch.setattr(f"tongban.{module}.now", lambda: town.later(minutes=5))


@pytest.fixture
def signed_in(town):
    """A client signed in as a citizen; with a face check just passed unless told otherwise."""

    def open_browser(holder, *, steps_up=True):
        client = Recognised(holder, at=lambda: town.later(minutes=4)) if steps_up else Client()
        account = Account.objects.get(pk=holder.account_id)
        client.force_login(account, backend="tongban.people.signed_in.AccountBackend")
        client.cookies["django_language"] = "zh-hans"
        return client

    return open_browser


def page(browser, name, *args, status=200):
    answer = browser.get(reverse(f"licences:{name}", args=args))
    assert answer.status_code == status
    return answer.content.decode()


def test_the_list_shows_own_vehicles_by_plate_and_nobody_elses(town, signed_in):
    holder, car, _licence = cars.received()
    other = cars.vehicle(cars.owner())
    html = page(signed_in(holder), "vehicles")
    assert str(car.id) in html
    assert str(other.id) not in html
    assert "已领取" in html


def test_who_owns_no_vehicle_reads_so(town, signed_in):
    assert "您名下没有登记的车" in page(signed_in(cars.owner()), "vehicles")


def test_one_tap_issues_the_licence_and_goes_on_to_the_phone(town, signed_in):
    holder = cars.owner()
    car = cars.vehicle(holder)
    browser = signed_in(holder)
    assert "领取，先核验本人" in page(browser, "vehicle", car.id)
    answer = browser.post(reverse("licences:vehicle-receive", args=[car.id]))
    assert answer["Location"] == reverse("licences:vehicle-collect", args=[car.id])
    assert "data-auto" in page(browser, "vehicle-collect", car.id)
    assert queries.vehicle_licence(car.id, at=town.AT).is_live


def test_without_a_fresh_face_check_nothing_is_issued(town, signed_in):
    holder = cars.owner()
    car = cars.vehicle(holder)
    answer = signed_in(holder, steps_up=False).post(reverse("licences:vehicle-receive", args=[car.id]))
    assert answer.status_code == 302
    assert not VehicleLicence.objects.exists()


def test_a_phone_collects_over_the_wallet_api_and_is_told_when_it_is_void(town, signed_in):
    holder, car, _licence = cars.received()
    browser, phone = signed_in(holder), generate()
    nonce = re.search(r'data-nonce="([^"]+)"', page(browser, "vehicle-collect", car.id))[1]
    url = reverse("licences:vehicle-wallet-collect", args=[car.id])
    proof = qrcode.prove_possession(nonce=nonce, device=phone)
    answer = browser.post(url, json.dumps(proof), content_type="application/json")
    bundle = answer.json()
    assert set(bundle["tokens"]) == {"vehicle"}
    assert bundle["face"]["plate"] == car.plate
    assert bundle["standing"] == "normal"
    ask = {"public_key": proof["public_key"]}
    refresh = reverse("licences:vehicle-wallet-refresh", args=[car.id])
    assert browser.post(refresh, json.dumps(ask), content_type="application/json").status_code == 204
    actions.withdraw_vehicle_phone(vehicle_id=car.id, citizen=holder, at=town.AT)
    gone = browser.post(refresh, json.dumps(ask), content_type="application/json")
    assert (gone.status_code, gone.json()["code"]) == (410, "vehicle-licence.void")


def test_one_face_check_serves_receiving_and_collecting_once_and_nothing_after_it(town, signed_in):
    holder = cars.owner()
    car = cars.vehicle(holder)
    browser, phone = signed_in(holder, steps_up=False), generate()
    receive = reverse("licences:vehicle-receive", args=[car.id])
    give_match(browser, holder, act=receive, at=town.later(minutes=4))
    on = browser.post(receive).url
    nonce = re.search(r'data-nonce="([^"]+)"', browser.get(on).content.decode())[1]
    url = reverse("licences:vehicle-wallet-collect", args=[car.id])
    proof = json.dumps(qrcode.prove_possession(nonce=nonce, device=phone))

    first = browser.post(url, proof, content_type="application/json")
    second = browser.post(url, proof, content_type="application/json")

    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (403, "step-up.required")
    assert browser.get(on).url.startswith("/account/face-check/")


@pytest.mark.parametrize("side", ["front", "back"])
def test_the_face_has_the_fields_of_the_card_and_says_that_paper_is_needed(town, signed_in, side):
    holder, car, _licence = cars.received()
    html = signed_in(holder).get(reverse("licences:vehicle", args=[car.id]), {"side": side}).content.decode()
    shown = (car.vin, car.engine_number, holder.name) if side == "front" else ("2027-05-31", "2027-05-19", "1750 kg")
    for text in (*shown, "没有发现不得上路的记录", "《道路交通安全法》第十一条"):
        assert text in html, text


@pytest.mark.parametrize(
    ("letter", "text"), [("L", "不得上路"), ("K", "查封"), ("J", "现在不能出示"), ("G", "违法没有处理")]
)
def test_the_face_follows_the_register_and_says_why(town, signed_in, letter, text):
    holder, car, _licence = cars.received()
    registers.set_vehicle_letter(vehicle_id=car.id, letter=letter, reason="样例", by="officer:test", at=town.AT)
    html = page(signed_in(holder), "vehicle", car.id)
    assert text in html
    assert (car.vin in html) is (letter != "J")


def test_the_code_page_announces_as_many_items_as_the_code_carries(town, signed_in):
    holder, car, _licence = cars.received()
    html = page(signed_in(holder), "vehicle-code", car.id)
    announced = re.search(r"对方会看到 (\d+) 项", html)
    assert int(announced[1]) == len(qrcode.SETS[qrcode.Purpose.VEHICLE] - {"licence"})
    assert "data-reveal" in html


def test_a_former_owner_sees_that_it_is_void_and_nothing_of_the_new_one(town, signed_in):
    holder, car, _licence = cars.received()
    buyer = cars.owner()
    Vehicle.objects.filter(pk=car.id).update(owner_name=buyer.name, owner_number=str(buyer.identity_number))
    registers.set_vehicle_letter(vehicle_id=car.id, letter="G", reason="样例", by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    browser = signed_in(holder)
    for name in ("vehicle", "vehicle-code"):
        html = page(browser, name, car.id)
        assert "电子行驶证已作废" in html
        assert buyer.name not in html
    assert "已作废的电子行驶证" in page(browser, "vehicles")
    assert "可以领取电子行驶证" in page(signed_in(people.citizen_by_id(buyer.id)), "vehicles")


@pytest.mark.parametrize("name", ["vehicle", "vehicle-collect", "vehicle-code"])
def test_a_strangers_vehicle_is_not_found(town, signed_in, name):
    _holder, car, _licence = cars.received()
    browser = signed_in(cars.owner())
    page(browser, name, car.id, status=404)
    page(browser, name, uuid.uuid4(), status=404)


def test_a_phone_given_up_on_the_page_is_void(town, signed_in):
    holder, car, licence = cars.received()
    cars.collected(holder, licence)
    browser = signed_in(holder)
    assert "停用原手机" in page(browser, "vehicle", car.id)
    assert browser.post(reverse("licences:vehicle-phone", args=[car.id])).status_code == 302
    assert "领到这部手机" in page(browser, "vehicle", car.id)


@pytest.mark.parametrize("name", ["vehicle", "vehicle-code"])
def test_the_pages_speak_english(town, signed_in, name):
    holder, car, _licence = cars.received()
    browser = signed_in(holder)
    browser.cookies["django_language"] = "en"
    html = page(browser, name, car.id)
    assert "vehicle" in html.lower()
    assert "电子行驶证</h1>" not in html
