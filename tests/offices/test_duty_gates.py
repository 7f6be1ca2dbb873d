"""What stands before an officer's page, and the command that makes an officer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from offices.conftest import AT, DAY, OFFICE, grant, number

from tongban.errors import Forbidden
from tongban.offices import gates, models, queries
from tongban.offices.management.commands import create_officer
from tongban.offices.records import Duty
from tongban.people import actions as people
from tongban.people.gates import SIGNED_IN


@gates.duty_required(Duty.PHOTO_REVIEW, Duty.SUPERVISION)
def review(request):
    return HttpResponse(request.officer.number)


@pytest.fixture
def ask(rf, settings, monkeypatch):
    """Asks the guarded view as somebody, at a moment."""

    def ask(user, at=AT, signed_in=AT):
        monkeypatch.setattr(gates, "now", lambda: at)
        request = rf.get("/desk/review/?page=2")
        request.user, request.session = user, SessionStore()
        request.session[SIGNED_IN] = signed_in.isoformat()
        return review(request)

    settings.DEMO = True
    return ask


def account_of(officer):
    return models.Officer.objects.get(pk=officer.id).account


def test_given_nobody_signed_in_when_a_desk_page_is_opened_then_they_sign_in_and_return(ask):
    assert ask(AnonymousUser()).url == "/sign-in/?next=/desk/review/%3Fpage%3D2"


def test_given_a_citizen_when_a_desk_page_is_opened_then_it_is_forbidden(ask, db):
    with pytest.raises(Forbidden, match=r"officer\.required"):
        ask(people.open_account(username="lan", password=None))


def test_given_an_officer_with_one_of_the_duties_when_the_page_is_opened_then_it_is_there(ask, make):
    assert ask(account_of(make("lin", Duty.SUPERVISION))).content == b"LIN"


def test_given_an_officer_with_another_duty_when_the_page_is_opened_then_it_is_forbidden(ask, make):
    with pytest.raises(Forbidden, match=r"duty\.required"):
        ask(account_of(make("lin", Duty.WINDOW)))


def test_given_a_duty_until_today_when_the_chinese_day_has_ended_then_it_is_forbidden(ask, make):
    officer = make("lin")
    grant(officer, Duty.PHOTO_REVIEW, until_day=DAY)
    midnight_in_china = AT.replace(hour=16, minute=0)

    assert ask(account_of(officer), at=midnight_in_china - timedelta(seconds=1)).status_code == 200
    with pytest.raises(Forbidden, match=r"duty\.required"):
        ask(account_of(officer), at=midnight_in_china)


def test_given_no_demonstration_when_an_officer_has_no_second_factor_then_it_is_set_up_first(ask, make, settings):
    settings.DEMO = False
    account = account_of(make("lin", Duty.PHOTO_REVIEW))

    assert ask(account).url == "/account/second-factor/"
    Authenticator.objects.create(user=account, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert ask(account).status_code == 302
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
    assert ask(account).status_code == 200


def test_given_no_demonstration_when_the_shift_is_over_then_the_officer_signs_in_again(ask, make, settings):
    settings.DEMO = False
    account = account_of(make("lin", Duty.PHOTO_REVIEW))
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})

    assert ask(account, at=AT + timedelta(hours=12) - timedelta(seconds=1)).status_code == 200
    assert ask(account, at=AT + timedelta(hours=12)).url.startswith("/sign-in/?next=/desk/review/")


# --- The command ---------------------------------------------------------------------------------------------
IDENTITY = str(number(1))


def answers(password, identity=IDENTITY):
    """What is typed at the two questions."""
    return {"Password: ": password, create_officer.IDENTITY_NUMBER: identity}.__getitem__


ARGUMENTS = ("lin", "--name", "样本·林", "--number", "0001", "--office", OFFICE)


def test_given_the_command_when_an_officer_is_made_then_they_hold_the_duties_in_their_offices_region(
    office, monkeypatch, capsys
):
    monkeypatch.setattr(create_officer, "getpass", answers("a long enough phrase"))

    call_command("create_officer", *ARGUMENTS, "--duty", "window", "--duty", "photo-review")

    row = models.Officer.objects.get()
    found = queries.officer(row.account)
    assert found is not None
    assert found.duties == {Duty.WINDOW, Duty.PHOTO_REVIEW}
    assert found.region_prefix == "9901"
    assert row.account.kind == "officer"
    assert capsys.readouterr().out.strip() == found.key


@pytest.mark.parametrize(
    ("typed", "more", "code"),
    [
        (("12345678", IDENTITY), (), "account.password"),
        (("a long enough phrase", ""), (), "identity-number.malformed"),
        (("a long enough phrase", IDENTITY), ("--duty", "administer", "--duty", "window"), "duty.not-compatible"),
    ],
)
def test_given_a_command_that_cannot_be_done_when_it_runs_then_nothing_is_left_behind(
    office, monkeypatch, typed, more, code
):
    monkeypatch.setattr(create_officer, "getpass", answers(*typed))

    with pytest.raises(CommandError, match=code.replace(".", r"\.")):
        call_command("create_officer", *ARGUMENTS, *more)

    assert not models.Officer.objects.exists()
    assert not people.models.Account.objects.exists()
