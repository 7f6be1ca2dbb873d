"""Where limits are asked: each door, from the outside."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
import town as small_town
from django.test import Client

from tongban import clock
from tongban.errors import TooMany
from tongban.journal import actions as journal_actions
from tongban.journal import queries as journal
from tongban.licences import actions as licences
from tongban.limits.table import limit
from tongban.offices import actions as offices
from tongban.offices import queries as office_queries
from tongban.offices.records import Duty, Purpose
from tongban.people import actions as people
from tongban.roadside import actions as roadside

PASSWORD = "a long enough phrase"


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def sign_in(password, *, name="lan", address="192.0.2.7", **headers):
    client = Client(REMOTE_ADDR=address, headers=headers)
    answer = client.post("/sign-in/", {"login": name, "password": password})
    return answer, "_auth_user_id" in client.session


@pytest.fixture
def lan(town):
    return people.open_account(username="lan", password=PASSWORD)


# --- signing in ------------------------------------------------------------------------------------------------
def test_given_a_strangers_wrong_passwords_when_the_owner_signs_in_elsewhere_then_the_owner_is_in(lan):
    for _ in range(8):
        answer, _in = sign_in("wrong", address="198.51.100.9")
    assert answer.status_code == 429
    assert sign_in(PASSWORD, address="198.51.100.9")[1] is False
    assert sign_in(PASSWORD)[1] is True


def test_given_too_many_wrong_passwords_when_one_more_is_sent_then_the_answer_says_when_in_both_languages(lan):
    for _ in range(5):
        sign_in("wrong")
    for language, words in (("zh-hans", "后再试"), ("en", "Try again in")):
        answer, _in = sign_in("wrong", **{"Accept-Language": language})
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 180
        assert words in answer.content.decode()


def test_given_the_same_name_in_other_letters_when_it_is_guessed_at_then_it_is_the_same_name(lan):
    for name in ("lan", "LAN", "Lan", "lAn", "laN"):
        sign_in("wrong", name=name)
    assert sign_in("wrong")[0].status_code == 429


def test_given_right_passwords_when_somebody_signs_in_often_then_nothing_is_counted(lan):
    assert all(sign_in(PASSWORD)[1] for _ in range(8))


def test_given_one_address_when_it_tries_many_names_then_it_waits(lan, settings):
    settings.LIMITS = {"sign-in-client": {"burst": 6}}
    assert [sign_in("wrong", name=f"name{n}")[0].status_code for n in range(7)] == [200] * 6 + [429]


def test_given_many_addresses_when_they_guess_at_one_name_then_the_log_says_so_without_the_name(lan, settings, caplog):
    settings.LIMITS = {"sign-in-name": {"burst": 2}}
    for n in range(4):
        sign_in("wrong", address=f"198.51.100.{n}")
    assert "guessed-at" in caplog.text
    assert "lan" not in re.findall(r"\w+", caplog.text)
    assert sign_in(PASSWORD)[1] is True


def test_given_the_password_when_codes_of_the_app_are_guessed_then_guessing_ends(lan, rf):
    from allauth.core import context
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    with context.request_context(rf.get("/")):
        TOTP.activate(lan, generate_totp_secret())
    client = Client()
    page = client.post("/sign-in/", {"login": "lan", "password": PASSWORD}).url
    found = [client.post(page, {"code": "000000"}).status_code for _ in range(11)]
    assert found == [200] * 10 + [429]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/register/", "register"),
        ("/verify/", "verify"),
        ("/account/second-factor/webauthn/login/", "passkey"),
    ],
)
def test_given_a_client_when_it_sends_a_form_too_often_then_it_waits_and_reading_is_free(town, settings, address, name):
    settings.LIMITS = {name: {"burst": 3}}
    client = Client(REMOTE_ADDR="192.0.2.7")
    found = [client.post(address, {}).status_code for _ in range(4)]
    assert found[3] == 429
    assert 429 not in found[:3]
    assert client.get(address).status_code in (200, 302)
    assert Client(REMOTE_ADDR="192.0.2.8").post(address, {}).status_code != 429


@pytest.mark.parametrize(
    ("address", "name"), [("/account/real-name/", "real-name"), ("/account/real-name/", "real-name-client")]
)
def test_given_an_account_when_it_tries_many_names_and_numbers_then_it_waits(lan, settings, address, name):
    settings.LIMITS = {name: {"burst": 3}}
    client = Client()
    client.force_login(lan, backend="tongban.people.signed_in.AccountBackend")
    assert [client.post(address, {"name": "兰"}).status_code for _ in range(4)] == [400, 400, 400, 429]


# --- officers --------------------------------------------------------------------------------------------------
@pytest.fixture
def officer(town):
    return town.officer(Duty.LICENCE_SEARCH, Duty.ROADSIDE_CHECK)


def look(officer, *, times=1, at=None):
    number = small_town.licence_number(small_town.driver())
    for n in range(times):
        if n % 2:
            licences.search_driver(
                number, officer=officer, purpose=Purpose(Duty.LICENCE_SEARCH, "核对驾驶资格"), at=at or clock.now()
            )
        else:
            roadside.check_number(
                number,
                check_id=uuid.uuid4(),
                purpose=Purpose(Duty.ROADSIDE_CHECK, "路面检查核对"),
                by=officer,
                at=at or clock.now(),
            )


def test_given_an_officer_who_looks_too_often_when_it_goes_on_then_work_goes_on_and_the_auditor_is_told_once(
    town, officer, settings
):
    settings.LIMITS = {"looks-hour": {"burst": 4}}
    auditor = town.officer(Duty.AUDIT)
    look(officer, times=4)
    assert office_queries.look_alarms(auditor) == []
    look(officer, times=3)
    (alarm,) = office_queries.look_alarms(auditor)
    assert (alarm.officer_id, alarm.limit, alarm.seen_at) == (officer.id, "looks-hour", None)
    assert office_queries.look_alarms(town.officer(Duty.AUDIT, region="32")) == []
    assert office_queries.look_alarms(town.officer(Duty.WINDOW)) == []


def test_given_far_too_many_looks_when_one_more_is_made_then_it_is_refused_nothing_is_shown_and_alarmed(
    town, officer, settings
):
    settings.LIMITS = {"looks": {"burst": 3}}
    look(officer, times=3)
    with pytest.raises(TooMany):
        look(officer)
    (alarm,) = office_queries.look_alarms(town.officer(Duty.AUDIT))
    assert alarm.limit == "looks"
    look(officer, at=clock.now() + timedelta(hours=1))


def test_given_an_alarm_when_the_auditor_notes_what_came_of_it_then_page_and_journal_say_so(
    town, officer, settings, sign_in_officer
):
    settings.LIMITS = {"looks": {"burst": 1}}
    look(officer)
    with pytest.raises(TooMany):
        look(officer)
    auditor = town.officer(Duty.AUDIT)
    (alarm,) = office_queries.look_alarms(auditor)
    client = sign_in_officer(auditor)
    page = client.get("/desk/audit/").content.decode()
    assert officer.number in page
    assert "待核查" in page
    address = f"/desk/audit/alarms/{alarm.id}/"
    assert client.post(address, {"note": "x"}).status_code == 400
    assert client.post(address, {"note": "有案件编号，属正常办案"}).status_code == 302
    assert client.post(address, {"note": "第二次不改变什么"}).status_code == 302
    assert "已核查" in client.get("/desk/audit/").content.decode()
    journal_actions.sequence(at=clock.now(), limit=10_000)
    told = [one.tag for one in journal.history(officer.key)]
    assert told.count("looks-alarmed") == 1
    assert told.count("look-alarm-seen") == 1


def test_given_an_alarm_about_the_auditor_when_they_note_it_themselves_then_it_is_forbidden(
    town, settings, sign_in_officer
):
    settings.LIMITS = {"looks": {"burst": 1}}
    both = town.officer(Duty.AUDIT, Duty.LICENCE_SEARCH)
    offices.raise_look_alarm(officer=both, limit="looks", at=clock.now())
    (alarm,) = office_queries.look_alarms(both)
    client = sign_in_officer(both)
    assert client.post(f"/desk/audit/alarms/{alarm.id}/", {"note": "没有问题"}).status_code == 403
    assert client.post(f"/desk/audit/alarms/{uuid.uuid4()}/", {"note": "没有问题"}).status_code == 404


@pytest.fixture
def sign_in_officer(settings):
    settings.DEMO = True

    def sign_in_officer(officer):
        from tongban.people.models import Account

        client = Client()
        client.force_login(
            Account.objects.get(pk=officer.account_id), backend="tongban.people.signed_in.AccountBackend"
        )
        return client

    return sign_in_officer


def test_the_numbers_of_officers_rise_from_telling_to_refusing():
    assert limit("looks-hour").burst < limit("looks").burst
