"""The pages about oneself, through Django's client: sign in, be recognised, step up, end sessions, give mandates."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from people.conftest import AT, Says, number, picture
from recognised import give_match

from tongban import clock
from tongban.errors import Forbidden
from tongban.identifiers import Phone
from tongban.people import actions, gates, models, queries
from tongban.people.records import Answer

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough phrase"


@pytest.fixture(autouse=True)
def _fresh_limits():
    """allauth counts failed sign-ins in the cache, which outlives a test."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def partner(monkeypatch):
    """The partner that pages ask: the seam is actions.partner(), everything behind it is test_partner's."""
    says = Says(Answer.MATCH)
    monkeypatch.setattr(actions, "partner", lambda: says)
    return says


@pytest.fixture
def moment(monkeypatch):
    """Sets the clock of the pages."""

    def set_to(at):
        for module in ("tongban.people.views.now", "tongban.people.gates.now"):
            monkeypatch.setattr(module, lambda: at)

    set_to(AT)
    return set_to


@pytest.fixture
def signed_in(citizen, account):
    client = Client()
    client.force_login(account, backend="tongban.people.signed_in.AccountBackend")
    return client


def face(**more):
    upload = SimpleUploadedFile("face.jpg", picture(), content_type="image/jpeg")
    return {"face": upload, "request_id": str(uuid.uuid4()), **more}


# --- Signing in ----------------------------------------------------------------------------------------------
def test_given_an_account_when_its_password_is_right_then_the_person_is_signed_in_and_sees_a_masked_number(citizen):
    client = Client()

    client.post("/sign-in/", {"login": "lan", "password": PASSWORD})
    page = client.get("/account/").content.decode()

    assert "9901**********" in page
    assert str(citizen.identity_number) not in page
    assert "138******01" in page


@pytest.mark.parametrize("path", ["/sign-in/", "/register/", "/window/"])
def test_given_nobody_signed_in_when_an_entrance_is_opened_then_it_answers_in_both_languages(path):
    for language in ("zh-hans", "en"):
        assert Client(headers={"accept-language": language}).get(path).status_code == 200


def test_given_wrong_passwords_when_they_keep_coming_then_even_the_right_one_must_wait(account):
    client = Client()
    for _ in range(6):
        client.post("/sign-in/", {"login": "lan", "password": "wrong"})

    client.post("/sign-in/", {"login": "lan", "password": PASSWORD})

    assert "_auth_user_id" not in client.session


def test_given_a_name_and_a_password_when_somebody_registers_then_they_are_asked_who_they_are():
    client = Client()

    answer = client.post("/register/", {"username": "qing", "password1": PASSWORD, "password2": PASSWORD})

    assert answer.status_code == 302
    assert answer.url == "/account/real-name/"
    assert models.Account.objects.get().kind == "citizen"


def test_given_a_weak_password_when_somebody_registers_then_no_account_is_made():
    Client().post("/register/", {"username": "qing", "password1": "12345678", "password2": "12345678"})

    assert not models.Account.objects.exists()


def test_given_an_authenticator_app_when_the_password_was_right_then_a_code_is_still_needed(account, rf):
    from allauth.core import context
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    with context.request_context(rf.get("/")):
        factor = TOTP.activate(account, generate_totp_secret()).instance
    client = Client()

    answer = client.post("/sign-in/", {"login": "lan", "password": PASSWORD})

    assert answer.url == reverse("mfa_authenticate")
    assert client.get(answer.url).status_code == 200
    assert "_auth_user_id" not in client.session
    assert queries.has_second_factor(account)
    assert len(factor.data["secret"]) > 60  # sealed, not the 32 letters of the seed


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_list_webauthn", "people:sessions", "people:mandates", "people:account", "account_logout"],
)
def test_given_a_citizen_when_a_page_about_themselves_is_opened_then_it_is_there(signed_in, name):
    assert signed_in.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_given_a_password_when_a_second_factor_is_set_up_then_it_is_asked_once_more_first(account, name):
    client = Client()
    client.post("/sign-in/", {"login": "lan", "password": PASSWORD})

    asked = client.get(reverse(name))
    page = client.get(asked.url)
    allowed = client.post(asked.url, {"password": PASSWORD})

    assert page.status_code == 200
    assert allowed.url == reverse(name)
    assert client.get(allowed.url).status_code == 200


