"""Every way of signing in and every failure of one stands in the log of security events, and nothing personal with it."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tongban import clock
from tongban.config.logs import JsonLines
from tongban.people import actions, gates
from tongban.ui.security import Event

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough phrase"
ADDRESS = "192.0.2.77"


class Lines(logging.Handler):
    """What would be written in production."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonLines())
        self.written: list[str] = []

    def emit(self, record):
        self.written.append(self.format(record))

    def said(self, *names):
        """The named facts of each line."""
        return [tuple(json.loads(line).get(name) for name in names) for line in self.written]


@pytest.fixture
def lines():
    lines, log = Lines(), logging.getLogger("tongban.security")
    log.addHandler(lines)
    yield lines
    log.removeHandler(lines)


@pytest.fixture
def client():
    return Client(REMOTE_ADDR=ADDRESS)


def sign_in(client, password=PASSWORD, name="lan"):
    return client.post("/sign-in/", {"login": name, "password": password})


def test_signing_in_and_out_is_noted_with_account_proof_client_and_moment(account, client, lines):
    sign_in(client)
    client.post("/sign-out/")

    assert lines.said("event", "account", "by") == [
        ("proved", account.pk, "password"),
        ("signed-in", account.pk, ["password"]),
        ("signed-out", account.pk, None),
    ]
    for line in map(json.loads, lines.written):
        assert line["at"].endswith("+00:00")
        assert len(line["client"]) == 16
    assert len({json.loads(line)["client"] for line in lines.written}) == 1


@pytest.mark.parametrize(("name", "is_known"), [("lan", True), ("somebody", False)])
def test_a_wrong_password_is_noted_as_a_warning(account, client, lines, name, is_known):
    sign_in(client, "wrong", name)

    meant = account.pk if is_known else None
    assert lines.said("event", "account", "by", "level") == [("sign-in-failed", meant, "password", "WARNING")]


def test_a_second_factor_is_noted_whether_it_holds_or_not(account, client, lines, rf):
    from allauth.core import context
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        generate_totp_secret,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    secret = generate_totp_secret()
    with context.request_context(rf.get("/")):
        TOTP.activate(account, secret)
    page = sign_in(client).url
    client.post(page, {"code": "000000"})
    client.post(page, {"code": format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))})

    assert lines.said("event", "account", "by") == [
        ("proved", account.pk, "password"),
        ("factor-failed", account.pk, "totp"),
        ("proved", account.pk, "totp"),
        ("signed-in", account.pk, ["password", "totp"]),
    ]


def test_a_code_works_once_even_when_another_process_is_asked(account, lines, rf):
    from allauth.core import context
    from allauth.mfa.totp.internal import auth
    from django.core.cache import cache

    secret = auth.generate_totp_secret()
    with context.request_context(rf.get("/")):
        auth.TOTP.activate(account, secret)
    code = auth.format_hotp_value(auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time()))))
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.post(sign_in(browser).url, {"code": code})
        cache.clear()  # what one process remembers, another has never known

    assert ["_auth_user_id" in browser.session for browser in browsers] == [True, False]
    assert lines.said("event", "by")[-1] == ("factor-failed", "again")


def test_a_passkey_that_does_not_hold_is_noted(account, client, lines):
    client.get(reverse("mfa_login_webauthn"))
    credential = {"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}
    client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(credential)})

    assert ("factor-failed", None, "webauthn") in lines.said("event", "account", "by")


def test_a_fresh_proof_is_noted_and_a_wrong_one_too(account, client, lines):
    sign_in(client)
    del lines.written[:]
    asked = client.get(reverse("mfa_activate_totp")).url
    client.post(asked, {"password": "wrong"})
    client.post(asked, {"password": PASSWORD})

    assert lines.said("event", "by", "again") == [("sign-in-failed", "password", None), ("proved", "password", True)]


