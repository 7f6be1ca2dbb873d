"""Who is not signed in leaves nothing behind: no session, no row but the counts of limits, whatever they ask or send.

But for two things that are for signing in: a form of one of our own pages that goes on afterwards, and the challenge
of a passkey. Both are counted, and the sessions that hold them are deleted when they are over.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from house import addresses, filled
from test_reading_writes_nothing import noting

from tongban.clock import now
from tongban.people import actions as people

OURS, OTHERS = {"Origin": "http://testserver"}, {"Origin": "https://elsewhere.example"}
TYPED = {"login": "x", "password": "y", "code": "1", "credential": "{}", "next": "/home/", "answer": "typed"}
PASSKEY = "/account/second-factor/webauthn/login/"


@pytest.fixture
def stranger(town, caplog):
    """One for everybody: what makes a stranger is that it has no cookies."""
    caplog.set_level("CRITICAL")
    return Client(raise_request_exception=False)


def written(stranger, method, path, data=None, **how):
    """(tables that a stranger's request writes, its answer, is there a session now?)."""
    stranger.cookies.clear()
    tables = set()
    with connection.execute_wrapper(noting(tables)):
        answer = getattr(stranger, method)(path, data, **how)
    return tables, answer, "sessionid" in stranger.cookies


SENT = [
    ("get", None, {}),
    ("head", None, {}),
    ("post", None, {"headers": OURS}),
    ("post", {"csrfmiddlewaretoken": "x" * 64}, {"headers": OURS}),
    ("post", TYPED, {"headers": OTHERS}),
    ("post", TYPED, {}),
    ("post", "{}", {"headers": OURS, "content_type": "application/json"}),
]


@pytest.mark.parametrize(("method", "data", "how"), SENT)
def test_given_nobody_when_any_address_is_asked_or_sent_something_then_no_row_is_left(
    house, stranger, method, data, how
):
    known, _people = house
    paths = {filled(route, known) for _name, route in addresses()}
    assert len(paths) > 120
    found = [(path, written(stranger, method, path, data, **how)) for path in sorted(paths)]
    assert [(path, tables) for path, (tables, _answer, _has) in found if tables - {"limits_used"}] == []
    assert [path for path, (_tables, _answer, has_session) in found if has_session] == []
    assert Session.objects.count() == 0


def test_given_nobody_when_a_form_of_ours_is_sent_then_a_session_is_made_only_to_carry_it_on(house, stranger):
    known, _people = house
    kept = 0
    for path in sorted({filled(route, known) for _name, route in addresses()}):
        tables, answer, has_session = written(stranger, "post", path, TYPED, headers=OURS)
        assert tables <= {"limits_used", "django_session"}, path
        where = answer.get("Location", "")
        carried = where.startswith("/sign-in/?next=/account/carry-on/") and path not in where
        assert has_session is carried is ("django_session" in tables), path
        kept += carried
    assert kept == Session.objects.count() > 40


def test_given_nobody_when_forms_are_sent_on_and_on_then_they_are_kept_up_to_the_limit(stranger, settings):
    settings.LIMITS = {"kept-form": {"burst": 3}}
    found = [written(stranger, "post", "/licence/apply/", TYPED, headers=OURS)[1].status_code for _ in range(6)]
    assert found == [302] * 3 + [429] * 3
    assert Session.objects.count() == 3


def test_given_nobody_when_sign_ins_with_a_passkey_are_begun_on_and_on_then_up_to_the_limit(stranger, settings):
    settings.LIMITS = {"passkey-begun": {"burst": 3}}
    script = {"headers": {"X-Requested-With": "XMLHttpRequest"}}
    assert [written(stranger, "get", PASSKEY, **script)[1].status_code for _ in range(6)] == [200] * 3 + [429] * 3
    assert Session.objects.count() == 3


def test_given_sessions_that_are_over_when_the_job_runs_then_they_are_gone_and_the_others_stay(stranger):
    written(stranger, "post", "/licence/apply/", TYPED, headers=OURS)
    kept = Session.objects.get()
    assert people.forget_sessions(at=kept.expire_date - timedelta(seconds=1)) == 0
    assert people.forget_sessions(at=kept.expire_date + timedelta(seconds=1)) == 1
    assert kept.expire_date <= now() + timedelta(days=1)


@pytest.mark.parametrize(
    ("path", "field", "value"), [("/language/", "language", "en"), ("/text-size/", "text", "large")]
)
def test_given_nobody_when_a_taste_is_switched_then_a_cookie_holds_it_and_no_statement_is_made(
    stranger, django_assert_num_queries, path, field, value
):
    with django_assert_num_queries(0):
        assert stranger.post(path, {field: value, "next": "/help/"}, headers=OURS).url == "/help/"
    assert value in {one.value for one in stranger.cookies.values()}
    assert "sessionid" not in stranger.cookies
