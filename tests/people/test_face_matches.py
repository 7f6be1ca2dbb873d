"""A face match serves one act, for one person, for minutes: two tabs, other sessions, replays, eight at once."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory
from people.conftest import AT, FACE, Says, number, picture
from recognised import give_match

from tongban.errors import Malformed, Refused
from tongban.identifiers import Phone
from tongban.people import actions, gates, models, queries
from tongban.people.records import BINDING, Answer
from tongban.verdicts import Verdict

pytestmark = pytest.mark.django_db

LAN = {"name": "样本·晴", "number": number(7)}


def bind(account, ask, **more):
    asked = {"phone": Phone("13800000007"), "face": FACE, "request_id": uuid.uuid4(), "session": "one", "at": AT}
    return actions.bind_real_name(account=account, ask=ask, **LAN | asked | more)


# --- Binding: two tabs, a replay -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "stranger",
    [
        {"number": number(8), "phone": Phone("13800000008")},
        {"name": "样本·他"},
        {"number": number(8), "name": "样本·他"},
    ],
    ids=["number", "name", "both"],
)
def test_given_a_match_in_one_tab_when_another_tab_sends_its_id_with_a_strangers_name_or_number_then_it_is_refused(
    account, stranger
):
    """Was taken: an account bound a stranger without the partner being asked, and the stranger's licence came to it."""
    first, partner = uuid.uuid4(), Says(Answer.MATCH)
    known = actions.open_account(username="known", password=None)
    actions.confirm_at_window(
        account=known, name="样本·竹", number=number(3), phone=Phone("13800000003"), by="officer:x", at=AT
    )
    with pytest.raises(Refused, match=r"person\.not-bindable"):  # recognised, and the tab stays open
        bind(account, partner, request_id=first, phone=Phone("13800000003"))

    with pytest.raises(Malformed, match=r"face\.request-reused"):
        bind(account, partner, request_id=first, **stranger)

    assert len(partner.asked) == 1
    assert queries.citizen(account) is None


def test_given_a_step_up_match_when_its_id_is_sent_with_the_real_name_form_then_it_is_refused(account, citizen):
    request_id = uuid.uuid4()
    actions.check_face(
        account=account, act="/a/", session="one", face=FACE, request_id=request_id, at=AT, ask=Says(Answer.MATCH)
    )
    models.Citizen.objects.update(account=None)

    with pytest.raises(Malformed, match=r"face\.request-reused"):
        bind(account, Says(Answer.MATCH), request_id=request_id, number=number(1), name=citizen.name)


@pytest.mark.parametrize("days", [30, 1 / 24 / 12])
def test_given_a_match_that_was_never_used_when_the_same_form_comes_later_then_it_is_too_old(account, days):
    request_id = uuid.uuid4()
    models.FaceCheck.objects.create(
        pk=request_id,
        account=account,
        identity_digest=queries.identity_digest(number(7)),
        person_digest=actions.sealing.person_digest(number=number(7), name="样本·晴"),
        act=BINDING,
        session="one",
        answer=Answer.MATCH.value,
        score=96,
        face_digest=actions.faces.digest_of(FACE),
        at=AT,
    )

    with pytest.raises(Refused, match=r"face\.spent"):
        bind(account, Says(Answer.MATCH), request_id=request_id, at=AT + timedelta(days=days))


def test_given_a_match_when_the_same_form_comes_from_another_session_then_it_is_refused(account, citizen):
    request_id, partner = uuid.uuid4(), Says(Answer.MATCH)
    asked = {"account": account, "act": "/a/", "face": FACE, "request_id": request_id, "at": AT, "ask": partner}
    actions.check_face(session="one", **asked)

    assert actions.check_face(session="one", **asked).answer is Answer.MATCH  # a double click
    with pytest.raises(Malformed, match=r"face\.request-reused"):
        actions.check_face(session="two", **asked)
    with pytest.raises(Malformed, match=r"face\.request-reused"):
        actions.check_face(session="one", **asked | {"act": "/b/"})
    with pytest.raises(Refused, match=r"face\.spent"):
        actions.check_face(session="one", **asked | {"at": AT + timedelta(minutes=5)})
    assert len(partner.asked) == 1


def test_given_rows_from_before_matches_had_an_act_when_a_page_is_opened_then_they_serve_nothing(citizen):
    models.FaceCheck.objects.create(
        account_id=citizen.account_id,
        identity_digest=queries.identity_digest(number(1)),
        answer=Answer.MATCH.value,
        face_digest="0" * 64,
        at=AT,
    )

    assert not queries.face_matches(citizen, act="", session="", at=AT, minutes=5).exists()


# --- The gate ------------------------------------------------------------------------------------------------
@pytest.fixture
def browser(citizen, account):
    client = Client()
    client.force_login(account, backend="tongban.people.signed_in.AccountBackend")
    return client


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    for module in ("tongban.people.views.now", "tongban.people.gates.now"):
        monkeypatch.setattr(module, lambda: AT)


DONE: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_done():
    DONE.clear()


@gates.step_up_required(minutes=5)
def act(request, **_kwargs):
    """Acts when it is told to; "miss" shows the form again, "no" is refused."""
    if request.method == "GET" or "miss" in request.POST:
        return HttpResponse("the form")
    if "no" in request.POST:
        raise Refused("test.no", Verdict())
    DONE.append(request.path)
    return HttpResponseRedirect("/done/")


def send(browser, path="/act/", view=act, **posted):
    """One request to a gated view with the session of this browser."""
    factory = RequestFactory()
    request = factory.post(path, posted) if posted else factory.get(path)
    request.session = browser.session
    request.user = models.Account.objects.get(pk=browser.session["_auth_user_id"])
    return view(request)