def test_changes_of_the_password_and_registration_are_noted(client, lines):
    client.post("/register/", {"username": "qing", "password1": PASSWORD, "password2": PASSWORD})
    new = {"password1": "another long phrase", "password2": "another long phrase"}
    client.post("/account/password/", new | {"oldpassword": "wrong"})
    client.post("/account/password/", new | {"oldpassword": PASSWORD})

    events = [event for (event,) in lines.said("event")]
    assert events[0] in ("registered", "signed-in")
    assert {"registered", "signed-in"} < set(events)
    assert events[-2:] == ["sign-in-failed", "password-changed"]


def test_a_recovery_code_and_a_removed_factor_are_noted(account, client, lines, rf):
    from allauth.core import context
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    with context.request_context(rf.get("/")):
        TOTP.activate(account, generate_totp_secret())
        code = RecoveryCodes.activate(account).get_unused_codes()[0]
    page = sign_in(client).url
    client.post(page, {"code": code})
    client.post(client.post(reverse("mfa_deactivate_totp")).url, {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))

    said = lines.said("event", "by")
    assert ("signed-in", ["password", "recovery_codes"]) in said
    assert ("factor-removed", "totp") in said


def test_a_session_that_ends_by_itself_is_noted(account, client, lines, settings):
    from tongban.people import idle

    sign_in(client)
    session = client.session
    session[idle.SEEN] = "2020-01-01T00:00:00+00:00"
    session.save()
    client.get("/account/")

    assert ("session-idle",) in lines.said("event")


def test_what_a_door_refuses_is_noted_with_its_code_and_route(account, lines, settings):
    settings.ROOT_URLCONF = "tongban.config.urls"
    officer = actions.open_officer_account(username="work", password=PASSWORD)
    client = Client(REMOTE_ADDR=ADDRESS)
    sign_in(client, name="work")
    session = client.session
    session[gates.SIGNED_IN] = clock.now().isoformat()
    session.save()
    del lines.written[:]
    client.get("/account/mandates/")
    client.get("/desk/offices/officers/")

    assert lines.said("event", "account", "status", "code", "route", "level") == [
        ("forbidden", officer.pk, 403, "citizen.required", "account/mandates/", "WARNING"),
        ("forbidden", officer.pk, 403, "officer.required", "desk/offices/officers/", "WARNING"),
    ]


def test_a_form_without_its_token_and_a_limit_that_is_reached_are_noted(account, lines):
    client = Client(enforce_csrf_checks=True)
    sign_in(client)
    assert lines.said("event", "code") == [("forbidden", "form.too-old")]
    client = Client()
    for _ in range(6):
        sign_in(client, "wrong")
    assert lines.said("event", "code", "reasons")[-1] == ("too-many", "limits.reached", ["limit-sign-in"])


def test_nothing_personal_and_no_secret_is_noted(account, client, lines):
    sign_in(client, "a wrong but secret phrase")
    sign_in(client)
    key = client.session.session_key
    client.get("/account/real-name/some-token-of-a-form/")
    client.get("/account/carry-on/some-token-of-a-form/?number=990101199001011234")
    client.post("/sign-out/")

    written = "\n".join(lines.written)
    for secret in ("lan", PASSWORD, "secret phrase", key, ADDRESS, "some-token-of-a-form", "990101199001011234"):
        assert secret not in written


def test_a_line_is_one_line_of_ascii_whatever_stands_in_it(lines):
    logging.getLogger("tongban.security").warning("a\nb %s\u2028", '\r\n{"event": "signed-in"}')
    (line,) = lines.written
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["message"] == 'a\nb \r\n{"event": "signed-in"}\u2028'


def test_a_fault_has_its_trace_in_its_line(lines):
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        logging.getLogger("tongban.security").exception("it broke")
    (line,) = map(json.loads, lines.written)
    assert "ZeroDivisionError" in line["trace"]


def test_the_operator_s_page_names_every_event_and_no_other():
    page = (Path(__file__).resolve().parents[2] / "docs" / "operate" / "logs.md").read_text("utf-8")
    rows = page.split("## Events")[1].splitlines()
    told = {part.strip(" `") for row in rows if row.startswith("| `") for part in row.split("|")[1].split(",")}
    assert told == {event.value for event in Event}
