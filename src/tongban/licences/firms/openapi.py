"""The OpenAPI 3.1 document for programs of firms, POST /api/verify-code and its sandbox, served at /api/openapi.json.

What a code may say is the table of tongban.standards.qrcode; a fact that comes there without a shape here fails a test.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.credentials.views import with_etag
from tongban.licences.actions.showing import FACTS, FOR_OFFICERS
from tongban.licences.firms import sandbox
from tongban.licences.firms.dispatch import ADDRESS, MAX_BODY
from tongban.standards import qrcode
from tongban.standards.qrcode.verification import STEPS
from tongban.verdicts import Outcome

VERSION = "1.1"
SUMMARY = "Does a code for rental, freight or age hold, and what does its holder say by it?"
SANDBOX_SUMMARY = (
    "The same for the sample codes of /api/sandbox/codes.json: nobody's licences, judged at their own moment."
)
SECONDS = 3600
DAY = {"type": "string", "format": "date"}
CLASS_CODES = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "string", "pattern": "^(A[123]|B[12]|C[1-6]|[DEFMNP])$"},
}
SHAPES: dict[str, dict[str, Any]] = {
    "name": {"type": "string", "minLength": 1, "maxLength": 60},
    "classes": {"description": "Classes of the licence.", **CLASS_CODES},
    "may_drive": {"description": "Classes that the holder may drive today.", **CLASS_CODES},
    "valid_from": DAY,
    "valid_until": {"description": "null: no end.", "type": ["string", "null"], "format": "date"},
    "first_issued": DAY,
    "number_last4": {"type": "string", "pattern": "^[0-9]{3}[0-9X]$"},
    "review": {"enum": list(qrcode.REVIEWS)},
    "points_band": {"enum": list(qrcode.POINTS_BANDS)},
    "age_over_18": {"type": "boolean"},
}
REFUSALS = {
    "400": "The body is not the text of a licence code.",
    "403": "A code for the roadside or of a vehicle: only officers may ask for one.",
    "405": "Another method than POST.",
    "429": "Too many from one client; Retry-After says when to go on.",
    "503": "Not able to answer now; safe to repeat.",
}


@require_safe
def served(request: HttpRequest) -> HttpResponse:
    """The document; any page may read it."""
    content = json.dumps(document(), ensure_ascii=False, indent=2).encode()
    return with_etag(request, content, "application/json", SECONDS)


def document() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tongban: licence codes", "version": VERSION, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": settings.BASE_URL}],
        "paths": {
            ADDRESS: verifying("verify-code", SUMMARY, "Judged"),
            sandbox.ADDRESS: verifying("verify-specimen-code", SANDBOX_SUMMARY, "SpecimenJudged"),
        },
        "components": {
            "schemas": {
                "Judged": judged(),
                "SpecimenJudged": judged(specimen={"const": True}),
                "Check": check(),
                "Problem": problem(),
            }
        },
    }


def verifying(name: str, summary: str, schema: str) -> dict[str, Any]:
    """An address that takes the text of a code."""
    body = {"type": "string", "minLength": 1, "maxLength": MAX_BODY, "description": "The text of a code: DL1:…"}
    answers = {"200": said("The code was judged, however it came out.", schema, "application/json")}
    answers |= {status: said(text, "Problem", "application/problem+json") for status, text in REFUSALS.items()}
    asked = {"required": True, "content": {"text/plain": {"schema": body}}}
    return {"post": {"operationId": name, "summary": summary, "requestBody": asked, "responses": answers}}


def said(text: str, schema: str, content_type: str) -> dict[str, Any]:
    """One answer."""
    return {"description": text, "content": {content_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


def judged(**marks: dict[str, Any]) -> dict[str, Any]:
    """What comes back of a code: the facts of its purpose when it holds, none when it does not. marks: more members."""
    holds = {"outcome": {"const": Outcome.HOLDS}}
    sets = [
        closed({"purpose": {"const": purpose.word}, **holds, "facts": facts(purpose)}, is_open=True)
        for purpose in qrcode.Purpose
        if purpose.word not in FOR_OFFICERS
    ]
    other = [outcome for outcome in Outcome if outcome is not Outcome.HOLDS]
    empty = closed({"outcome": {"enum": other}, "facts": closed({})}, is_open=True)
    purposes = [purpose.word for purpose in qrcode.Purpose if purpose.word not in FOR_OFFICERS]
    found = closed(
        marks
        | {
            "outcome": {"enum": list(Outcome), "description": "The worst of the checks."},
            "purpose": {"enum": purposes},
            "checks": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Check"},
                "minItems": len(STEPS),
                "maxItems": len(STEPS),
            },
            "facts": {"type": "object"},
        }
    )
    return found | {"oneOf": [*sets, empty]}


def facts(purpose: qrcode.Purpose) -> dict[str, Any]:
    """Exactly what the holder of a code for this purpose says to a firm."""
    return closed({name: SHAPES[name] for name in sorted(qrcode.SETS[purpose] & FACTS)})


def check() -> dict[str, Any]:
    """One step of docs/standards/licence-code.md section 6."""
    return closed(
        {
            "check": {"enum": list(STEPS)},
            "clause": {"type": "string"},
            "outcome": {"enum": list(Outcome)},
            "reason": {"type": "string", "description": 'In English; "" when it holds.'},
        }
    )


def problem() -> dict[str, Any]:
    """Problem details of RFC 9457; `code` is ours and stable."""
    names = ("type", "title", "detail", "code")
    return closed({name: {"type": "string"} for name in names} | {"status": {"type": "integer"}})


def closed(properties: dict[str, Any], *, is_open: bool = False) -> dict[str, Any]:
    """An object with all of these members, and no others unless it is open."""
    shape = {"type": "object", "properties": properties, "required": list(properties)}
    return shape if is_open else shape | {"additionalProperties": False}
