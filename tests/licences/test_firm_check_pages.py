"""A firm checks a code: it reads what was asked, and nothing is kept."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from licence_browser import Page, fits

from tongban.journal import queries as journal
from tongban.licences import actions as licences
from tongban.verdicts import Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("citizen_clock")]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_firm_reads_only_what_was_asked_when_and_that_nothing_is_kept(town, language):
    record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    client = Client()
    client.cookies["django_language"] = language
    code = town.shown(phone, bundle, at=town.later(minutes=5), purpose="rental")
    answer = client.post(reverse("licences:verify"), {"code": code})
    read = Page(answer)
    assert answer.status_code == 200
    assert fits(answer)
    assert language != "en" or read.untranslated == []
    assert record.name in read.text
    assert str(record.number)[-4:] in read.text
    assert str(record.number) not in answer.content.decode()
    assert ("我们不保存" if language == "zh-hans" else "We keep nothing") in read.text
    assert "10:05:00" in read.text
    assert record.file_number not in answer.content.decode()


def test_an_age_code_answers_yes_and_no_name(town):
    record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    code = town.shown(phone, bundle, at=town.later(minutes=5), purpose="age")
    read = Page(Client().post(reverse("licences:verify"), {"code": code}))
    assert "满 18 岁 是" in read.text
    assert record.name not in read.text


def test_an_old_code_is_not_genuine_and_gives_no_facts(town):
    record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    read = Page(Client().post(reverse("licences:verify"), {"code": town.shown(phone, bundle, purpose="rental")}))
    assert "没有通过" in read.text
    assert "截屏或旧码" in read.text
    assert record.name not in read.text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_roadside_code_is_for_the_police_and_rubbish_is_no_code(town, language):
    _record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    client = Client()
    client.cookies["django_language"] = language
    roadside = client.post(reverse("licences:verify"), {"code": town.shown(phone, bundle, at=town.later(minutes=5))})
    rubbish = client.post(reverse("licences:verify"), {"code": "hello"})
    assert (roadside.status_code, rubbish.status_code) == (403, 400)
    assert fits(roadside)
    assert fits(rubbish)
    assert language != "en" or Page(roadside).untranslated + Page(rubbish).untranslated == []


def looks_of(licence):
    return [one for one in journal.history(f"licence:{licence.id}", limit=1_000) if one.tag == "licence-shown"]


def test_a_code_that_is_sent_two_hundred_times_stands_once_in_the_holders_history(town):
    _record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    code = town.shown(phone, bundle, at=town.later(minutes=5), purpose="rental")
    for _ in range(220):
        licences.check_for_business(code, at=town.later(minutes=5, seconds=20))
    assert len(looks_of(licence)) == 1
    again = town.shown(phone, bundle, at=town.later(minutes=5, seconds=15), purpose="rental")
    age = town.shown(phone, bundle, at=town.later(minutes=5, seconds=15), purpose="age")
    for one in (again, age, code):
        licences.check_for_business(one, at=town.later(minutes=5, seconds=20))
    assert len(looks_of(licence)) == 3


def test_a_code_that_does_not_hold_leaves_nothing_in_the_holders_history(town):
    _record, holder, licence = town.issued()
    phone, bundle = town.collected(holder, licence)
    stale = town.shown(phone, bundle, purpose="rental")
    assert licences.check_for_business(stale, at=town.later(minutes=5)).outcome is not Outcome.HOLDS
    assert looks_of(licence) == []
