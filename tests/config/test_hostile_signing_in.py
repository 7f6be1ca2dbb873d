"""No address of allauth answers 5xx or nothing: whatever factors an account has, however far a proof has come, whatever is sent.

The keys here are real: a valid answer of one is taken, and each of its parts is then spoilt in turn.
"""

from __future__ import annotations

import json
import time
from hashlib import sha256

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from house import addresses
from test_hostile import fault

from tongban.people import actions

PASSWORD = "a long enough phrase"
HOST = "testserver"
RESOLVED = ("sign-in/", "sign-out/", "register/", "account/")
CODES = ["000000", "١٢٣٤٥٦", "9" * 5000 + "\x00"]
JUNK = ["", "null", "[]", "{}", "9" * 6000, "NaN", "[" * 50_000, '{"id": "\\u0000"}']
SPOILT = [None, 7, "", "!", "AAAA", "é", [], {}]


def ours(path):
    """Is this address answered by allauth, or by a view that stands on one of its own?"""
    view = getattr(get_resolver().resolve(path).func, "view_class", object)
    return any(kind.__module__.startswith("allauth") for kind in view.__mro__)


@pytest.fixture(scope="module")
def routes():
    found = {"/" + route.replace("<int:pk>", "1") for _name, route in addresses() if route.startswith(RESOLVED)}
    return sorted(path for path in found if "<" not in path and ours(path))


def of_the_account(path, account):
    """The address of the account's own key, where it names one."""
    own = Authenticator.objects.filter(user=account, type="webauthn").first()
    return path.replace("/1/", f"/{own.pk}/") if own else path


