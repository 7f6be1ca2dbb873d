"""What partners may call: /api/partners/PARTNER/WHAT, signed by their key. docs/partners/inbound.openapi.json.

There is no session and no cookie: who calls is told by the signature alone, so the form token that protects browsers
has no part here. The signature is judged before anything is read. Replies, the "no" too, are signed by our key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tongban.clock import now
from tongban.errors import Malformed, NotFound, Problem
from tongban.identifiers.spelling import MOST_DIGITS, is_digits
from tongban.keys import queries as keys
from tongban.partners import actions, shapes, signatures
from tongban.partners.actions.delivering import ROLE
from tongban.partners.profile import profile
from tongban.partners.records import Partner
from tongban.ui.problems import problem_json
from tongban.ui.security import note_problem

KEY_FORM = re.compile(r"[A-Za-z0-9._:-]{1,100}")


@csrf_exempt
@require_POST
def hear(request: HttpRequest, partner: str, what: str) -> HttpResponse:
    """Take down what a partner says; the reply says what it did."""
    at = now()
    try:
        key = key_of(request)
    except Malformed as problem:
        note_problem(request, problem)
        return problem_json(problem)
    try:
        who = caller(partner, what)
        prove(request, partner=who, key=key, at=at)
        reply = actions.hear(
            partner=who, key=key, question=question(request), act=lambda: act(request, who, what, key, at), at=at
        )
        response = JsonResponse(reply)
    except Problem as problem:
        note_problem(request, problem)
        response = problem_json(problem)
    return signed(response, request, key=key, at=at)


def act(request: HttpRequest, partner: Partner, what: str, key: str, at: datetime) -> Mapping[str, Any]:
    """The one thing that this address is for."""
    if what == "answers":
        pushed = shapes.told(request.body, shapes.AnswerPushed)
        return {"is_new": actions.receive_answer(partner=partner, pushed=pushed, at=at)}
    if what == "dealers":
        listed = shapes.told(request.body, shapes.DealersPushed)
        received = actions.receive_dealers(
            rows=listed.dealers,
            is_full=listed.is_full,
            as_of=listed.as_of,
            region=listed.region,
            by=f"partner:{partner}",
            at=at,
        )
        return asdict(received)
    told = shapes.told(request.body, shapes.NEWS_BY_NAME[partner, what].told)
    return {"is_new": actions.receive_news(partner=partner, kind=what, key=key, body=told, at=at)}


def caller(partner: str, what: str) -> Partner:
    """The partner of the address; NotFound("partners.address") unless it may say this here."""
    if partner in list(Partner):
        who = Partner(partner)
        if what == "answers" or (what == "dealers" and who is Partner.COMMERCE) or (who, what) in shapes.NEWS_BY_NAME:
            return who
    raise NotFound("partners.address")


def key_of(request: HttpRequest) -> str:
    """The caller's Idempotency-Key; Malformed("partners.idempotency-key") without one."""
    key = request.headers.get(signatures.KEY, "")
    if not KEY_FORM.fullmatch(key):
        raise Malformed("partners.idempotency-key", f"expected {signatures.KEY}: 1 to 100 letters, digits, . _ : -")
    return key


def prove(request: HttpRequest, *, partner: Partner, key: str, at: datetime) -> None:
    """Refuse whatever this partner did not sign, just now and for this very address."""
    longest = profile().push_max_bytes
    said = request.headers.get("Content-Length") or "0"
    if not is_digits(said) or len(said) > MOST_DIGITS or int(said) > longest:
        raise Malformed("partners.too-long", f"expected at most {longest} bytes")
    signatures.verify(
        headers=request.headers,
        method="POST",
        path=request.get_full_path(),
        body=request.body,
        key=key,
        public_keys=signatures.public_keys(profile().jwks(partner), whose=partner.value),
        at=at,
        age=profile().push_age,
    )


def question(request: HttpRequest) -> str:
    """A digest of the address and the body."""
    return hashlib.sha256(request.get_full_path().encode() + b"\n" + request.body).hexdigest()


def signed(response: HttpResponse, request: HttpRequest, *, key: str, at: datetime) -> HttpResponse:
    """The reply with our signature."""
    made = signatures.sign(
        method="POST",
        path=request.get_full_path(),
        body=response.content,
        key=key,
        at=at,
        signer=keys.signer(ROLE),
        status=response.status_code,
    )
    for name, value in made.items():
        response[name] = value
    response["Content-Encoding"] = "identity"  # what is signed is not compressed on its way
    response["Cache-Control"] = "no-store, no-transform"
    return response
