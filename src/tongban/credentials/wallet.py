"""What a person's phone asks for: credentials for its key, new ones later. JSON; contract in docs/ui-scripts.md.

The person is known by the session, the phone by its key: collecting proves possession of the private half by
signing a nonce of this session, and refreshing needs both the session and a key that was collected with. The protocol is
the same for every kind; a service says whose holding it is and what the phone shows beside the credentials.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, JsonResponse

from tongban.clock import now
from tongban.credentials import actions
from tongban.credentials.records import Collected, Holding
from tongban.errors import Malformed, NotFound, Untrusted
from tongban.people.gates import CitizenRequest
from tongban.standards import jose, qrcode

BODY_MAX_BYTES = 4096
NONCE = "licences.collect-nonce"
NONCE_SECONDS = 300
Show = Callable[[Holding, datetime], dict[str, Any]]  # the members of the bundle that are the service's


def collect(request: CitizenRequest, kind: str, *, find: Callable[[datetime], UUID], show: Show) -> HttpResponse:
    """Bind the holding to the phone's key; answers the bundle."""
    at = now()
    asked = body(request)
    nonce = use_nonce(request.session, asked["nonce"], at=at)
    qrcode.device_key(public_key=asked["public_key"], nonce=nonce, proof=asked["proof"])
    collected = actions.collect(
        kind,
        find(at),
        citizen_id=request.citizen.id,
        public_key=point_of(asked["public_key"]),
        label=request.headers.get("Sec-CH-UA-Platform", "").strip('"'),
        at=at,
    )
    return JsonResponse(bundle(collected, show, at=at))


def refresh(request: CitizenRequest, kind: str, *, subject_id: UUID | None = None, show: Show) -> HttpResponse:
    """New credentials for a phone that has some: 200 with a bundle, 204 nothing new, 410 empty yourself."""
    at = now()
    key = point_of(body(request)["public_key"])
    try:
        collected = actions.refresh(kind, citizen_id=request.citizen.id, public_key=key, subject_id=subject_id, at=at)
    except NotFound as gone:
        return JsonResponse({"title": gone.detail, "code": gone.code, "status": 410}, status=410)
    if collected is None:
        return HttpResponse(status=204)
    return JsonResponse(bundle(collected, show, at=at))


def bundle(collected: Collected, show: Show, *, at: datetime) -> dict[str, Any]:
    """The answer that the wallet keeps (docs/ui-scripts.md)."""
    made = collected.credentials
    return {
        "tokens": {purpose: jose.to_base64url(token) for purpose, token in made.tokens.items()},
        "mdoc": jose.to_base64url(made.mdoc),
        **({"sdjwt": made.sdjwt} if made.sdjwt else {}),
        **show(collected.holding, at),
        "expires": iso(collected.expires_at),
        "refresh_after": iso(collected.refresh_after),
        "server_time": iso(at),
    }


# --- What comes in ----------------------------------------------------------------------------------------------
def new_nonce(session: SessionBase, *, at: datetime) -> str:
    """A nonce for this session, good for five minutes and one collection."""
    nonce = secrets.token_urlsafe(24)
    session[NONCE] = [nonce, at.timestamp()]
    return nonce


def use_nonce(session: SessionBase, shown: str, *, at: datetime) -> str:
    """The session's nonce if it was shown in time, and gone after that; Untrusted otherwise."""
    nonce, made_at = session.pop(NONCE, (None, 0.0))
    if nonce is None or not secrets.compare_digest(shown.encode(), nonce.encode()):
        raise Untrusted("collect.nonce", "expected the nonce of this page, once")
    if at.timestamp() - made_at > NONCE_SECONDS:
        raise Untrusted("collect.nonce-old", "expected a nonce of the last five minutes")
    return str(nonce)


def body(request: HttpRequest) -> dict[str, str]:
    """The JSON object of the request, all strings; Malformed otherwise. A missing name reads as ""."""
    if len(request.body) > BODY_MAX_BYTES:
        raise Malformed("json.too-large", f"expected at most {BODY_MAX_BYTES} bytes")
    try:
        asked = json.loads(request.body)
    except (ValueError, RecursionError) as cause:  # the latter: nested too deep
        raise Malformed("json.malformed", "expected a JSON object") from cause
    if not isinstance(asked, dict) or not all(isinstance(value, str) for value in asked.values()):
        raise Malformed("json.malformed", "expected a JSON object of strings")
    return {"public_key": "", "nonce": "", "proof": ""} | asked


def point_of(text: str) -> bytes:
    """The uncompressed P-256 point of a base64url text; Malformed otherwise."""
    point = jose.from_base64url(text)
    if len(point) != 65 or point[0] != 4:
        raise Malformed("device-key.point", "expected 65 bytes, an uncompressed point of P-256")
    return point


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