class Key:
    """A security key: its answers as a browser would send them."""

    def __init__(self):
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.id = b"k" * 32

    def said(self, client, **response):
        fields = {"clientDataJSON": websafe_encode(client)} | response
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "response": fields,
        }

    def registers(self, challenge, *, kind="webauthn.create", origin=f"https://{HOST}", host=HOST, present=1):
        client = CollectedClientData.create(kind, challenge, origin)
        public = ES256.from_cryptography_key(self.secret.public_key())
        known = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        seen = AuthenticatorData.create(sha256(host.encode()).digest(), 0x44 | present, 1, known)
        return self.said(client, attestationObject=websafe_encode(AttestationObject.create("none", seen, {})))

    def answers(
        self, challenge, account, *, kind="webauthn.get", origin=f"https://{HOST}", host=HOST, present=1, by=None
    ):
        client = CollectedClientData.create(kind, challenge, origin)
        seen = AuthenticatorData.create(sha256(host.encode()).digest(), 0x04 | present, 1)
        signature = (by or self.secret).sign(seen + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self.said(
            client,
            authenticatorData=websafe_encode(seen),
            signature=websafe_encode(signature),
            userHandle=websafe_encode(user_pk_to_url_str(account).encode()),
        )


CHALLENGE = b"c" * 32
CEREMONY = {"challenge": websafe_encode(CHALLENGE), "user_verification": "preferred"}


def spoilt(answer):
    """The answer with each of its parts taken away, of another kind, or of other bytes."""
    for name in answer:
        yield {key: value for key, value in answer.items() if key != name}
        yield from (answer | {name: value} for value in SPOILT)
    for name in answer["response"]:
        yield answer | {"response": {key: value for key, value in answer["response"].items() if key != name}}
        cut = answer["response"][name][: len(answer["response"][name]) // 2]
        yield from (answer | {"response": answer["response"] | {name: value}} for value in [cut, *SPOILT])


@pytest.fixture
def key():
    return Key()


@pytest.fixture
def account(town, settings, monkeypatch, caplog):
    from tongban.limits import actions as limits

    caplog.set_level("CRITICAL")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(limits, "has_room", lambda *_args, **_how: True)
    return actions.open_account(username="lan", password=PASSWORD)


@pytest.fixture
def give(account, key, rf):
    """Gives the account its factors and returns it."""

    def give(kind):
        with context.request_context(rf.get("/")):
            if kind in ("app", "everything"):
                TOTP.activate(account, generate_totp_secret())
            if kind in ("key", "everything"):
                data = {"name": "k", "credential": key.registers(CHALLENGE)}
                Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data=data)
            if kind == "everything":
                RecoveryCodes.activate(account)
        if kind == "no password":
            account.set_unusable_password()
            account.save()
        return account

    return give


# --- How far somebody has come -----------------------------------------------------------------------------------
def nobody(client, account):
    """Not signed in."""


def halfway(client, account):
    """The password was right; the second factor is asked for, if there is one."""
    client.post("/sign-in/", {"login": "lan", "password": PASSWORD})


def inside(client, account):
    client.force_login(account, backend="tongban.people.signed_in.AccountBackend")


def proven(client, account):
    """Signed in, and the password given once more a moment ago; who has nothing to prove with needs no proof."""
    inside(client, account)
    client.post("/account/confirm/", {"password": PASSWORD})


def asked(client, account):
    inside(client, account)
    client.post("/account/second-factor/totp/activate/", {"code": "1"})


def of_another_version(client, account):
    inside(client, account)
    keep(client, **{"mfa.webauthn.state": {"v": 2}, "account_reauthentication_state": {"v": 2}})


def gone_since(client, account):
    """The page that a proof was asked for is no address any more, the login that waits is nobody's."""
    asked = {"path": "/gone/", "path_info": "/gone/", "method": "POST", "GET": "", "POST": ""}
    login = {"user_pk": "987654", "email_verification": "none", "signup": False, "redirect_url": None}
    login |= {"signal_kwargs": {}, "email": None, "initiated_at": time.time()}
    keep(client, account_reauthentication_state={"request": asked}, account_login=login)


def keep(client, **values):
    session = client.session
    session.update(values)
    session.save()
    client.cookies["sessionid"] = session.session_key


KINDS = ["nothing", "no password", "app", "key"]
STATES = [nobody, halfway, inside, proven, asked, of_another_version, gone_since]
WALKS = [*((state, "everything") for state in STATES), *((state, kind) for state in (inside, proven) for kind in KINDS)]


@pytest.mark.parametrize(("state", "kind"), WALKS, ids=[f"{state.__name__}-{kind}" for state, kind in WALKS])
def test_no_address_of_allauth_breaks(key, give, routes, state, kind):
    account = give(kind)
    client = Client(raise_request_exception=False)
    state(client, account)
    if state not in (nobody, of_another_version):
        keep(client, **{"mfa.webauthn.state": CEREMONY})
    cookies, found, answers = client.cookies.copy(), [], 0
    bodies = [{}, *({"code": code, "password": code, "login": code, "name": code} for code in CODES)]
    said = [key.answers(CHALLENGE, account), key.answers(b"another challenge", account), key.registers(CHALLENGE)]
    credentials = [*JUNK, *(json.dumps(one) for one in said)]
    script = {"headers": {"X-Requested-With": "XMLHttpRequest"}}
    for path in (of_the_account(route, account) for route in routes):
        reads = path.endswith(("authenticate/", "webauthn/login/", "webauthn/add/"))
        tried = [("get", None, {}), ("get", None, script), ("delete", None, {})]
        tried += [("post", body, {}) for body in bodies]
        tried += [("post", {"credential": one, "name": "k"}, {}) for one in credentials if reads]
        for method, body, how in tried:
            before = transaction.savepoint()
            answer = getattr(client, method)(path, body, **how)
            transaction.savepoint_rollback(before)
            client.cookies, answers = cookies.copy(), answers + 1
            if wrong := fault(answer, method.upper()):
                found.append((path, method, str(body)[:60], wrong))
    assert found == []
    assert answers > 7 * len(routes)


@pytest.mark.parametrize("kind", [*KINDS, "everything"])
def test_who_has_proven_it_and_nobody_else_stands_behind_the_fresh_proof(give, kind):
    account = give(kind)
    seen = {}
    for state in (inside, proven):
        client = Client()
        state(client, account)
        seen[state] = client.get(ADD).status_code
    nothing_to_prove_with = kind == "no password"
    assert seen[proven] == 200
    assert seen[inside] == (200 if nothing_to_prove_with else 302)


ADD, SIGN_IN = "/account/second-factor/webauthn/add/", "/account/second-factor/webauthn/login/"
PLACES = {
    "/account/second-factor/webauthn/reauthenticate/": inside,
    SIGN_IN: nobody,
    "/account/second-factor/authenticate/": halfway,
    ADD: proven,
}


class Place:
    """Where an answer of a key is sent: each time as if it were the first."""

    def __init__(self, key, account, path, state):
        self.key, self.account, self.path = key, account, path
        self.client = Client(raise_request_exception=False)
        state(self.client, account)
        keep(self.client, **{"mfa.webauthn.state": CEREMONY})
        self.cookies = self.client.cookies.copy()

    def right(self, **how):
        """What the account's key, or a new one, answers here."""
        how = {"challenge": CHALLENGE} | how
        return self.key.registers(**how) if self.path == ADD else self.key.answers(account=self.account, **how)

    def sent(self, credential):
        """(the answer, was it accepted?)"""
        before = transaction.savepoint()
        answer = self.client.post(self.path, {"credential": json.dumps(credential), "name": "k", "next": "/account/"})
        is_accepted = answer.status_code == 302 and self.client.session.get("mfa.webauthn.state") is None
        page = self.client.get(answer.url) if answer.status_code == 302 and not is_accepted else answer
        transaction.savepoint_rollback(before)
        self.client.cookies = self.cookies.copy()
        return page, is_accepted


@pytest.fixture(params=PLACES.items(), ids=lambda one: one[0])
def place(account, key, give, settings, request):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    give("key")
    return Place(key, account, *request.param)


def test_given_an_answer_of_a_key_when_any_part_of_it_is_spoilt_then_it_is_a_wrong_one_and_no_fault(place):
    found = []
    right = place.right()
    assert place.sent(right)[1]
    for one in spoilt(right):
        page, _is_accepted = place.sent(one)
        if wrong := fault(page, "POST"):
            found.append((str(one)[:300], wrong))
    assert found == []


WRONG = {
    "of an earlier ceremony": {"challenge": b"e" * 32},
    "of another site": {"origin": "https://elsewhere.example"},
    "of a key of another site": {"host": "elsewhere.example"},
    "of the other ceremony": {"kind": "webauthn.other"},
    "with nobody there": {"present": 0},
    "signed by another key": {"by": ec.generate_private_key(ec.SECP256R1())},
}


@pytest.mark.parametrize("how", WRONG)
def test_given_a_whole_answer_that_is_not_to_what_was_asked_then_it_is_refused_and_the_page_says_so(place, how):
    if "by" in WRONG[how] and place.path == ADD:
        pytest.skip("a new key is attested by nobody: there is no signature")
    page, is_accepted = place.sent(place.right(**WRONG[how]))
    assert not is_accepted
    assert page.status_code == 200
    assert "密钥没有通过验证" in page.content.decode()
    assert "错误：" in page.content.decode().split("</title>")[0]


def test_given_a_passkey_that_does_not_hold_then_the_sign_in_page_still_knows_where_to_go_on(account, key, give):
    give("key")
    place = Place(key, account, SIGN_IN, nobody)
    page, _is_accepted = place.sent(place.right(challenge=b"e" * 32))
    assert '<input type="hidden" name="next" value="/account/"' in page.content.decode()


def test_given_a_new_key_when_it_holds_then_it_is_the_accounts_and_its_answer_is_worth_nothing_again(
    account, key, give
):
    place = Place(key, account, ADD, proven)
    for _twice in range(2):
        place.client.post(ADD, {"credential": json.dumps(place.right()), "name": "蓝色的"})
    assert [one.wrap().name for one in Authenticator.objects.filter(user=account, type="webauthn")] == ["蓝色的"]


def test_the_addresses_are_those_of_allauth(routes):
    assert "/account/second-factor/webauthn/reauthenticate/" in routes
    assert ADD in routes
    assert len(routes) > 19
