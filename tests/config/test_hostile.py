"""No address answers 5xx, nothing at all, or a bare 405, to whatever is sent to it: every address of the resolver.

The addresses are collected, not listed. Sent as nobody, as a citizen and as an officer with every duty.
"""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tongban.offices.records import Duty

HUGE = "9" * 5000
DEEP = b"[" * 100_000
BASE64 = (
    b'--x\r\nContent-Disposition: form-data; name=a; filename="\x00"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--"
)
BODIES = [
    ("application/json", b""),
    ("application/json", b"{"),
    ("application/json", DEEP),
    ("application/json", b'{"a":' * 20_000),
    ("application/json", b"\xff\xfe\x00"),
    ("application/json", b"null"),
    ("application/json", b"[]"),
    ("application/json", b"1e400"),
    ("application/json", b"NaN"),
    ("application/json", b"9" * 6000),
    ("application/json", b'{"code": 1, "records": 1, "public_key": [], "nonce": {}, "proof": null, "id": 7, "key": 7}'),
    ("application/json", b'{"code": "\\ud800", "records": [{}], "public_key": "\\u0000", "nonce": "\\ud800", "proof": ""}'),
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=", b"x"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--"),
    ("multipart/form-data; boundary=x", BASE64),
    ("multipart/form-data; boundary=" + "x" * 300, b"--"),
    ("application/x-www-form-urlencoded", b"%"),
    ("application/x-www-form-urlencoded", b"%ff=%ff&%00=%00&a=%ed%a0%80"),
    ("application/x-www-form-urlencoded", b"a=1&" * 2000),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=+ADw-"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"a=b"),
    ("text/plain", b"x" * 5000),
    ("application/octet-stream", bytes(range(256))),
    ("", b"x"),
]  # fmt: skip


def addresses(patterns, prefix=""):
    """(route, converters) of every address but Django's own admin."""
    for one in patterns:
        if isinstance(one, URLResolver):
            if one.app_name != "admin":
                yield from addresses(one.url_patterns, prefix + str(one.pattern).lstrip("^"))
        elif isinstance(one, URLPattern):
            yield prefix + str(one.pattern).lstrip("^").removesuffix("$").removesuffix("\\Z")


VALUES = {
    "uuid": [str(uuid.UUID(int=0)), str(uuid.UUID(int=2**128 - 1))],
    "int": ["0", "1", HUGE, "9223372036854775808"],
    "slug": ["a", "a" * 3000],
    "str": ["a", "%00", "%ff%fe", "%ED%A0%80", "x" * 3000, "١", "..%2f", "a%0d%0ab"],
    "path": ["a", "%00", "x/../y", "x" * 3000],
}


def filled(route):
    """The route with each hostile value in each of its places; for a regular expression, something that fits."""
    kinds = re.findall(r"<(?:(\w+):)?\w+>", route)
    if "(?P<" in route:
        route = re.sub(r"\(\?P<\w+>([^()]*|\([^()]*\))*\)", "1", route).replace("\\", "")
        return ["/" + route]
    if not kinds:
        return ["/" + route]
    most = max(len(VALUES[kind or "str"]) for kind in kinds)
    found = []
    for n in range(most):
        values = iter([VALUES[kind or "str"][n % len(VALUES[kind or "str"])] for kind in kinds])
        found.append("/" + re.sub(r"<(?:\w+:)?\w+>", lambda _match, values=values: next(values), route))
    return found


ROUTES = sorted(set(addresses(get_resolver().url_patterns)))


def every_duty(town):
    """An officer with every duty, though some exclude each other."""
    from tongban.offices.models import DutyGrant

    officer = town.officer()
    for duty in Duty:
        DutyGrant.objects.create(officer_id=officer.id, duty=duty.value, region_prefix="51", from_day=town.TODAY)
    return officer


@pytest.fixture
def who(town, settings):
    """Clients: nobody, a citizen with a fresh account, an officer with every duty."""
    from tongban.people.models import Account

    settings.DEMO = True  # officers need no second factor
    settings.LIMITS = {}
    clients = {"nobody": Client(raise_request_exception=False)}
    _record, citizen, _view = town.issued()
    account = Account.objects.get(pk=citizen.account_id)
    officer = Account.objects.get(pk=every_duty(town).account_id)
    for name, user in (("citizen", account), ("officer", officer)):
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(user, backend="tongban.people.signed_in.AccountBackend")
    return clients


def fault(answer, method):
    """What is wrong with an answer; "" when nothing is."""
    if answer.status_code >= 500 and answer.status_code != 503:
        return str(answer.status_code)
    if method != "HEAD" and answer.status_code >= 400 and not b"".join(answer):
        return f"{answer.status_code} with nothing in it"
    return ""


SKIPPED = {"sign-out/", "account/sessions/end-others/"}  # would end the test's own session


@pytest.fixture(autouse=True)
def quiet(caplog, monkeypatch):
    """No log of what is refused, and no limits: the same client sends thousands of forms."""
    from tongban.limits import actions

    caplog.set_level("CRITICAL")
    monkeypatch.setattr(actions, "has_room", lambda *_args, **_how: True)


CHUNKS = 4


@pytest.mark.parametrize("part", range(CHUNKS))
@pytest.mark.parametrize("role", ["nobody", "citizen", "officer"])
def test_no_address_breaks_whatever_is_sent(who, role, part):
    client, found = who[role], []
    for route in [one for one in ROUTES[part::CHUNKS] if one not in SKIPPED]:
        for address in filled(route):
            for method in ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"):
                if wrong := fault(client.generic(method, address), method):
                    found.append((method, address[:80], wrong))
        address = filled(route)[0]
        for kind, body in BODIES:
            if wrong := fault(client.generic("POST", address, body, content_type=kind), "POST"):
                found.append(("POST", address[:80], kind, body[:40], wrong))
    assert found == []


def test_every_address_is_walked():
    assert len(ROUTES) > 120
    assert all("<" not in address for route in ROUTES for address in filled(route))
