"""What partners may call: signed by their key, done once for each Idempotency-Key, answered in problem details."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from partners.partner_town import VIN

from tongban.clock import now
from tongban.partners import queries, signatures
from tongban.partners.models import Heard, Kept
from tongban.partners.records import Outcome, Partner
from tongban.simulation.partner_dealers import DEALERS, rows
from tongban.standards.signing import generate

STATUS = {"code": "", "number": "26322000000000000001", "status": "02", "on": "2026-11-20"}
POLICY = {"vin": VIN, "policy_number": "样证P1", "valid_until": "2027-11-20"}
RELEASE = {"vin": VIN, "mortgagee": "示例银行", "mortgagee_number": "91320500MAC0DEM0EK", "on": "2026-11-20"}


def call(lines, partner, what, body, *, key="", at=None, signer=None, path="", signed_path="", change=None):
    """One call of a partner, as good as the arguments make it."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    path = path or f"/api/partners/{partner}/{what}"
    key = key or str(uuid.uuid4())
    made = signatures.sign(
        method="POST",
        path=signed_path or path,
        body=content,
        key=key,
        at=at or now(),
        signer=signer or lines.desk(Partner(partner)).signer,
    )
    headers = {signatures.KEY: key, **made} | (change or {})
    return Client().post(path, content, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("partner", "what", "body", "about"),
    [
        (Partner.TAX, "invoice-status", STATUS, "invoice::26322000000000000001"),
        (Partner.INSURANCE, "policy-changed", POLICY, f"vin:{VIN}"),
        (Partner.BANK, "mortgage-released", RELEASE, f"vin:{VIN}"),
    ],
)
def test_given_news_when_a_partner_tells_it_then_it_stands_in_the_line_of_answers(lines, partner, what, body, about):
    response = call(lines, partner, what, body, key="n-1")
    assert (response.status_code, response.json()) == (200, {"is_new": True})
    [answer] = queries.answers_after(0)
    assert (answer.partner, answer.kind, answer.key, answer.about) == (partner, what, "n-1", about)
    assert (answer.outcome, answer.body) == (Outcome.ANSWERED, body)


def test_given_a_reply_when_read_then_it_is_signed_by_our_key_for_this_call(lines):
    response = call(lines, "tax", "invoice-status", STATUS, key="n-1")
    asked = {"method": "POST", "path": "/api/partners/tax/invoice-status", "body": response.content}
    keys = lines.simulators.our_keys()
    assert signatures.verify(headers=response, **asked, key="n-1", public_keys=keys, status=200)


def test_given_a_call_when_it_comes_again_then_it_is_done_once_and_answered_the_same(lines):
    body = {"is_full": True, "as_of": now().isoformat(), "dealers": rows(DEALERS)}
    first = call(lines, "commerce", "dealers", body, key="d-1")
    again = call(lines, "commerce", "dealers", body, key="d-1")
    assert first.json() == again.json()
    assert first.json()["added"] == 4
    assert Heard.objects.count() == 1


def test_given_a_key_when_it_comes_with_something_else_then_it_is_refused(lines):
    call(lines, "tax", "invoice-status", STATUS, key="n-1")
    response = call(lines, "tax", "invoice-status", STATUS | {"status": "03"}, key="n-1")
    assert response.status_code == 409
    assert response.json()["code"] == "partners.other-question"
    assert Kept.objects.count() == 1


def test_given_the_simulated_commerce_when_it_pushes_its_list_then_bad_rows_are_reported_by_line(lines):
    lines.simulators.knows.knows.dealers[1]["kind"] = "shop"
    assert lines.simulators.push_dealers() == 200
    assert lines.last_push.json()["added"] == 3
    assert [(bad["line"], bad["field"]) for bad in lines.last_push.json()["bad"]] == [(2, "kind")]


def test_given_a_bad_call_when_refused_then_its_key_is_free_for_the_good_one(lines):
    assert call(lines, "tax", "invoice-status", STATUS | {"status": "99"}, key="n-1").status_code == 400
    assert call(lines, "tax", "invoice-status", STATUS, key="n-1").status_code == 200


