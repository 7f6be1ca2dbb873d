"""The fast address gives the answers of the slow page, and everything else still reaches Django."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import pytest

from tongban.credentials import actions as credentials
from tongban.credentials import queries as held
from tongban.credentials.models import Holding
from tongban.errors import Forbidden
from tongban.keys import queries as keys
from tongban.keys.roles import Role
from tongban.licences import actions
from tongban.licences.firms.dispatch import ADDRESS, MAX_BODY, Published, before, judge
from tongban.registers import actions as registers
from tongban.standards import qrcode
from tongban.standards.signing import SoftwareSigner, generate


def answered(body=b"", *, method="POST", address=ADDRESS, application=None, **headers):
    """(status line, headers, body) of the application for one request."""
    seen = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": address,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    } | headers
    chunks = (application or before(django))(environ, lambda status, headers: seen.append((status, dict(headers))))
    return (*seen[0], b"".join(chunks))


def django(environ, start_response):
    """Stands behind the dispatcher."""
    start_response("204 No Content", [("X-Was", environ["PATH_INFO"])])
    return []


@pytest.fixture
def driver(town):
    """Somebody with an issued licence and a published list: what a code is made of."""
    record, _holder, _view = town.issued()
    credentials.publish_lists(at=town.AT)
    return record, Holding.objects.get()


def code(row, at, *, purpose="age", claims=None, device=None, changes=None, signer=None, shown_at=None):
    """A code of the licence `row`, genuine unless an argument spoils it."""
    device = device or generate()
    claims = (
        claims
        or {
            "age": {"age_over_18": True},
            "freight": {
                "name": "样本·驾驶人",
                "classes": "C1",
                "valid_from": at.date(),
                "valid_until": None,
                "review": "in-order",
                "points_band": "0",
            },
            "rental": {
                "name": "样本·驾驶人",
                "may_drive": "B2C1D",
                "valid_from": at.date(),
                "valid_until": at.date() + timedelta(days=365),
                "first_issued": at.date(),
                "number_last4": "123X",
                "portrait_hash": bytes(16),
            },
            "vehicle": {
                "plate": "苏E12345",
                "plate_kind": "02",
                "vin_last6": "123456",
                "model": "样本",
                "owner": "样本·驾驶人",
                "use": "A",
                "registered_on": at.date(),
                "inspected_until": at.date(),
                "insured_until": at.date(),
                "letters": {"A"},
                "licence": row.id,
            },
            "roadside": {
                "name": "样本·驾驶人",
                "classes": "C1",
                "valid_from": at.date(),
                "valid_until": None,
                "points": 0,
                "letters": {"A"},
                "number_last4": "1234",
                "portrait_hash": bytes(16),
                "licence": row.id,
            },
        }[purpose]
    )
    token = qrcode.issue_token(
        purpose=purpose,
        claims=claims,
        device_key=device.public_key,
        signer=signer or keys.signer(Role.CODE),
        **{
            "list_number": row.entitlement_list,
            "index": row.entitlement_index,
            "issued_at": at,
            "expires_at": at + timedelta(days=6),
        }
        | (changes or {}),
    )
    return qrcode.present(token, device=device, at=shown_at or at)


def stranger():
    """A signer whom nobody trusts."""
    return SoftwareSigner(generate()._private_key, (b"no certificate of ours",))


GOOD_AND_BAD = {
    "good": {},
    "good, freight": {"purpose": "freight"},
    "shown too long ago": {"shown_at": -timedelta(minutes=10)},
    "from a clock that is ahead": {"shown_at": timedelta(minutes=10)},
    "by a stranger": {"signer": stranger},
    "expired": {"changes": {"issued_at": -timedelta(days=9), "expires_at": -timedelta(days=3)}},
}


@pytest.mark.parametrize("case", GOOD_AND_BAD)
def test_a_code_is_judged_as_on_the_page(town, driver, case):
    _record, row = driver
    spoilt = dict(GOOD_AND_BAD[case])
    if "shown_at" in spoilt:
        spoilt["shown_at"] = town.AT + spoilt["shown_at"]
    if "changes" in spoilt:
        spoilt["changes"] = {name: town.AT + age for name, age in spoilt["changes"].items()}
    if "signer" in spoilt:
        spoilt["signer"] = spoilt["signer"]()
    text = code(row, town.AT, **spoilt)
    same_answer(text, at=town.AT, holds=case.startswith("good"))


def test_a_proof_by_another_device_is_judged_as_on_the_page(town, driver):
    _record, row = driver
    device = generate()
    text = code(row, town.AT, device=device)
    token = qrcode.parse(text).token
    other = qrcode.present(token_bytes(text), device=generate(), at=town.AT)
    assert qrcode.parse(other).token.digest == token.digest
    same_answer(other, at=town.AT, holds=False)


def token_bytes(text):
    """The token inside a code."""
    from tongban.standards import cbor
    from tongban.standards.qrcode import base45

    return cbor.decode(base45.decode(text.removeprefix(qrcode.PREFIX)))[0]


def same_answer(text, *, at, holds):
    """Fast and slow agree about every check."""
    fast = json.loads(judge(text, published=Published(), at=at))
    slow = actions.check_for_business(text, at=at)
    assert fast == {
        "outcome": slow.outcome,
        "purpose": slow.purpose,
        "checks": [vars(check) for check in slow.report.checks],
        "facts": {name: as_json(value) for name, value in slow.facts.items()},
    }
    assert (fast["outcome"] == "holds") is holds
    assert bool(fast["facts"]) is holds


def as_json(value):
    """A fact of the page as the machine reads it: a day as text; one class stands in a list."""
    if isinstance(value, date):
        return value.isoformat()
    return [value] if value == "C1" else value


def test_a_firm_reads_what_the_holder_chose_and_decodes_nothing(town, driver):
    _record, row = driver
    day = town.AT.date()
    fast = {
        purpose: json.loads(judge(code(row, town.AT, purpose=purpose), published=Published(), at=town.AT))["facts"]
        for purpose in ("rental", "freight", "age")
    }
    assert fast == {
        "rental": {
            "name": "样本·驾驶人",
            "may_drive": ["B2", "C1", "D"],
            "valid_from": day.isoformat(),
            "valid_until": (day + timedelta(days=365)).isoformat(),
            "first_issued": day.isoformat(),
            "number_last4": "123X",
        },
        "freight": {
            "name": "样本·驾驶人",
            "classes": ["C1"],
            "valid_from": day.isoformat(),
            "valid_until": None,
            "review": "in-order",
            "points_band": "0",
        },
        "age": {"age_over_18": True},
    }


def test_two_holders_with_the_same_outcome_do_not_read_each_others_facts(town, driver):
    _record, row = driver
    published = Published()
    judge(code(row, town.AT, purpose="freight"), published=published, at=town.AT)
    no = code(row, town.AT, claims={"age_over_18": False})
    yes = code(row, town.AT)
    said = [json.loads(judge(text, published=published, at=town.AT))["facts"] for text in (no, yes, no)]
    assert said == [{"age_over_18": False}, {"age_over_18": True}, {"age_over_18": False}]


def test_when_points_reach_12_the_next_publication_changes_the_answer(town, driver):
    record, row = driver
    published = Published()
    assert json.loads(judge(code(row, town.AT), published=published, at=town.AT))["outcome"] == "holds"
    registers.add_points(key=town.key(), driver_id=record.id, points=12, reason="1101", by="officer:test", at=town.AT)
    actions.follow_register(at=town.AT)
    credentials.publish_lists(at=town.AT)
    soon = town.AT + timedelta(seconds=1)
    fast = json.loads(judge(code(row, town.AT), published=published, at=soon))
    assert fast["outcome"] == "does-not-hold"
    assert fast["checks"][-1]["reason"] == "suspended"


def test_without_a_list_the_status_cannot_be_told(town, driver):
    _record, row = driver
    held.list_file("entitlement", row.entitlement_list, "cwt").unlink()
    assert json.loads(judge(code(row, town.AT), published=Published(), at=town.AT))["outcome"] == "cannot-be-told"


def test_an_expired_list_tells_nothing_any_more(town, driver):
    _record, row = driver
    published, later = Published(), town.AT + timedelta(hours=25)
    assert published.status(row.entitlement_list, row.entitlement_index, at=town.AT) == (0, timedelta(0))
    assert published.status(row.entitlement_list, row.entitlement_index, at=later) is None


def test_a_list_that_we_did_not_sign_tells_nothing(town, driver):
    _record, row = driver
    file = held.list_file("entitlement", row.entitlement_list, "cwt")
    file.write_bytes(file.read_bytes()[:-1] + b"\0")
    assert Published().status(row.entitlement_list, row.entitlement_index, at=town.AT) is None


def test_a_list_from_the_future_counts_once_its_time_has_come(town, driver):
    _record, row = driver
    published, place = Published(), (row.entitlement_list, row.entitlement_index)
    assert published.status(*place, at=town.AT - timedelta(minutes=5)) is None
    assert published.status(*place, at=town.AT) == (0, timedelta(0))


def test_a_place_beyond_the_list_tells_nothing(town, driver):
    _record, row = driver
    assert Published().status(row.entitlement_list, 2**31, at=town.AT) is None


@pytest.mark.parametrize("purpose", ["roadside", "vehicle"])
def test_what_only_officers_may_ask_for_is_refused_on_the_page_and_here(town, driver, purpose):
    _record, row = driver
    text = code(row, town.AT, purpose=purpose)
    with pytest.raises(Forbidden, match=r"verify\.roadside-code"):
        judge(text, published=Published(), at=town.AT)
    with pytest.raises(Forbidden, match=r"verify\.roadside-code"):
        actions.check_for_business(text, at=town.AT)


def test_over_http_a_code_is_answered_without_a_query_but_for_one_in_a_lot(
    town, driver, django_assert_num_queries, monkeypatch
):
    _record, row = driver
    monkeypatch.setattr("tongban.licences.firms.dispatch.now", lambda: town.AT)
    application = before(django)
    answered(b"no code", application=application)  # draws the lot
    with django_assert_num_queries(0):
        status, headers, body = answered(code(row, town.AT).encode() + b"\r\n", application=application)
    assert (status, headers["Cache-Control"]) == ("200 OK", "no-store")
    assert json.loads(body)["outcome"] == "holds"
    assert json.loads(body)["facts"] == {"age_over_18": True}


def test_over_http_a_roadside_code_is_a_problem_in_the_callers_language(town, driver, monkeypatch):
    _record, row = driver
    monkeypatch.setattr("tongban.licences.firms.dispatch.now", lambda: town.AT)
    sent = code(row, town.AT, purpose="roadside").encode()
    status, headers, body = answered(sent, HTTP_ACCEPT_LANGUAGE="en-GB")
    assert (status, headers["Content-Type"]) == ("403 Forbidden", "application/problem+json")
    assert json.loads(body)["detail"].startswith("This code is for the police")
    assert "只给民警" in json.loads(answered(sent)[2])["detail"]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", {}),
        (b"DL1:", {}),
        (b"DL1:%%%", {}),
        ("DL1:样".encode(), {}),
        (b"D" * (MAX_BODY + 1), {}),
        (b"DL1:", {"CONTENT_LENGTH": "-4"}),
        (b"DL1:", {"CONTENT_LENGTH": ""}),
    ],
)
def test_what_is_no_code_is_refused_and_not_repeated(town, body, headers, caplog):
    status, _headers, answer = answered(body, **headers)
    assert status == "400 Bad Request"
    assert len(body) < 5 or body not in answer
    assert {one.name for one in caplog.records} == {"tongban.security"}
    assert len(body) < 5 or body.decode() not in caplog.text


def test_only_post_is_answered(town):
    status, headers, _body = answered(method="GET")
    assert (status, headers["Allow"]) == ("405 Method Not Allowed", "POST")


@pytest.mark.parametrize("address", ["/", "/verify/", ADDRESS + "/", "/api/"])
def test_every_other_address_goes_on_to_django(address):
    assert answered(address=address, method="GET")[1] == {"X-Was": address}


def test_over_http_a_client_that_asks_too_often_waits_and_another_does_not(town, settings, monkeypatch):
    # The test's own transaction ends with its connection: outside of tests each draw is committed by itself.
    monkeypatch.setattr("tongban.licences.firms.dispatch.close_old_connections", lambda: None)
    settings.LIMITS = {"verify-code": {"burst": 400, "minutes": 10}}
    application = before(django)
    found = [answered(b"no code", application=application, REMOTE_ADDR="192.0.2.7") for _ in range(401)]
    assert {status for status, _headers, _body in found[:400]} == {"400 Bad Request"}
    status, headers, body = found[400]
    assert status == "429 Too Many Requests"
    assert 0 < int(headers["Retry-After"]) <= 300
    assert json.loads(body)["code"] == "limits.reached"
    assert answered(b"no code", application=application, REMOTE_ADDR="192.0.2.8")[0] == "400 Bad Request"


def test_over_http_a_database_that_does_not_answer_stops_no_code(town, driver, monkeypatch):
    from django.db import OperationalError

    def gone(*_args, **_how):
        raise OperationalError("gone")

    _record, row = driver
    monkeypatch.setattr("tongban.licences.firms.dispatch.now", lambda: town.AT)
    monkeypatch.setattr("tongban.licences.firms.dispatch.limits.take", gone)
    monkeypatch.setattr("tongban.licences.firms.dispatch.close_old_connections", lambda: None)
    assert answered(code(row, town.AT).encode())[0] == "200 OK"
