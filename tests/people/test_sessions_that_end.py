"""A session that ends takes nothing with it that somebody typed, and gives it to nobody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from counted import statements
from django.contrib.auth import SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban import clock
from tongban.people import actions, checks, gates, idle

OWN = {"Origin": "http://testserver"}
PASSWORD = "a long enough phrase"


@pytest.fixture
def at(monkeypatch):
    """Moves the clock of sessions by minutes."""
    start = clock.now()

    def later(minutes):
        for module in (idle, gates):
            monkeypatch.setattr(module, "now", lambda: start + timedelta(minutes=minutes))

    later(0)
    return later


@pytest.fixture
def person(town, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    account = actions.open_account(username="lan", password=PASSWORD)
    actions.confirm_at_window(
        account=account, name="样本·兰", number=town.number(77), phone=None, by="officer:test", at=town.AT
    )
    return account


@pytest.fixture
def browser(person):
    client = Client(headers=OWN)
    client.force_login(person, backend="tongban.people.signed_in.AccountBackend")
    return client


FORM = {
    "agent_name": "样本·梅",
    "until_day": f"{clock.day_of(clock.now()) + timedelta(days=24)}",
    "password": "never kept",
}
GIVE = "/account/mandates/give/"


def test_given_a_quiet_session_when_it_is_used_again_in_time_then_it_goes_on(browser, at):
    for minutes in (0, 29, 58, 87):
        at(minutes)
        assert browser.get("/account/").status_code == 200


def test_given_a_quiet_session_when_its_time_is_over_then_the_person_signs_in_again(browser, at):
    browser.get("/account/")
    at(30)
    assert browser.get("/account/").url == "/sign-in/?next=/account/"
    assert SESSION_KEY not in browser.session


def test_given_what_scripts_ask_by_themselves_when_nobody_is_there_then_the_session_ends_all_the_same(browser, at):
    browser.get("/account/")
    for minutes in (10, 20, 29):
        at(minutes)
        browser.get("/api/nothing/")
        browser.get("/account/", headers={"Sec-Fetch-Mode": "same-origin"})
        browser.post("/licence/wallet/refresh/", "{}", content_type="application/json")
    at(31)
    assert browser.get("/account/").status_code == 302


def test_given_a_person_who_reads_when_the_browser_says_so_then_the_session_goes_on(browser, at):
    for minutes in (0, 20, 40):
        at(minutes)
        assert browser.get("/account/", headers={"Sec-Fetch-Mode": "navigate"}).status_code == 200


def test_given_the_button_when_somebody_stays_then_the_session_goes_on(browser, at):
    browser.get("/account/")
    at(29)
    assert browser.post("/account/stay/").status_code == 204
    at(58)
    assert browser.get("/account/").status_code == 200


def writes(browser, path):
    """The tables that a page writes."""
    with statements() as sent:
        browser.get(path)
    return {found[1] for sql in sent if (found := re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', sql))}


@pytest.mark.parametrize("minutes", [30, 0])
def test_given_a_reader_when_the_use_was_noted_a_moment_ago_then_a_page_writes_nothing(browser, at, settings, minutes):
    settings.IDLE_MINUTES = minutes
    assert writes(browser, "/account/") == {"usersessions_usersession", "django_session"}
    for later in (0, 1, 2.9):
        at(later)
        assert writes(browser, "/account/") == set()
    at(3)
    assert writes(browser, "/account/") == {"usersessions_usersession", "django_session"}


def test_given_a_session_with_a_new_key_when_it_goes_on_then_it_is_in_the_list_at_once_and_still_ends(browser, at):
    browser.get("/account/")
    session = browser.session
    session.cycle_key()
    browser.cookies["sessionid"] = session.session_key
    browser.get("/account/")
    assert UserSession.objects.filter(session_key=session.session_key).exists()
    session.cycle_key()
    browser.cookies["sessionid"] = session.session_key
    at(30)
    assert browser.get("/account/").status_code == 302


@pytest.mark.parametrize("minutes", [0, 15])
def test_given_a_setting_when_it_says_never_or_another_time_then_that_holds(browser, at, settings, minutes):
    settings.IDLE_MINUTES = minutes
    page = browser.get("/account/").content.decode()
    assert ('data-idle="900"' in page) is bool(minutes)
    at(16)
    assert browser.get("/account/").status_code == (302 if minutes else 200)


def shown_seconds(browser):
    return int(re.search(r'data-idle="(\d+)"', browser.get("/account/").content.decode())[1])


def test_a_page_promises_no_more_time_than_the_session_has(browser, at):
    assert shown_seconds(browser) == 1800
    at(0.75)
    assert shown_seconds(browser) == 1755
    browser.post("/account/stay/")
    assert shown_seconds(browser) == 1800
    at(30.7)
    assert browser.get("/account/").status_code == 200


@pytest.mark.parametrize(("minutes", "is_allowed"), [(0, True), (1, False), (2, False), (3, True)])
def test_an_idle_time_without_room_for_the_warning_is_refused_at_the_start(settings, minutes, is_allowed):
    settings.IDLE_MINUTES = minutes
    assert [one.id for one in checks.warning_has_its_two_minutes()] == ([] if is_allowed else ["people.E002"])


def sign_in_again(browser, address):
    return browser.post(address, {"login": "lan", "password": PASSWORD, "next": address.split("next=")[1]})


def test_given_a_form_that_is_sent_after_the_end_when_the_person_signs_in_again_then_it_goes_on(browser, at):
    browser.get("/account/")
    at(45)
    address = browser.post(GIVE, FORM).url
    assert address.startswith("/sign-in/?next=/account/carry-on/")
    assert "都留着" in browser.get(address).content.decode()
    page = browser.get(sign_in_again(browser, address).url).content.decode()
    assert f'action="{GIVE}"' in page
    assert 'value="样本·梅"' in page
    assert "您填的都在" in page
    assert "选过的文件" not in page
    assert "never kept" not in page


def test_given_an_act_in_which_nothing_was_filled_in_when_it_goes_on_then_the_page_says_no_such_thing(browser, at):
    browser.get("/account/")
    at(45)
    address = browser.post(GIVE, {"key": "one-tap"}).url
    page = browser.get(sign_in_again(browser, address).url).content.decode()
    assert "刚才要办的还没有提交" in page
    assert "您填的都在" not in page
    assert "选过的文件" not in page


def test_given_a_file_in_the_form_when_it_goes_on_then_the_page_says_to_choose_it_again(browser, at):
    browser.get("/account/")
    at(45)
    address = browser.post(GIVE, FORM | {"face": SimpleUploadedFile("face.jpg", b"x")}).url
    assert "选过的文件需要重新选择" in browser.get(sign_in_again(browser, address).url).content.decode()


def test_given_a_wrong_password_when_a_form_was_kept_then_the_page_still_says_so(browser, at):
    browser.get("/account/")
    at(45)
    address = browser.post(GIVE, FORM).url
    page = browser.post("/sign-in/", {"login": "lan", "password": "wrong", "next": address.split("next=")[1]})
    assert "填过的都留着" in page.content.decode()


def test_given_a_form_that_was_kept_when_it_lies_in_the_session_then_it_is_sealed(browser, at):
    browser.get("/account/")
    at(45)
    browser.post(GIVE, FORM)
    stored = repr(dict(browser.session.items()))
    assert "样本·梅" not in stored
    assert "never kept" not in stored
    assert GIVE in stored


def test_given_a_kept_form_when_somebody_else_signs_in_then_they_see_nothing_of_it(browser, at):
    actions.open_account(username="mei", password=PASSWORD)
    browser.get("/account/")
    at(45)
    address = browser.post(GIVE, FORM).url
    answer = browser.post(address, {"login": "mei", "password": PASSWORD, "next": address.split("next=")[1]})
    assert browser.get(answer.url).url == "/account/"


def test_given_a_form_of_another_site_when_the_session_is_over_then_nothing_of_it_is_kept(person, at):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person, backend="tongban.people.signed_in.AccountBackend")
    browser.get("/account/")
    at(45)
    answer = browser.post(GIVE, FORM, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert gates.RETURNS not in browser.session


def test_given_nobody_signed_in_when_a_form_is_sent_then_it_is_kept_for_a_quarter_of_an_hour(person, at):
    client = Client(headers=OWN)
    address = client.post(GIVE, FORM).url
    assert address.startswith("/sign-in/?next=/account/carry-on/")
    next_page = sign_in_again(client, address).url
    assert 'value="样本·梅"' in client.get(next_page).content.decode()
    at(16)
    assert client.get(next_page).url == "/account/"


# --- a page that is too old ------------------------------------------------------------------------------------
def test_given_a_stale_token_when_our_own_form_is_sent_then_the_answers_are_kept_with_a_fresh_one(person):
    client = Client(headers=OWN, enforce_csrf_checks=True)
    client.force_login(person, backend="tongban.people.signed_in.AccountBackend")
    answer = client.post(GIVE, FORM | {"csrfmiddlewaretoken": "x" * 64})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "这一页放得太久了" in page
    assert "不能办这件事" not in page
    assert f'<form method="post" action="{GIVE}">' in page
    assert 'value="样本·梅"' in page
    assert "never kept" not in page
    assert page.count("csrfmiddlewaretoken") >= 1
    assert "x" * 64 not in page


def test_given_a_stale_token_and_a_file_when_it_is_sent_then_the_rest_is_kept_and_the_file_is_chosen_again(person):
    client = Client(headers=OWN, enforce_csrf_checks=True)
    face = SimpleUploadedFile("<face>.jpg", b"x")
    page = client.post(GIVE, FORM | {"face": face}).content.decode().split("<main")[1]
    assert "您填的都留着，只是文件要重新选择" in page
    assert "返回上一页" not in page
    assert f'<form method="post" action="{GIVE}" enctype="multipart/form-data">' in page
    assert 'value="样本·梅"' in page
    assert "重新选择：&lt;face&gt;.jpg</label>" in page
    assert 'type="file" id="file-1" name="face" required>' in page
    english = client.post(GIVE, {"face": SimpleUploadedFile("a.jpg", b"x")}, headers={"Accept-Language": "en"})
    assert "Choose again: a.jpg" in english.content.decode()


def test_given_several_files_of_one_field_when_the_page_was_too_old_then_several_can_be_chosen_again(person):
    client = Client(headers=OWN, enforce_csrf_checks=True)
    several = [SimpleUploadedFile("1.jpg", b"x"), SimpleUploadedFile("2.jpg", b"x")]
    page = client.post(GIVE, FORM | {"pages": several}).content.decode()
    assert 'name="pages" required multiple>' in page
    assert "1.jpg, 2.jpg" in page


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", None])
def test_given_a_form_of_another_site_when_it_has_no_token_then_no_button_sends_it_on(person, origin):
    client = Client(headers={"Origin": origin} if origin else {}, enforce_csrf_checks=True)
    answer = client.post(GIVE, FORM)
    assert answer.status_code == 403
    assert "样本·梅" not in answer.content.decode()
