"""The citizen's pages through Django's client: both languages, nothing inline, the face and who may see it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from licence_browser import Page, hand_in, page, returned

from tongban.licences import actions, queries
from tongban.registers import actions as registers
from tongban.registers.models import Driver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("citizen_clock")]
PAGES = ("licence", "application", "code", "history", "paper", "lock", "collect", "unlock", "verify")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_has_one_heading_nothing_inline_and_speaks_one_language(town, signed_in, language):
    _record, holder, _licence = town.issued()
    client = signed_in(holder, language=language)
    addresses = [reverse(f"licences:{name}") for name in PAGES]
    addresses += [reverse("licences:licence") + "?side=back", reverse("licences:paper") + "?business=general"]
    addresses += [reverse(f"portal:{name}") for name in ("home", "cases", "me")]
    for address in addresses:
        answer = client.get(address)
        read = Page(answer)
        assert answer.status_code == 200, address
        assert (read.headings, read.forbidden) == (1, []), address
        assert language != "en" or read.untranslated == [], address


def lettered(record, letter):
    """The letter in the register, as it stands there already: some are set under conditions of their own."""
    Driver.objects.filter(pk=record.id).update(letters=letter, version=2)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("letter", list("BCDEFGHIJKLMNPRSTU"))
def test_every_standing_has_a_page_in_both_languages(town, signed_in, language, letter):
    record, holder, _licence = town.issued()
    if letter == "B":
        registers.add_points(
            key=town.key(), driver_id=record.id, points=12, reason="样例", by="officer:test", at=town.AT
        )
    else:
        lettered(record, letter)
    read = page(signed_in(holder, language=language), "licences:licence")
    assert (read.headings, read.forbidden) == (1, [])
    assert language != "en" or read.untranslated == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_stage_of_an_application_has_a_page_in_both_languages(town, signed_in, language):
    for made in (hand_in(town), returned(town), returned(town, times=3)):
        _record, holder, found = made
        client = signed_in(holder, language=language)
        for name in ("licences:application", "portal:home", "portal:cases"):
            read = page(client, name)
            assert (read.headings, read.forbidden) == (1, []), (name, queries.application(found).stage)
            assert language != "en" or read.untranslated == [], (name, queries.application(found).stage)


def test_a_stranger_is_sent_to_the_sign_in(town):
    for name in PAGES:
        if name != "verify":
            assert Client().get(reverse(f"licences:{name}")).status_code == 302, name


def test_the_face_answers_first_and_masks_the_number(town, signed_in):
    record, holder, _licence = town.issued()
    read = page(signed_in(holder), "licences:licence")
    assert "没有发现不得驾驶 C1 类车的记录" in read.text
    assert "状态刚刚核对：10:05:00" in read.text
    assert record.number.masked in read.text
    assert str(record.number) not in read.text
    assert "样证 SPECIMEN" in read.text
    assert "截屏无效" in read.text


def test_the_back_lists_first_what_may_be_driven(town, signed_in):
    _record, holder, _licence = town.issued(town.driver(classes="C1", class_dates={"C1": "2015-06-17"}))
    read = page(signed_in(holder), "licences:licence", "?side=back")
    assert read.text.index("小型汽车 可以") < read.text.index("三轮汽车 可以") < read.text.index("大型客车 不可以")


def test_who_may_not_drive_reads_it_in_the_banner_with_ground_and_remedy(town, signed_in):
    record, holder, _licence = town.issued()
    registers.set_letter(driver_id=record.id, letter="D", reason="样例", by="officer:test", at=town.AT)
    read = page(signed_in(holder), "licences:licence")
    assert "驾驶证已暂扣，暂扣期间不得驾驶机动车。" in read.text
    assert "第二十八条" in read.text
    assert "暂扣期满后恢复。" in read.text
    assert "没有发现不得驾驶" not in read.text


@pytest.mark.parametrize(("letter", "ground"), [("J", "第二十九条"), ("L", "发证地车管所锁定了您的驾驶证。")])
def test_a_licence_stopped_by_its_office_shows_its_ground_and_no_face(town, signed_in, letter, ground):
    record, holder, _licence = town.issued()
    lettered(record, letter)
    read = page(signed_in(holder), "licences:licence")
    assert ground in read.text
    assert record.file_number[:4] not in read.text


@pytest.mark.parametrize("letter", ["E", "F", "G"])
def test_a_licence_that_is_no_more_shows_no_face(town, signed_in, letter):
    record, holder, _licence = town.issued()
    registers.set_letter(driver_id=record.id, letter=letter, reason="样例", by="officer:test", at=town.AT)
    client = signed_in(holder)
    assert "准驾车型" not in page(client, "licences:licence").text
    actions.follow_register(at=town.AT)
    assert "现在不能申领" in page(client, "licences:licence").text


def test_nobody_sees_another_persons_photo(town, signed_in):
    _record, holder, _licence = town.issued()
    _other, stranger, _theirs = town.issued()
    own = signed_in(holder).get(reverse("licences:photo"))
    other = signed_in(stranger).get(reverse("licences:photo"))
    assert own.headers["Cache-Control"].startswith("private")
    assert own.content != other.content
    assert signed_in(town.citizen(town.driver())).get(reverse("licences:photo")).status_code == 404
    assert Client().get(reverse("licences:photo")).status_code == 302
