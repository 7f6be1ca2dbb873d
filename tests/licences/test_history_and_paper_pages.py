"""Who looked and why, which business wants paper, and what waits at home."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from licence_browser import Page, page
from page_reading import CHINESE

from tongban.journal import actions as journal
from tongban.licences import actions
from tongban.licences.entries import LicenceShown, RecordSearched
from tongban.licences.words import titles
from tongban.offices.records import Duty, Purpose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("citizen_clock")]


@pytest.mark.parametrize(
    ("language", "office", "duty"),
    [
        ("zh-hans", "示例市交通管理支队", "查询驾驶证"),
        ("en", "Example City Traffic Office", "Licence search"),
    ],
    ids=["Chinese", "English"],
)
def test_the_holder_reads_who_looked_under_which_duty_and_why(town, signed_in, language, office, duty):
    record, holder, _licence = town.issued()
    purpose = Purpose(duty=Duty.LICENCE_SEARCH, reason="核对驾驶资格")
    actions.search_driver(
        town.licence_number(record), officer=town.officer(Duty.LICENCE_SEARCH), purpose=purpose, at=town.AT
    )
    town.sequence_journal()
    html = signed_in(holder, language=language).get(reverse("licences:history")).content.decode()
    assert office in html
    assert "核对驾驶资格" in html
    assert duty.lower() in html.lower()


def test_a_firms_check_stands_in_the_history_and_nobody_elses(town, signed_in):
    _record, holder, licence = town.issued()
    _other, stranger, _theirs = town.issued()
    phone, bundle = town.collected(holder, licence)
    actions.check_for_business(town.shown(phone, bundle, purpose="age"), at=town.AT)
    town.sequence_journal()
    assert "年龄 · 真实有效" in section(signed_in(holder), "others")
    assert "年龄" not in section(signed_in(holder), "officers")
    assert "还没有人看过。" in section(signed_in(stranger), "others")


def section(client, of, number=1):
    """The text of one section of the page."""
    return Page(client.get(reverse("licences:history"), {"of": of, "page": number})).text


def test_an_officers_look_stays_in_sight_whatever_others_do_and_no_history_is_cut(town, signed_in):
    record, holder, licence = town.issued()
    purpose = Purpose(duty=Duty.LICENCE_SEARCH, reason="核对驾驶资格")
    actions.search_driver(
        town.licence_number(record), officer=town.officer(Duty.LICENCE_SEARCH), purpose=purpose, at=town.AT
    )
    about = [f"licence:{licence.id}", holder.key, record.key]
    for n in range(230):
        entry = LicenceShown(licence=str(licence.id), purpose="age", outcome="holds", shown_at=f"moment {n:03}")
        journal.record(entry, by="system:verify", about=about, at=town.later(seconds=n))
    client = signed_in(holder)
    assert "核对驾驶资格" in section(client, "officers")
    shown = [section(client, "others", number).count("年龄 · 真实有效") for number in range(1, 7)]
    assert shown == [50, 50, 50, 50, 30, 30]  # beyond the end is the last page
    whole = [client.get(reverse("portal:record"), {"page": number}).content.decode() for number in range(1, 6)]
    assert sum(one.count("年龄 · 真实有效") for one in whole) == 230
    assert "核对驾驶资格" in whole[-1]
    assert "提交申领" in section(client, "acts")
    assert "年龄" not in section(client, "nonsense")


def test_a_page_of_a_history_costs_the_same_queries_however_long_it_is(town, signed_in):
    _record, holder, licence = town.issued()
    client, counted = signed_in(holder), []
    section(client, "others")  # the first visit of a session costs more
    for more in (1, 120):
        for n in range(more):
            entry = LicenceShown(licence=str(licence.id), purpose="age", outcome="holds", shown_at=f"{more} {n}")
            journal.record(entry, by="system:verify", about=[holder.key], at=town.AT)
        with CaptureQueriesContext(connection) as asked:
            assert section(client, "others").count("年龄 · 真实有效") == min(more, 50)
        counted.append(len(asked))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("of", ["holder", "officer"])
def test_twenty_looks_on_a_page_ask_no_more_than_one_look(town, signed_in, of, language):
    """Of the holder's history and of the officer's own journal: the offices' names come in one query."""
    _record, holder, _licence = town.issued()
    officer, counted = town.officer(Duty.LICENCE_SEARCH, Duty.ROADSIDE_CHECK), []
    is_holder = of == "holder"
    name = "licences:history" if is_holder else "portal:journal"
    client = signed_in(holder if is_holder else officer, language=language, steps_up=is_holder)
    client.get(reverse(name))  # the first visit of a session costs more
    for more in (1, 19):
        for n in range(more):
            entry = RecordSearched(duty=Duty.LICENCE_SEARCH, reason=f"核对 {more} {n}", office=officer.office_name)
            journal.record(entry, by=officer.key, about=[holder.key], at=town.AT)
        with CaptureQueriesContext(connection) as asked:
            html = client.get(reverse(name)).content.decode()
        called = officer.office_name_en if language == "en" else officer.office_name
        assert html.count(f"{called} · ") == (1 if more == 1 else 20)
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_every_journal_tag_has_words():
    assert all(CHINESE.search(title) for title in titles().values())


def test_the_paper_page_answers_by_business_without_colours_of_a_standing(town, signed_in):
    _record, holder, _licence = town.issued()
    client = signed_in(holder)
    for business, answer in (("roadside", "不用纸质证"), ("general", "要带纸质证")):
        html = client.get(reverse("licences:paper") + f"?business={business}").content.decode()
        assert answer in html
        assert re.search(r"(tag|standing)--(green|amber|red|grey)", html) is None
    assert 'role="status"' not in client.get(reverse("licences:paper") + "?business=nonsense").content.decode()


def test_home_says_what_waits_and_counts_unread_messages(town, signed_in):
    _record, holder, _licence = town.issued()
    read = page(signed_in(holder), "portal:home")
    assert "把驾驶证领到这部手机" in read.text
    assert "需要您处理 1 件" in read.text