def test_given_a_password_when_it_is_changed_then_the_old_one_no_longer_signs_in(account):
    client = Client()
    client.post("/sign-in/", {"login": "lan", "password": PASSWORD})
    fresh = "another long phrase"

    page = client.get("/account/password/")
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})

    assert page.status_code == 200
    account.refresh_from_db()
    assert account.check_password(fresh)


def test_given_no_demonstration_when_one_click_sign_in_is_tried_then_it_is_forbidden(rf, account, settings):
    settings.DEMO = False

    with pytest.raises(Forbidden, match=r"demo\.only"):
        actions.sign_in_as(rf.post("/"), account)


def test_given_the_demonstration_when_one_click_sign_in_is_tried_then_the_person_is_signed_in(
    client, account, settings
):
    settings.DEMO = True
    request = client.get("/window/").wsgi_request

    actions.sign_in_as(request, account)

    assert request.user == account


def test_given_a_work_account_when_twelve_hours_have_passed_since_its_sign_in_then_the_shift_is_over(rf):
    actions.open_officer_account(username="work", password=PASSWORD)
    client = Client()
    client.post("/sign-in/", {"login": "work", "password": PASSWORD})
    request = rf.get("/")
    request.session = client.session
    since = datetime.fromisoformat(client.session[gates.SIGNED_IN])

    assert not gates.is_shift_over(request, at=since + timedelta(hours=12) - timedelta(seconds=1))
    assert gates.is_shift_over(request, at=since + timedelta(hours=12))
    request.session = {}
    assert gates.is_shift_over(request, at=since)


def test_given_a_work_account_when_it_opens_a_citizens_page_or_binds_a_person_then_it_is_forbidden(partner, rf):
    account = actions.open_officer_account(username="work", password=None)
    request = rf.get("/")
    request.user, request.session = account, {}

    with pytest.raises(Forbidden, match=r"citizen\.required"):
        gates.citizen_required(HttpResponse)(request)
    with pytest.raises(Forbidden, match=r"citizen\.required"):
        actions.bind_real_name(
            account=account,
            name="样本·晴",
            number=number(7),
            phone=Phone("13800000007"),
            face=b"",
            request_id=uuid.uuid4(),
            session="one",
            at=AT,
        )
    assert partner.asked == []


def test_given_a_superuser_with_a_password_when_they_look_for_djangos_admin_then_there_is_none(settings):
    """A password alone opened it, and accounts, groups, sessions and second factors could be written there."""
    settings.ROOT_URLCONF = "tongban.config.urls"
    models.Account.objects.create_superuser("root", PASSWORD)
    client = Client()
    client.post("/sign-in/", {"login": "root", "password": PASSWORD})

    assert "_auth_user_id" in client.session
    for path in ("/admin/", "/admin/login/", "/admin/people/account/", "/admin/mfa/authenticator/add/"):
        assert client.get(path).status_code == 404
    assert not apps.is_installed("django.contrib.admin")


# --- Sessions ------------------------------------------------------------------------------------------------
def test_given_two_browsers_when_one_ends_the_other_then_only_the_other_is_out(citizen):
    phone, cafe = Client(), Client()
    for browser in (phone, cafe):
        browser.post("/sign-in/", {"login": "lan", "password": PASSWORD})
    listed = phone.get("/account/sessions/").context["sessions"]
    foreign = next(session for session in listed if session.session_key == cafe.session.session_key)

    asked = phone.post(reverse("people:end_session", args=[foreign.pk]))
    phone.post(asked.url, {"password": PASSWORD})

    assert len(listed) == 2
    assert cafe.get("/account/").status_code == 302
    assert phone.get("/account/").status_code == 200


