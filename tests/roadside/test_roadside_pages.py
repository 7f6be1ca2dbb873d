"""The roadside pages through Django's client: scan page, plain form and JSON, results, and whose they are."""

from __future__ import annotations

import json
import uuid
from html import escape, unescape

import pytest
from django.test import Client
from django.urls import reverse
from licences.test_desk_pages import Page

from tongban.offices.records import Duty
from tongban.people.models import Account
from tongban.registers import actions as registers
from tongban.roadside.rules import Word
from tongban.roadside.words import HEADS, OFFLINE_HEADS, OFFLINE_REASONS
from tongban.standards import qrcode

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
    """A client on the road: an officer with the duty, or with others."""

    def open_client(*duties, **options):
        one = town.officer(*(duties or (Duty.ROADSIDE_CHECK,)))
        client = Client(**options)
        client.force_login(Account.objects.get(pk=one.account_id), backend="tongban.people.signed_in.AccountBackend")
        return client

    return open_client


@pytest.fixture
def code(town):
    """The live code of a driver, as text."""

    def show(record=None, **options):
        _record, holder, licence = town.issued(record)
        phone, bundle = town.collected(holder, licence)
        return town.shown(phone, bundle, **options)

    return show


def checked(client, text):
    """The result page after the plain form."""
    return client.get(client.post(reverse("roadside:check"), {"code": text}).url)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_roadside_page_has_one_heading_and_nothing_inline(patrol, code, language):
    client = patrol()
    client.cookies["django_language"] = language
    pages = [client.get(reverse(f"roadside:{name}")) for name in ("start", "number", "checks")]
    pages.append(checked(client, code()))
    for answer in pages:
        page = Page(answer.content.decode())
        assert (answer.status_code, page.headings, page.forbidden) == (200, 1, [])
        if language == "en":
            assert [said for said in page.loose if said not in KNOWN_CHINESE and "通办" not in said] == []


def test_the_road_is_closed_without_the_duty(patrol):
    client = patrol(Duty.PHOTO_REVIEW)
    for name in ("start", "number", "checks"):
        assert client.get(reverse(f"roadside:{name}")).status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_scan_page_carries_words_for_every_offline_outcome_and_reason(patrol, language):
    client = patrol()
    client.cookies["django_language"] = language
    page = unescape(client.get(reverse("roadside:start")).content.decode())
    for outcome, head in OFFLINE_HEADS.items():
        assert f'<template data-result="{outcome}">' in page
        assert head.word.in_language(language) in page
    for key, text in OFFLINE_REASONS.items():
        assert f'<template data-reason="{key}">{text.in_language(language)}</template>' in page


def test_every_word_has_its_head():
    assert set(HEADS) == set(Word)


def test_a_live_code_passes_and_asks_to_compare_the_face(patrol, code):
    page = checked(patrol(), code()).content.decode()
    assert 'data-result-word="pass"' in page
    assert "是本人吗" in page
    assert "状态数据" in page


def test_twelve_points_stop_with_article_and_remedy(patrol, code, town):
    record = town.driver()
    text = code(record)
    registers.add_points(key=town.key(), driver_id=record.id, points=12, reason="样例", by="officer:test", at=town.AT)
    page = checked(patrol(), text).content.decode()
    assert 'data-result-word="stop"' in page
    assert "《道路交通安全法实施条例》第二十八条" in page
    assert "参加满分学习" in page


def test_an_old_code_is_not_genuine_and_never_called_a_stop(patrol, code, town):
    page = checked(patrol(), code(at=town.later(minutes=-9))).content.decode()
    assert 'data-result-word="not-genuine"' in page
    assert "不得驾驶" not in page


def test_an_age_code_shows_no_identity(patrol, code):
    answer = checked(patrol(), code(purpose="age"))
    page = answer.content.decode()
    assert 'data-result-word="other-use"' in page
    assert "请对方在“亮码”里选“路检”，再扫一次。" in page
    assert "result--pass" not in page
    assert "样本·" not in Page(answer.content.decode()).loose
    assert "portrait" not in answer.content.decode()


def test_what_is_no_code_says_that_it_does_not_mean_forged(patrol):
    answer = patrol().post(reverse("roadside:check"), {"code": "hello"})
    assert answer.status_code == 400
    assert "读不出不等于是假的" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "从开头看是付款码"), ("en", "by its beginning it is a payment code")]
)
def test_a_code_of_another_kind_is_told_and_not_repeated(patrol, caplog, language, said):
    client = patrol()
    client.cookies["django_language"] = language
    text = "https://qr.alipay.com/<script>alert(1)</script>"
    answer = client.post(reverse("roadside:check"), {"code": text})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    asked = {"id": str(uuid.uuid4()), "code": text, "challenge": None}
    for_script = client.post(reverse("roadside:check"), json.dumps(asked), content_type="application/json")
    assert for_script.status_code == 400
    assert said in for_script.json()["detail"]
    for shown in (answer.content.decode(), for_script.content.decode(), caplog.text):
        assert "alipay" not in shown
        assert "alert(1)" not in shown


def test_the_page_carries_what_other_codes_are_for_when_there_is_no_network(patrol):
    page = patrol().get(reverse("roadside:start")).content.decode()
    for kind in qrcode.KINDS:
        assert f'data-reason="form.{kind.name}" data-pattern="{escape(kind.pattern)}"' in page
        assert kind.words.zh in page


def test_the_script_gets_the_address_of_the_result_and_the_same_for_the_same_id(patrol, code, town):
    client, asked = patrol(), {"id": str(uuid.uuid4()), "code": code(), "challenge": None}
    asked["scanned_at"] = town.AT.isoformat()
    send = lambda: client.post(reverse("roadside:check"), json.dumps(asked), content_type="application/json")  # noqa: E731
    first, again = send(), send()
    assert first.json() == again.json() == {"url": reverse("roadside:result", args=[asked["id"]])}
    assert 'data-result-word="pass"' in client.get(first.json()["url"]).content.decode()


def test_another_officers_check_is_not_found(patrol, code):
    address = patrol().post(reverse("roadside:check"), {"code": code()}).url
    stranger = patrol()
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}portrait/").status_code == 404


def test_a_number_needs_a_reason(patrol, town):
    client, record = patrol(), town.driver()
    asked = {"check": str(uuid.uuid4()), "number": str(record.number), "reason": ""}
    answer = client.post(reverse("roadside:number"), asked)
    assert (answer.status_code, "写明事由" in answer.content.decode()) == (200, True)
    answer = client.post(reverse("roadside:number"), asked | {"reason": "路面巡逻核查"})
    page = client.get(answer.url).content.decode()
    assert "查的是登记系统" in page
    assert "证真" not in page


def test_a_form_without_its_token_is_refused(patrol, code):
    assert patrol(enforce_csrf_checks=True).post(reverse("roadside:check"), {"code": code()}).status_code == 403
