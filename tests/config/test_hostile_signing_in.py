"""No address of allauth answers 5xx or nothing: whatever factors an account has, however far a proof has come, whatever is sent.

The keys here are real: a valid answer of one is taken, and each of its parts is then spoilt in turn.
"""

from __future__ import annotations

import inspect
import json
import time
from hashlib import sha256

import pytest
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
    """Is this address answered by allauth?"""
    view = get_resolver().resolve(path).func
    return inspect.unwrap(view).__module__.startswith("allauth")


@pytest.fixture(scope="module")
def routes():
    found = {"/" + route.replace("<int:pk>", "1") for _name, route in addresses() if route.startswith(RESOLVED)}
    return sorted(path for path in found if "<" not in path and ours(path))


class Key:
    """A security key: its answers as a browser would send them."""

    def __init__(self):
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.id = b"k" * 32

    def said(self, kind, challenge, **response):
        client = CollectedClientData.create(kind, challenge, f"https://{HOST}")
        fields = {"clientDataJSON": websafe_encode(client)} | response
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "response": fields,
        }

    def seen(self, flags, credential=None):
        return AuthenticatorData.create(sha256(HOST.encode()).digest(), flags, 1, credential or b"")

    def registers(self, challenge):
        known = AttestedCredentialData.create(
            b"\0" * 16, self.id, ES256.from_cryptography_key(self.secret.public_key())
        )
        attestation = AttestationObject.create("none", self.seen(0x45, known), {})
        return self.said("webauthn.create", challenge, attestationObject=websafe_encode(attestation))

    def answers(self, challenge, account):
        seen = self.seen(0x05)
        client = CollectedClientData.create("webauthn.get", challenge, f"https://{HOST}")
        signature = self.secret.sign(seen + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self.said(
            "webauthn.get",
            challenge,
            authenticatorData=websafe_encode(seen),
            signature=websafe_encode(signature),
            userHandle=websafe_encode(str(account.pk).encode()),
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
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")


def proven(client, account):
    inside(client, account)
    proof = {"method": "password", "at": time.time(), "username": "lan", "reauthenticated": True}
    keep(client, account_authentication_methods=[proof])


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
WALKS = [*((state, "everything") for state in STATES), *((inside, kind) for kind in KINDS)]


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
    for path in routes:
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


PLACES = {
    "/account/second-factor/webauthn/reauthenticate/": inside,
    "/account/second-factor/webauthn/login/": nobody,
    "/account/second-factor/authenticate/": halfway,
}


@pytest.mark.parametrize(("path", "state"), PLACES.items(), ids=lambda one: getattr(one, "__name__", one))
def test_given_an_answer_of_a_key_when_any_part_of_it_is_spoilt_then_it_is_a_wrong_one_and_no_fault(
    account, key, give, path, state
):
    give("key")
    client = Client(raise_request_exception=False)
    state(client, account)
    keep(client, **{"mfa.webauthn.state": CEREMONY})
    cookies, found = client.cookies.copy(), []
    right = key.answers(CHALLENGE, account)

    def sent(credential):
        before = transaction.savepoint()
        answer = client.post(path, {"credential": json.dumps(credential), "name": "k"})
        accepted = client.session.get("mfa.webauthn.state") is None
        transaction.savepoint_rollback(before)
        client.cookies = cookies.copy()
        return answer, accepted

    answer, accepted = sent(right)
    assert (answer.status_code, accepted) == (302, True)
    for one in spoilt(right):
        answer, accepted = sent(one)
        if wrong := fault(answer, "POST"):
            found.append((str(one)[:300], wrong))
    assert found == []


def test_the_addresses_are_those_of_allauth(routes):
    assert "/account/second-factor/webauthn/reauthenticate/" in routes
    assert len(routes) > 18
