"""Who looked and why, which business wants paper, and what waits at home."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from licence_browser import page
from page_reading import CHINESE

from tongban.licences import actions
from tongban.licences.templatetags.licences import titles
from tongban.offices.records import Duty, Purpose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("citizen_clock")]


@pytest.mark.parametrize(
    ("language", "duty"), [("zh-hans", "查询驾驶证"), ("en", "Licence search")], ids=["Chinese", "English"]
)
def test_the_holder_reads_who_looked_under_which_duty_and_why(town, signed_in, language, duty):
    record, holder, _licence = town.issued()
    purpose = Purpose(duty=Duty.LICENCE_SEARCH, reason="核对驾驶资格")
    actions.search_driver(
        town.licence_number(record), officer=town.officer(Duty.LICENCE_SEARCH), purpose=purpose, at=town.AT
    )
    town.sequence_journal()
    html = signed_in(holder, language=language).get(reverse("licences:history")).content.decode()
    assert "示例市交通管理支队" in html
    assert "核对驾驶资格" in html
    assert duty.lower() in html.lower()


def test_a_firms_check_stands_in_the_history_and_nobody_elses(town, signed_in):
    _record, holder, licence = town.issued()
    _other, stranger, _theirs = town.issued()
    phone, bundle = town.collected(holder, licence)
    actions.check_for_business(town.shown(phone, bundle, purpose="age"), at=town.AT)
    town.sequence_journal()
    assert "单位查验" in page(signed_in(holder), "licences:history").text
    assert "还没有人看过。" in page(signed_in(stranger), "licences:history").text


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