def test_given_three_browsers_when_all_others_are_ended_then_this_one_stays(citizen):
    browsers = [Client(), Client(), Client()]
    for browser in browsers:
        browser.post("/sign-in/", {"login": "lan", "password": PASSWORD})

    asked = browsers[0].post(reverse("people:end_other_sessions"))
    browsers[0].post(asked.url, {"password": PASSWORD})

    assert [browser.get("/account/").status_code for browser in browsers] == [200, 302, 302]


def test_given_no_fresh_proof_when_a_session_is_to_end_then_it_is_asked_for_and_counts_for_five_minutes(citizen):
    browsers = [Client(), Client(), Client()]
    for browser in browsers:
        browser.post("/sign-in/", {"login": "lan", "password": PASSWORD})
    key = browsers[0].session.session_key
    asked = browsers[0].post(reverse("people:end_other_sessions"))
    assert asked.url.startswith("/account/confirm/")
    browsers[0].post(asked.url, {"password": "wrong"})
    assert [browser.get("/account/").status_code for browser in browsers] == [200, 200, 200]
    browsers[0].post(asked.url, {"password": PASSWORD})

    assert [browser.get("/account/").status_code for browser in browsers] == [200, 302, 302]
    assert browsers[0].session.session_key != key
    assert not browsers[0].session.exists(key)
    browsers[1].post("/sign-in/", {"login": "lan", "password": PASSWORD})
    browsers[0].post(reverse("people:end_other_sessions"))
    assert browsers[1].get("/account/").status_code == 302


def test_given_a_new_password_when_it_stands_then_every_other_session_is_void_and_this_one_goes_on(citizen):
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.post("/sign-in/", {"login": "lan", "password": PASSWORD})
    new = {"oldpassword": PASSWORD, "password1": "another long phrase", "password2": "another long phrase"}
    browsers[0].post("/account/password/", new)

    assert [browser.get("/account/").status_code for browser in browsers] == [200, 302]


