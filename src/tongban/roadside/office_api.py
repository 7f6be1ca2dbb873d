"""What the officer's phone asks for: a check, and taking in what it checked off line. JSON; docs/ui-scripts.md."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongban.clock import now
from tongban.errors import Malformed
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty
from tongban.roadside import actions

QUEUE_MAX = 50
BODY_MAX_BYTES = 256 * 1024


@require_POST
@never_cache
@duty_required(Duty.ROADSIDE_CHECK)
def queue(request: OfficerRequest) -> JsonResponse:
    """Records of checks made off line; each is accepted or refused on its own."""
    records = body(request).get("records")
    if not isinstance(records, list) or len(records) > QUEUE_MAX or not all(isinstance(one, dict) for one in records):
        raise Malformed("queue.malformed", f"expected at most {QUEUE_MAX} records")
    accepted, refused = actions.take_queue(records, by=request.officer, at=now())
    return JsonResponse({"accepted": accepted, "refused": refused, "server_time": now().isoformat()})


def check_by_code(request: OfficerRequest) -> JsonResponse:
    """One check on line; `views.check` calls it when the phone asks for JSON."""
    asked = body(request)
    check_id = actions.check_licence(
        text(asked, "code", 4096),
        check_id=uuid_of(asked.get("id")),
        challenge=text(asked, "challenge", 4) or None,
        by=request.officer,
        at=now(),
        scanned_at=moment(asked.get("scanned_at")),
    )
    return JsonResponse({"url": reverse("roadside:result", args=[check_id])})


def body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of the request; Malformed otherwise."""
    if len(request.body) > BODY_MAX_BYTES:
        raise Malformed("json.too-large", f"expected at most {BODY_MAX_BYTES} bytes")
    try:
        asked = json.loads(request.body)
    except ValueError as cause:
        raise Malformed("json.malformed", "expected a JSON object") from cause
    if not isinstance(asked, dict):
        raise Malformed("json.malformed", "expected a JSON object")
    return asked


def text(asked: dict[str, Any], name: str, longest: int) -> str:
    """A string member, "" when absent or null."""
    value = asked.get(name) or ""
    if not isinstance(value, str) or len(value) > longest:
        raise Malformed("json.malformed", f"expected {name} to be a string of at most {longest} characters")
    return value


def uuid_of(value: object) -> UUID:
    """A UUID made by the phone."""
    try:
        return UUID(str(value))
    except ValueError as cause:
        raise Malformed("check.id", "expected a UUID") from cause


def moment(value: object) -> datetime | None:
    """An ISO moment with its offset, or None when absent."""
    if value in (None, ""):
        return None
    try:
        parsed = datetime.fromisoformat(str(value))
    except ValueError as cause:
        raise Malformed("check.scanned-at", "expected an ISO 8601 moment") from cause
    if parsed.tzinfo is None:
        raise Malformed("check.scanned-at", "expected a moment with its offset")
    return parsed
