"""The administrator sees how `work` goes and releases what was set aside; it says nothing of anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tongban import clock
from tongban.config.management.commands.work import Turns, steps
from tongban.faces.records import Step
from tongban.followers import actions as followers
from tongban.followers import queries
from tongban.journal.models import Entry
from tongban.offices.records import Duty
from tongban.verdicts import Text

PAGE, RELEASE = "/desk/work/", "/desk/work/release/"


def dead(item: str) -> None:
    for _ in range(followers.TRIES):
        followers.set_aside("toy/things", item, KeyError("绝密内容"), at=clock.now())


def test_an_administrator_sees_what_died_and_releases_it_with_a_trace(town, sign_in):
    dead("7")
    followers.set_aside("toy/things", "8", KeyError(), at=clock.now())
    administrator = town.officer(Duty.ADMINISTER)
    client = sign_in(administrator)
    page = client.get(PAGE).content.decode()
    assert "没有办成的：1 项" in page
    assert page.count(RELEASE) == 1
    assert "绝密内容" not in page
    assert client.post(RELEASE, {"line": "toy/things", "item": "7"}).url == PAGE
    assert [one.is_dead for one in queries.dead_letters()] == [False, False]
    assert administrator.key in str(Entry.objects.get(tag="letter-released").details.by)
    assert client.post(RELEASE, {"line": "toy/things", "item": "9"}).status_code == 404
    assert Entry.objects.filter(tag="letter-released").count() == 1


@pytest.mark.parametrize(("minutes", "fails", "word"), [(1, False, "正常"), (11, False, "没有动静"), (1, True, "出错")])
def test_a_step_runs_is_silent_or_fails(town, sign_in, minutes, fails, word):
    followers.note_done("lists", count=4, at=clock.now() - timedelta(minutes=minutes))
    if fails:
        followers.note_failed("lists", OSError("绝密内容"), at=clock.now())
    page = sign_in(town.officer(Duty.ADMINISTER)).get(PAGE).content.decode()
    assert word in page
    assert "绝密内容" not in page


@pytest.mark.parametrize(("hours", "is_silent"), [(1, False), (12, False), (25, True)])
def test_a_new_step_that_rests_for_long_is_shown_with_its_words_and_is_not_silent(
    town, sign_in, monkeypatch, hours, is_silent
):
    half_a_day = 12 * 3600.0
    Turns(Step("archive", half_a_day, lambda: 0, Text("整理旧档案", "Tidy old files"))).take()
    monkeypatch.setenv("TONGBAN_CLOCK_OFFSET", str(hours * 3600))
    client = sign_in(town.officer(Duty.ADMINISTER))
    page = client.get(PAGE).content.decode()
    assert "整理旧档案" in page
    assert ("没有动静" in page) is is_silent
    assert "Tidy old files" in client.get(PAGE, headers={"Accept-Language": "en"}).content.decode()


@pytest.mark.django_db(transaction=True)  # a step that fails gives its connection back
def test_every_step_of_work_says_what_it_does_before_it_does_anything():
    def fail():
        raise OSError

    for step in steps():
        Turns(replace(step, act=fail)).take()
    told = {one.name: (one.words, one.rest.total_seconds()) for one in queries.steps()}
    assert told == {step.name: (step.words, step.rest) for step in steps()}


def test_an_empty_page_says_so_in_english(town, sign_in):
    page = sign_in(town.officer(Duty.ADMINISTER)).get(PAGE, headers={"Accept-Language": "en"}).content.decode()
    assert "Nothing is set aside." in page
    assert "No step has run yet." in page


@pytest.mark.parametrize("duty", [Duty.SUPERVISION, Duty.AUDIT, Duty.WINDOW])
def test_nobody_else_sees_or_releases_anything(town, sign_in, duty):
    dead("7")
    client = sign_in(town.officer(duty))
    assert client.get(PAGE).status_code == 403
    assert client.post(RELEASE, {"line": "toy/things", "item": "7"}).status_code == 403
    assert queries.count_dead() == 1


def test_an_administrators_home_offers_what_an_administrator_does_and_tells_what_waits(town, sign_in):
    dead("7")
    client = sign_in(town.officer(Duty.ADMINISTER))
    page = client.get("/home/").content.decode()
    doors = page.split("您可以办")[1]
    assert 'href="/desk/offices/"' in doors
    assert f'href="{PAGE}"' in doors
    assert "后台没有办成的，1 项" in page
    assert "后台没有办成的" not in sign_in(town.officer(Duty.WINDOW)).get("/home/").content.decode()
