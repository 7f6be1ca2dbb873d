"""The roadside pages for a vehicle: result, typed plate, and the words that the phone keeps for when it is off line."""

from __future__ import annotations

import uuid
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from licences import vehicle_town as cars
from licences.test_desk_pages import Page

from tongban.offices.records import Duty
from tongban.people.models import Account
from tongban.registers import actions as registers
from tongban.roadside.words import OFFLINE_VEHICLE_HEADS

pytestmark = pytest.mark.django_db
KNOWN_CHINESE = {"样证 SPECIMEN", "中文"}


@pytest.fixture(autouse=True)
def _today(monkeypatch, town, settings):
    settings.DEMO = True
    settings.STATIC_ROOT = str(settings.DATA)  # whitenoise warns when the folder is missing
    for module in ("roadside.views", "offices.gates"):
        monkeypatch.setattr(f"tongban.{module}.now", lambda: town.AT)


@pytest.fixture
def patrol(town):
    """A client on the road."""
    one = town.officer(Duty.ROADSIDE_CHECK)
    client = Client()
    client.force_login(Account.objects.get(pk=one.account_id), backend="tongban.people.signed_in.AccountBackend")
    return client


def checked(client, text):
    """The result page after the plain form."""
    return client.get(client.post(reverse("roadside:check"), {"code": text}).url).content.decode()


def test_a_vehicle_in_order_passes_with_its_facts_and_a_masked_owner(patrol):
    holder, car, licence = cars.received()
    html = checked(patrol, cars.shown(*cars.collected(holder, licence)))
    assert 'data-result-word="pass"' in html
    for text in ("没有发现不得上路的记录", car.model, f"尾号 {car.vin[-6:]}", "2027-05-31", "非营运"):
        assert text in html, text
    assert holder.name not in html
    assert "portrait" not in html


def test_a_vehicle_that_may_not_be_on_the_road_says_so_in_a_vehicles_words(patrol, town):
    holder, car, licence = cars.received()
    registers.set_vehicle_letter(vehicle_id=car.id, letter="Q", reason="样例", by="officer:test", at=town.AT)
    html = checked(patrol, cars.shown(*cars.collected(holder, licence)))
    assert "不得上路" in html
    assert "不得驾驶" not in html
    assert "《道路交通安全法》第十三条" in html
    assert "换有相应准驾车型的人来开" not in html


def test_a_plate_is_typed_with_a_reason_and_the_page_says_that_the_register_was_asked(patrol):
    car = cars.vehicle(cars.owner())
    asked = {"check": str(uuid.uuid4()), "plate_kind": "02", "plate": car.plate.lower(), "said": "patrol", "reason": ""}
    url = reverse("roadside:plate")
    assert "写明内部事由" in patrol.post(url, asked).content.decode()
    assert "号牌要写全" in patrol.post(url, asked | {"plate": "123", "reason": "路面巡逻核查"}).content.decode()
    html = patrol.get(patrol.post(url, asked | {"reason": "路面巡逻核查"}).url).content.decode()
    assert "登记系统里没有发现不得上路的记录" in html
    assert "证真" not in html
    assert car.plate in patrol.get(reverse("roadside:checks")).content.decode()


def test_a_motorcycles_plate_is_drawn_too(patrol):
    car = cars.vehicle(cars.owner(), plate_kind="07")
    asked = {
        "check": str(uuid.uuid4()),
        "plate_kind": "07",
        "plate": car.plate,
        "said": "patrol",
        "reason": "路面巡逻核查",
    }
    answer = patrol.get(patrol.post(reverse("roadside:plate"), asked).url)
    assert answer.status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_scan_page_carries_the_words_of_vehicles_for_every_offline_outcome(patrol, language):
    patrol.cookies["django_language"] = language
    html = unescape(patrol.get(reverse("roadside:start")).content.decode())
    for outcome, head in OFFLINE_VEHICLE_HEADS.items():
        assert f'<template data-result="vehicle-{outcome}">' in html
        assert head.line.in_language(language) in html


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_have_one_heading_nothing_inline_and_speak_the_language(patrol, language, town):
    holder, _car, licence = cars.received()
    patrol.cookies["django_language"] = language
    code = cars.shown(*cars.collected(holder, licence))
    for html in (checked(patrol, code), patrol.get(reverse("roadside:plate")).content.decode()):
        page = Page(html)
        assert (page.headings, page.forbidden) == (1, [])
        if language == "en":
            assert [said for said in page.loose if said not in KNOWN_CHINESE and "通办" not in said] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_plate_that_nobody_bears_is_a_result_page_and_no_form_error(patrol, language):
    patrol.cookies["django_language"] = language
    asked = {
        "check": str(uuid.uuid4()),
        "plate_kind": "02",
        "plate": "京A99999",
        "said": "patrol",
        "reason": "路面巡逻核查",
    }
    html = patrol.get(patrol.post(reverse("roadside:plate"), asked).url).content.decode()
    assert 'data-result-word="no-record"' in html
    assert "京A99999" in html
    assert ("查无记录" if language == "zh-hans" else "NO RECORD") in html
    assert ("这不是处罚依据" if language == "zh-hans" else "no ground for a penalty") in html
    assert "京A99999" in patrol.get(reverse("roadside:checks")).content.decode()