def test_given_a_sign_in_when_it_holds_then_the_session_has_a_new_key_and_the_old_one_is_void():
    actions.open_account(username="lan", password=PASSWORD)
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["anything"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post("/sign-in/", {"login": "lan", "password": PASSWORD})

    key = client.session.session_key
    assert key != before
    assert len(key) == 32
    assert not client.session.exists(before)
    client.post("/sign-out/")
    assert not client.session.exists(key)
    assert Client(headers={"cookie": f"sessionid={key}"}).get("/account/").status_code == 302


@pytest.mark.parametrize("whose", [["lan"], ["--all"]])
def test_given_whoever_runs_the_machine_when_sessions_are_ended_then_those_people_sign_in_again(citizen, whose, capsys):
    actions.open_account(username="other", password=PASSWORD)
    browsers = {"lan": Client(), "other": Client()}
    for name, browser in browsers.items():
        browser.post("/sign-in/", {"login": name, "password": PASSWORD})
    call_command("end_sessions", *whose)

    found = {name: browser.get("/account/").status_code for name, browser in browsers.items()}
    assert found == {"lan": 302, "other": 302 if whose == ["--all"] else 200}
    assert capsys.readouterr().out == ("2 ended\n" if whose == ["--all"] else "1 ended\n")
    with pytest.raises(CommandError, match=r"account\.unknown"):
        call_command("end_sessions", "nobody")


def test_given_somebody_elses_session_when_it_is_ended_then_there_is_no_such_thing(signed_in, neighbour):
    from allauth.usersessions.models import UserSession

    from tongban.errors import NotFound

    other = Client()
    other.post("/sign-in/", {"login": "mei", "password": PASSWORD})
    row = UserSession.objects.get(user_id=neighbour.account_id)
    account = models.Account.objects.get(username="lan")

    with pytest.raises(NotFound, match=r"session\.unknown"):
        actions.end_session(account, session_id=row.pk)
    assert other.get("/account/").status_code == 200


# --- Real name -----------------------------------------------------------------------------------------------
def test_given_a_fresh_account_when_it_binds_on_the_page_then_it_returns_and_the_face_check_serves_nothing_else(
    account, partner, moment
):
    client = Client()
    client.force_login(account, backend="tongban.people.signed_in.AccountBackend")

    answer = client.post(
        "/account/real-name/", face(name="样本·晴", number=str(number(7)).lower(), phone="138 0000 0007")
    )

    assert answer.status_code == 302
    assert queries.citizen(account).is_bound
    assert models.FaceCheck.objects.get().used_at == AT
    assert client.get("/account/mandates/give/").url.startswith("/account/face-check/")


def test_given_a_wrong_number_when_the_form_is_sent_then_the_message_does_not_repeat_it(account, partner, moment):
    client = Client()
    client.force_login(account, backend="tongban.people.signed_in.AccountBackend")

    answer = client.post("/account/real-name/", face(name="样本·晴", number="990102199001010071", phone="1"))

    assert answer.status_code == 400
    summary = answer.content.decode().split("</ul>")[0]
    assert "证件号码不对" in summary
    assert "990102199001010071" not in summary
    assert partner.asked == []


def test_given_a_partner_that_says_no_when_the_form_is_sent_then_the_page_shows_the_way_to_the_window(
    account, partner, moment
):
    partner.answers = [Answer.NO_MATCH]
    client = Client()
    client.force_login(account, backend="tongban.people.signed_in.AccountBackend")

    for status in (409, 409, 409, 409):
        answer = client.post("/account/real-name/", face(name="样本·晴", number=number(7), phone="13800000007"))
        assert answer.status_code == status
        assert "/window/" in answer.content.decode()
    assert "3 次" in answer.content.decode()


def test_given_a_silent_partner_when_the_form_is_sent_then_the_page_says_it_is_not_their_fault(
    account, partner, moment
):
    partner.answers = [Answer.CANNOT_BE_TOLD]
    client = Client()
    client.force_login(account, backend="tongban.people.signed_in.AccountBackend")

    answer = client.post("/account/real-name/", face(name="样本·晴", number=number(7), phone="13800000007"))

    assert answer.status_code == 503
    assert "不是您的问题" in answer.content.decode()


@pytest.mark.parametrize("is_demo", [True, False])
def test_given_the_drawn_face_when_it_is_sent_then_only_the_demonstration_takes_it(
    account, partner, moment, settings, is_demo
):
    settings.DEMO = is_demo
    client = Client()
    client.force_login(account, backend="tongban.people.signed_in.AccountBackend")
    answers = {"name": "样本·晴", "number": number(7), "phone": "13800000007", "request_id": str(uuid.uuid4())}

    client.post("/account/real-name/", answers | {"specimen": "1"})

    assert (queries.citizen(account) is not None) is is_demo
    assert ("用演示头像" in client.get("/window/").content.decode()) is False


# --- Step-up -------------------------------------------------------------------------------------------------
def guarded():
    @gates.step_up_required(minutes=5)
    def view(request):
        return HttpResponse(f"{request.citizen.id} {request.POST.get('answer', '')}")

    return view


def visit(client, path="/somewhere/?page=2", method="get", data=None):
    """A guarded view, asked with the session of a signed-in client."""
    from django.test import RequestFactory

    request = getattr(RequestFactory(), method)(path, data or {})
    request.session = client.session
    request.user = models.Account.objects.get(pk=client.session["_auth_user_id"])
    response = guarded()(request)
    request.session.save()
    return response


@pytest.mark.parametrize(
    ("age", "is_fresh"),
    [
        (timedelta(0), True),
        (timedelta(minutes=5) - timedelta(microseconds=1), True),
        (timedelta(minutes=5), False),
        (timedelta(minutes=5, microseconds=1), False),
        (timedelta(microseconds=-1), False),
    ],
)
def test_given_a_face_check_when_exactly_five_minutes_have_passed_then_it_has_expired(
    signed_in, citizen, moment, age, is_fresh
):
    give_match(signed_in, citizen, act="/somewhere/", at=AT)
    moment(AT + age)

    assert (visit(signed_in).status_code == 200) is is_fresh
    assert (visit(signed_in, method="post").status_code == 200) is is_fresh


def test_given_a_face_check_of_somebody_else_when_the_account_changes_hands_then_it_does_not_count(
    signed_in, citizen, moment
):
    give_match(signed_in, citizen, act="/somewhere/", at=AT)
    models.Citizen.objects.update(account=None)
    actions.confirm_at_window(
        account=models.Account.objects.get(pk=citizen.account_id),
        name="样本·竹",
        number=number(3),
        phone=None,
        by="officer:test",
        at=AT,
    )

    assert visit(signed_in).status_code == 302


def test_given_no_face_check_when_a_guarded_page_is_opened_then_the_person_is_checked_and_comes_back(
    signed_in, partner, moment
):
    away = visit(signed_in)

    page = signed_in.get(away.url)
    back = signed_in.post(away.url, face())

    assert page.status_code == 200
    assert 'capture="user"' in page.content.decode()
    assert "用演示头像" not in page.content.decode()
    assert back.url == "/somewhere/?page=2"
    assert visit(signed_in).status_code == 200


def test_given_answers_that_were_posted_when_the_face_check_intervenes_then_they_come_back_with_one_button(
    signed_in, partner, moment
):
    away = visit(signed_in, method="post", data={"answer": "<兰>", "csrfmiddlewaretoken": "x"})

    back = signed_in.post(away.url, face())
    page = signed_in.get(back.url).content.decode()

    assert 'action="/somewhere/?page=2"' in page
    assert 'name="answer" value="&lt;兰&gt;"' in page
    assert visit(signed_in, method="post", data={"answer": "ok"}).content.decode().endswith("ok")


def test_given_a_made_up_token_when_the_face_check_is_done_then_nobody_is_asked_and_it_leads_nowhere_else(
    signed_in, partner, moment
):
    back = signed_in.post("/account/face-check/made-up/", face())

    assert back.url == "/account/"
    assert partner.asked == []


def test_given_an_account_without_a_person_when_a_guarded_page_is_opened_then_it_is_asked_who_it_is(account):
    client = Client()
    client.force_login(account, backend="tongban.people.signed_in.AccountBackend")

    assert visit(client).url.startswith("/account/real-name/")


def test_given_nobody_signed_in_when_a_citizens_page_is_opened_then_they_sign_in_and_return():
    answer = Client().get("/account/mandates/")

    assert answer.url == "/sign-in/?next=/account/mandates/"


# --- Mandates ------------------------------------------------------------------------------------------------
def test_given_a_mandate_form_when_it_is_sent_with_a_fresh_face_check_then_the_mandate_stands_and_can_be_taken_back(
    signed_in, citizen, neighbour, partner, moment
):
    page = signed_in.get("/account/mandates/give/")
    signed_in.post(page.url, face())
    today = clock.day_of(AT)
    assert f'value="{today}"' in signed_in.get("/account/mandates/give/").content.decode()

    signed_in.post(
        "/account/mandates/give/",
        {
            "agent_name": "样本·梅",
            "agent_number": number(2),
            "businesses": ["renewal"],
            "from_day": str(today),
            "until_day": str(today + timedelta(days=9)),
        },
    )
    (mandate,) = queries.mandates_given(citizen.id)
    signed_in.post(reverse("people:revoke_mandate", args=[mandate.id]))

    assert mandate.agent_id == neighbour.id
    assert queries.mandates_given(citizen.id)[0].revoked_at == AT
    assert "已收回" in signed_in.get("/account/mandates/").content.decode()