def test_given_a_match_when_the_act_is_done_then_the_next_act_needs_another_face_check(browser, citizen):
    give_match(browser, citizen, act="/act/", at=AT)

    assert send(browser, go="1").url == "/done/"
    assert send(browser, go="1").url.startswith("/account/face-check/")
    assert send(browser).url.startswith("/account/face-check/")
    assert DONE == ["/act/"]


def test_given_a_match_for_one_page_when_another_page_is_opened_then_it_does_not_count(browser, citizen):
    give_match(browser, citizen, act="/act/", at=AT)

    assert send(browser, "/other/").url.startswith("/account/face-check/")
    assert send(browser, "/other/", go="1").url.startswith("/account/face-check/")
    assert DONE == []


def test_given_a_match_when_another_session_of_the_same_person_acts_then_it_does_not_count(browser, citizen, account):
    give_match(browser, citizen, act="/act/", at=AT)
    other = Client()
    other.force_login(account, backend="tongban.people.signed_in.AccountBackend")

    assert send(other, go="1").url.startswith("/account/face-check/")
    assert DONE == []


def test_given_a_form_that_misses_something_or_is_refused_when_it_is_sent_again_then_the_match_still_serves(
    browser, citizen
):
    give_match(browser, citizen, act="/act/", at=AT)

    assert send(browser, miss="1").content == b"the form"
    with pytest.raises(Refused, match=r"test\.no"):
        send(browser, no="1")
    assert send(browser, go="1").url == "/done/"


def test_given_a_keyed_form_when_it_is_sent_twice_then_the_second_reaches_its_act_and_another_form_does_not(
    browser, citizen
):
    """A double click: what the key makes of the second one is the act's affair."""
    give_match(browser, citizen, act="/act/", at=AT)

    assert send(browser, key="k1", price="9").url == "/done/"
    assert send(browser, key="k1", price="9").url == "/done/"
    assert send(browser, key="k1", price="8").url.startswith("/account/face-check/")
    assert send(browser, key="k2", price="9").url.startswith("/account/face-check/")
    assert models.FaceCheck.objects.get().used_at == AT


def test_given_the_keyed_form_of_an_old_act_when_it_comes_after_five_minutes_then_a_face_check_is_asked(
    browser, citizen, monkeypatch
):
    give_match(browser, citizen, act="/act/", at=AT)
    send(browser, key="k1")
    monkeypatch.setattr("tongban.people.gates.now", lambda: AT + timedelta(minutes=5))

    assert send(browser, key="k1").url.startswith("/account/face-check/")


def test_given_two_tabs_with_two_acts_when_one_face_check_is_made_then_it_serves_the_act_that_asked_for_it(
    browser, monkeypatch
):
    monkeypatch.setattr(actions, "partner", lambda: Says(Answer.MATCH))
    sell = browser.get("/account/mandates/give/").url
    upload = SimpleUploadedFile("face.jpg", picture(), content_type="image/jpeg")
    browser.post(sell, {"face": upload, "request_id": str(uuid.uuid4())})

    assert models.FaceCheck.objects.get().act == "/account/mandates/give/"
    assert browser.get("/account/mandates/give/").status_code == 200
    assert send(browser, "/act/").url.startswith("/account/face-check/")


@gates.step_up_required(minutes=5, then="people:mandates")
def first_half(request):
    """The first half of an act that ends on another page."""
    DONE.append(request.path)
    return HttpResponseRedirect("/account/mandates/" if "on" in request.POST else "/done/")


def test_given_an_act_that_ends_on_another_page_when_it_leads_there_then_the_match_goes_with_it_once(browser, citizen):
    give_match(browser, citizen, act="/act/", at=AT)

    send(browser, view=first_half, on="1")

    assert send(browser, view=first_half, on="1").url.startswith("/account/face-check/")
    assert send(browser, "/account/mandates/").content == b"the form"
    assert send(browser, "/account/mandates/", go="1").url == "/done/"
    assert send(browser, "/account/mandates/", go="1").url.startswith("/account/face-check/")


def test_given_such_an_act_when_it_leads_elsewhere_then_the_match_is_used(browser, citizen):
    give_match(browser, citizen, act="/act/", at=AT)

    send(browser, view=first_half, off="1")

    assert send(browser, "/account/mandates/").url.startswith("/account/face-check/")


@pytest.mark.django_db(transaction=True)
def test_given_a_database_with_real_transactions_when_a_mandate_is_given_then_its_limit_is_counted_and_it_stands(
    browser, citizen, neighbour
):
    """The count is durable and would be refused inside the transaction that the gate opens."""
    give_match(browser, citizen, act="/account/mandates/give/", at=AT)
    fields = {"agent_name": neighbour.name, "agent_number": number(2), "businesses": ["renewal"]}

    answer = browser.post("/account/mandates/give/", fields | {"from_day": "2026-11-20", "until_day": "2026-11-21"})

    assert answer.status_code == 302
    assert len(queries.mandates_given(citizen.id)) == 1
    assert models.FaceCheck.objects.get().used_at == AT


@pytest.mark.django_db(transaction=True)
def test_given_eight_requests_at_once_when_one_face_check_stands_then_one_act_is_done(browser, citizen):
    give_match(browser, citizen, act="/act/", at=AT)
    session, user = browser.session, models.Account.objects.get(pk=citizen.account_id)

    def one(turn):
        try:
            request = RequestFactory().post("/act/", {"go": str(turn)})
            request.session, request.user = type(session)(session.session_key), user
            return act(request).url
        finally:
            connections.close_all()

    at_once = 8 if connection.vendor == "postgresql" else 1  # SQLite in memory has one connection
    with ThreadPoolExecutor(at_once) as pool:
        answers = list(pool.map(one, range(8)))

    assert answers.count("/done/") == 1
    assert DONE == ["/act/"]
