"""What the citizen's phone asks for: credentials for its key, new ones later. JSON; contract in docs/ui-scripts.md.

The person is known by the session, the phone by its key: collecting proves possession of the private half by
signing a nonce of this session, and refreshing needs both the session and a key that was collected with.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongban.clock import day_of, now
from tongban.errors import Malformed, NotFound
from tongban.licences import actions, queries
from tongban.licences.actions import Collected, CollectedVehicle
from tongban.licences.forms import use_nonce
from tongban.licences.rules.letters import Display
from tongban.people.gates import CitizenRequest, citizen_required, step_up_required
from tongban.standards import jose, qrcode

BODY_MAX_BYTES = 4096
STANDINGS = {Display.SHOWN: "normal", Display.ABNORMAL: "abnormal"}


@require_POST
@never_cache
@step_up_required(minutes=5, page="licences:collect")
def collect(request: CitizenRequest) -> HttpResponse:
    """Bind the licence to the phone's key; answers the bundle."""
    at = now()
    asked = body(request)
    nonce = use_nonce(request.session, asked["nonce"], at=at)
    qrcode.device_key(public_key=asked["public_key"], nonce=nonce, proof=asked["proof"])
    licence = queries.licence_of(request.citizen.id, at=at)
    if licence is None:
        raise NotFound("licence.unknown")
    collected = actions.collect(
        licence_id=licence.id,
        citizen=request.citizen,
        public_key=point_of(asked["public_key"]),
        label=request.headers.get("Sec-CH-UA-Platform", "").strip('"'),
        at=at,
    )
    return JsonResponse(bundle(collected, at=at))


@require_POST
@never_cache
@citizen_required
def refresh(request: CitizenRequest) -> HttpResponse:
    """New credentials for a phone that has some: 200 with a bundle, 204 nothing new, 410 empty yourself."""
    at = now()
    try:
        collected = actions.refresh(citizen=request.citizen, public_key=point_of(body(request)["public_key"]), at=at)
    except NotFound as gone:
        return JsonResponse({"title": gone.detail, "code": gone.code, "status": 410}, status=410)
    if collected is None:
        return HttpResponse(status=204)
    return JsonResponse(bundle(collected, at=at))


@require_POST
@never_cache
@step_up_required(minutes=5, page="licences:vehicle-collect")
def collect_vehicle(request: CitizenRequest, vehicle_id: UUID) -> HttpResponse:
    """Bind a vehicle's licence to the phone's key; answers the bundle."""
    at = now()
    asked = body(request)
    nonce = use_nonce(request.session, asked["nonce"], at=at)
    qrcode.device_key(public_key=asked["public_key"], nonce=nonce, proof=asked["proof"])
    own = queries.own_vehicle(vehicle_id, request.citizen, at=at)
    if own.licence is None:
        raise NotFound("vehicle-licence.unknown")
    collected = actions.collect_vehicle_licence(
        licence_id=own.licence.id,
        citizen=request.citizen,
        public_key=point_of(asked["public_key"]),
        label=request.headers.get("Sec-CH-UA-Platform", "").strip('"'),
        at=at,
    )
    return JsonResponse(vehicle_bundle(collected, at=at))


@require_POST
@never_cache
@citizen_required
def refresh_vehicle(request: CitizenRequest, vehicle_id: UUID) -> HttpResponse:
    """New credentials of a vehicle: 200 with a bundle, 204 nothing new, 410 void: forget this vehicle's."""
    at = now()
    key = point_of(body(request)["public_key"])
    try:
        collected = actions.refresh_vehicle_licence(
            vehicle_id=vehicle_id, citizen=request.citizen, public_key=key, at=at
        )
    except NotFound as gone:
        return JsonResponse({"title": gone.detail, "code": gone.code, "status": 410}, status=410)
    if collected is None:
        return HttpResponse(status=204)
    return JsonResponse(vehicle_bundle(collected, at=at))


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


def bundle(collected: Collected, *, at: datetime) -> dict[str, Any]:
    """The answer that the wallet keeps (docs/ui-scripts.md)."""
    standing = queries.standing_of(collected.driver, on=day_of(at))
    language = translation.get_language() or "zh-hans"
    made = collected.credentials
    return {
        "tokens": {purpose: jose.to_base64url(token) for purpose, token in made.tokens.items()},
        "mdoc": jose.to_base64url(made.mdoc),
        "sdjwt": made.sdjwt,
        "face": queries.face_fields(collected.driver, standing, at=at, language=language),
        "portrait": "data:image/jpeg;base64," + base64.b64encode(collected.photo).decode(),
        "standing": STANDINGS.get(standing.display, "blocked"),
        "standing_text": standing.name.in_language(language),
        "expires": iso(collected.expires_at),
        "refresh_after": iso(collected.refresh_after),
        "server_time": iso(at),
    }


def vehicle_bundle(collected: CollectedVehicle, *, at: datetime) -> dict[str, Any]:
    """The answer that the wallet keeps of a vehicle; the members are those of `bundle`, without portrait and SD-JWT."""
    standing = queries.vehicle_standing(collected.vehicle, on=day_of(at))
    language = translation.get_language() or "zh-hans"
    tokens = collected.credentials.tokens
    return {
        "tokens": {purpose: jose.to_base64url(token) for purpose, token in tokens.items()},
        "mdoc": jose.to_base64url(collected.credentials.mdoc),
        "face": queries.vehicle_face(collected.vehicle, standing, at=at, language=language),
        "standing": STANDINGS.get(standing.display, "blocked"),
        "standing_text": standing.name.in_language(language),
        "expires": iso(collected.expires_at),
        "refresh_after": iso(collected.refresh_after),
        "server_time": iso(at),
    }


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