# --- who calls -------------------------------------------------------------------------------------------------------
FORGERIES = {
    "a key that nobody knows": ({"signer": generate()}, "partners.signature"),
    "another partner's key": ({"signer": "bank"}, "partners.signature"),
    "another address": ({"signed_path": "/api/partners/tax/answers"}, "partners.signature"),
    "no signature": ({"change": {signatures.SIGNATURE: ""}}, "partners.signature"),
    "half a signature": ({"change": {signatures.SIGNATURE: "a..b"}}, "partners.signature"),
    "another body": ({"change": {signatures.DIGEST: signatures.content_digest(b"{}")}}, "partners.digest"),
    "no digest": ({"change": {signatures.DIGEST: ""}}, "partners.digest"),
    "another idempotency key": ({"change": {signatures.KEY: "other"}}, "partners.signature"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_given_a_call_that_the_partner_did_not_sign_when_it_comes_then_it_is_not_trusted(lines, forgery):
    options, code = FORGERIES[forgery]
    if options.get("signer") == "bank":
        options = {"signer": lines.desk(Partner.BANK).signer}
    response = call(lines, "tax", "invoice-status", STATUS, **options)
    assert (response.status_code, response.json()["code"]) == (422, code)
    assert response["Content-Type"] == "application/problem+json"
    assert not Kept.objects.exists()
    assert not Heard.objects.exists()


@pytest.mark.parametrize("minutes", [-6, 6])
def test_given_a_call_that_was_signed_long_ago_or_later_when_it_comes_then_it_is_stale(lines, minutes):
    response = call(lines, "tax", "invoice-status", STATUS, at=now() + timedelta(minutes=minutes))
    assert (response.status_code, response.json()["code"]) == (422, "partners.stale")


def test_given_a_partner_without_keys_when_it_calls_then_it_is_not_trusted(lines, settings):
    settings.PARTNERS = {"keys": {"tax": []}}
    assert call(lines, "tax", "invoice-status", STATUS).status_code == 422


@pytest.mark.parametrize("key", ["", "with space", "x" * 101, "键"])
def test_given_no_usable_idempotency_key_when_called_then_it_is_malformed(lines, key):
    response = Client().post(
        "/api/partners/tax/answers", b"{}", content_type="application/json", headers={signatures.KEY: key}
    )
    assert (response.status_code, response.json()["code"]) == (400, "partners.idempotency-key")


@pytest.mark.parametrize(
    ("partner", "what"), [("bank", "invoice-status"), ("tax", "dealers"), ("tax", "nothing"), ("post", "answers")]
)
def test_given_an_address_that_is_not_this_partners_when_called_then_it_is_not_found(lines, partner, what):
    signer = lines.desk(Partner.TAX).signer
    response = Client().post(
        f"/api/partners/{partner}/{what}",
        b"{}",
        content_type="application/json",
        headers={
            signatures.KEY: "k",
            **signatures.sign(
                method="POST", path=f"/api/partners/{partner}/{what}", body=b"{}", key="k", at=now(), signer=signer
            ),
        },
    )
    assert (response.status_code, response.json()["code"]) == (404, "partners.address")


@pytest.mark.parametrize("body", [b"", b"nothing", b"[]", b"{}", b"\xff", b'{"code": "", "number": "1"}', b"[" * 5000])
def test_given_a_signed_body_of_another_form_when_called_then_it_is_malformed(lines, body):
    response = call(lines, "tax", "invoice-status", body)
    assert (response.status_code, response.json()["code"]) == (400, "partners.push")


def test_given_a_body_that_is_too_long_when_called_then_it_is_malformed(lines, settings):
    settings.PARTNERS = {"push_max_bytes": 1024}
    response = call(lines, "tax", "invoice-status", b'"' + b"x" * 1024 + b'"')
    assert (response.status_code, response.json()["code"]) == (400, "partners.too-long")


# --- answers that come by a call -----------------------------------------------------------------------------------------
def test_given_a_message_when_its_partner_answers_by_a_call_then_it_is_answered(lines):
    sent = lines.send(Partner.BANK, "confirm-mortgage-transfer")
    body = {"message": str(sent), "outcome": "answered", "body": {"is_agreed": False}}
    assert call(lines, "bank", "answers", body).json() == {"is_new": True}
    assert call(lines, "bank", "answers", body).json() == {"is_new": False}
    assert [answer.body for answer in queries.answers_after(0)] == [{"is_agreed": False}]
    assert lines.deliver() == 0


def test_given_a_message_when_its_partner_refuses_by_a_call_then_it_is_refused(lines):
    sent = lines.send(Partner.BANK, "confirm-mortgage-transfer")
    body = {"message": str(sent), "outcome": "refused", "body": {"code": "mortgage.unknown", "type": "about:blank"}}
    assert call(lines, "bank", "answers", body).status_code == 200
    assert queries.answers_after(0)[0].outcome is Outcome.REFUSED


def test_given_a_message_to_the_bank_when_tax_answers_it_then_there_is_no_such_message(lines):
    sent = lines.send(Partner.BANK, "confirm-mortgage-transfer")
    body = {"message": str(sent), "outcome": "answered", "body": {"is_agreed": True}}
    response = call(lines, "tax", "answers", body)
    assert (response.status_code, response.json()["code"]) == (404, "partners.message")


def test_given_an_answer_of_another_form_when_called_then_it_is_malformed_and_the_message_waits(lines):
    sent = lines.send(Partner.BANK, "confirm-mortgage-transfer")
    body = {"message": str(sent), "outcome": "answered", "body": {"is_agreed": "yes"}}
    response = call(lines, "bank", "answers", body)
    assert (response.status_code, response.json()["code"]) == (400, "partners.answer")
    assert queries.outstanding("case:1")
