"""A city's rules: written by one officer, approved by another, never against the national ones."""

from __future__ import annotations

import re
import uuid
from datetime import date

import pytest
from desk_browser import Page, client_of
from django.test import Client
from django.urls import reverse

from tongban.offices.records import Duty
from tongban.policies import actions as policies
from tongban.policies.models import Policy
from tongban.policies.queries import place_names
from tongban.transfers.queries.policies import CITY_RULES, city_policy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk_clock")]
RULE = {
    "prefecture": "320500",
    "kind": "emission",
    "minimum_emission": "5",
    "from_day": "2026-12-01",
    "until_day": "",
    "text_zh": "转入的车要达到国五。",
    "text_en": "Vehicles that come in must meet China 5.",
    "source": "苏府规字〔2026〕1号",
    "exempts_new_energy": "on",
    "includes_small_non_operating": "on",
}


def draft(client, **changes):
    """Send the form of a draft; returns the answer and the draft's id."""
    policy = str(uuid.uuid4())
    return client.post(reverse("transfers:policy-draft"), RULE | {"policy": policy} | changes), policy


def test_a_rule_is_written_by_one_officer_and_approved_by_another(cars, at, town):
    author = client_of(town.officer(Duty.RULE_EDIT, region="3205"))
    approver = client_of(town.officer(Duty.RULE_APPROVAL, region="3205"))
    answer, policy = draft(author)
    assert answer.status_code == 302
    assert author.post(reverse("transfers:policy-approve", args=[policy])).status_code == 403
    public = reverse("transfers:policies")
    assert RULE["text_zh"] not in Client().get(public, {"on": "2026-12-01"}).content.decode()
    assert approver.post(reverse("transfers:policy-approve", args=[policy])).status_code == 302
    assert RULE["text_zh"] in Client().get(public, {"on": "2026-12-01"}).content.decode()
    assert RULE["text_zh"] not in Client().get(public, {"on": "2026-11-30"}).content.decode()
    ended = approver.post(reverse("transfers:policy-end", args=[policy]), {"until_day": "2026-12-31"})
    assert ended.status_code == 302
    assert RULE["text_zh"] not in Client().get(public, {"on": "2027-01-01"}).content.decode()
    early = approver.post(reverse("transfers:policy-end", args=[policy]), {"until_day": "2026-11-01"})
    assert early.status_code == 409


def test_a_city_that_ended_is_no_choice_and_the_tables_day_is_shown(cars, at, town):
    author = client_of(town.officer(Duty.RULE_EDIT, region="34"))
    page = author.get(reverse("transfers:policy-draft")).content.decode()
    assert "2024-12-31" in page
    assert "340100" in page
    assert "341400" not in page  # 巢湖市, ended in 2011
    answer, policy = draft(author, prefecture="341400")
    assert answer.status_code != 302
    assert not Policy.objects.filter(pk=policy).exists()
    name = place_names(["341400"])["341400"]
    assert (name.zh, name.en) == ("安徽省巢湖市（已撤销）", "巢湖市, Anhui (abolished)")
    assert place_names(["320500"])["320500"].en.endswith(", Jiangsu")


def test_a_rule_against_the_national_one_is_told_so_at_once_and_not_kept(cars, at, town):
    author = client_of(town.officer(Duty.RULE_EDIT, region="3205"))
    answer, _policy = draft(author, minimum_emission="6", check="yes")
    assert answer.status_code == 200
    assert "POL-01" in answer.content.decode()
    answer, _policy = draft(author, minimum_emission="6", source="")
    assert answer.status_code == 400
    assert {"POL-01", "POL-02"} <= set(re.findall(r"POL-\d\d", answer.content.decode()))
    assert not Policy.objects.exists()


def test_a_good_rule_that_is_only_checked_is_not_kept(cars, at, town):
    answer, _policy = draft(client_of(town.officer(Duty.RULE_EDIT, region="3205")), check="yes")
    assert "没有和国家规定冲突" in answer.content.decode()
    assert not Policy.objects.exists()


def test_nobody_writes_for_another_city(cars, at, town):
    answer, _policy = draft(client_of(town.officer(Duty.RULE_EDIT, region="3202")))
    assert answer.status_code == 400
    assert not Policy.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_the_rules_have_one_heading_and_one_language(cars, at, town, language):
    author = client_of(town.officer(Duty.RULE_EDIT, region="3205"), language)
    _answer, policy = draft(author)
    for address in (
        reverse("transfers:policies-desk"),
        reverse("transfers:policy-draft"),
        reverse("transfers:policy", args=[policy]),
        reverse("transfers:policies"),
    ):
        answer = author.get(address)
        page = Page(answer.content.decode())
        assert answer.status_code == 200, address
        assert (page.headings, page.forbidden) == (1, []), address
        assert language == "zh-hans" or page.loose == [], address


def test_a_rule_of_a_city_knows_its_state_on_any_day(cars, at, town):
    author, approver = (town.officer(duty, region="3205") for duty in (Duty.RULE_EDIT, Duty.RULE_APPROVAL))
    _answer, policy = draft(client_of(author), until_day="2026-12-31")
    assert city_policy(uuid.UUID(policy), on=date(2026, 12, 5)).state == "draft"
    policies.approve(CITY_RULES, uuid.UUID(policy), officer=approver, at=at())
    days = {
        date(2026, 11, 30): "coming",
        date(2026, 12, 1): "in-force",
        date(2026, 12, 31): "in-force",
        date(2027, 1, 1): "ended",
    }
    for day, state in days.items():
        assert city_policy(uuid.UUID(policy), on=day).state == state
