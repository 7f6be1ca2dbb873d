"""The OpenAPI 3.1 documents of the partner interfaces, made from shapes.py: `python -m tongban.partners.openapi`.

docs/partners/tax.openapi.json and so on describe what a partner must offer, docs/partners/inbound.openapi.json what it may
call here. A test compares the files with these.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tongban.partners import examples, shapes, signatures
from tongban.partners.records import Partner
from tongban.partners.shapes import Kind, Shape

DOCS = Path(__file__).resolve().parents[3] / "docs" / "partners"
VERSION = "1.0"
PROBLEM = "application/problem+json"
REF = "#/components/schemas/{name}"
NAMES = {
    Partner.TAX: "Tax: used-vehicle invoices (二手车销售统一发票)",
    Partner.COMMERCE: "Commerce: deals of used vehicles (全国汽车流通信息管理应用服务系统)",
    Partner.INSURANCE: "Insurers: the compulsory policy (交强险)",
    Partner.BANK: "Banks: mortgages on vehicles (抵押)",
}
RULES = """
Rules for whoever builds this (docs/partners/README.md tells them at length):
- Every request carries an Idempotency-Key. The same key is one question, however often it comes: do it once and answer
  the same. Another question under the same key is refused.
- Verify the signature of every request and sign every answer, the final "no" too; what is not signed does not count.
- 400, 404, 409 and 422 with signed problem details are final. Everything else is asked again after a pause.
- Unknown fields are refused on both sides. Neither side writes names, numbers or bodies to a log.
""".strip()


def documents() -> dict[str, dict[str, Any]]:
    """Every document by its file name."""
    found = {f"{partner}.openapi.json": outbound(partner) for partner in Partner}
    return found | {"inbound.openapi.json": inbound()}


def outbound(partner: Partner) -> dict[str, Any]:
    """What this partner must offer."""
    kinds = [kind for kind in shapes.KINDS if kind.partner is partner]
    kept: list[type[msgspec.Struct]] = [shape for kind in kinds for shape in (kind.asked, kind.answered)]
    if any(kind.has_none for kind in kinds):
        kept.append(shapes.NotFound)
    description = f"What a partner offers so that Tongban can ask it.\n\n{RULES}"
    return document(
        title=NAMES[partner],
        description=description,
        server="https://partner.example",
        paths={kind.path: {"post": asked(kind)} for kind in kinds},
        kept=[*kept, shapes.Refusal],
    )


def asked(kind: Kind) -> dict[str, Any]:
    """One question."""
    answered = ref(kind.answered)
    codes = ", ".join(f"`{code}`" for code in kind.refusals)
    refused = (
        f"The final no, signed. Codes: {codes}, `idempotency.other-question`." if codes else "The final no, signed."
    )
    return operation(
        kind.name,
        kind.summary,
        question=ref(kind.asked),
        example=examples.ASKED[kind.partner, kind.name],
        key={"type": "string", "minLength": 1, "maxLength": 100},
        responses={
            "200": said("The answer to exactly this question.", answered, or_none=kind.has_none),
            "202": said("Promised: the answer comes by `answers` of the inbound API, or when asked again.", {}),
            "400": refusal("The question is malformed. Signed: it is not asked again."),
            "401": refusal("The signature does not hold, or is older than five minutes. Asked again after a pause."),
            "404": refusal(refused),
            "409": refusal(refused),
            "503": refusal("Not able to answer now; asked again after a pause, or after Retry-After."),
        },
    )


def inbound() -> dict[str, Any]:
    """What partners may call here."""
    paths: dict[str, Any] = {
        "/api/partners/commerce/dealers": told(
            "list-dealers",
            "The filed dealers, markets and auctioneers: every day, all or only the changed ones",
            shapes.DealersPushed,
            shapes.DealersTaken,
            example=examples.TOLD["dealers"],
        )
    }
    for news in shapes.NEWS:
        path = f"/api/partners/{news.partner}/{news.name}"
        example = examples.TOLD[news.name]
        paths[path] = told(f"tell-{news.name}", news.summary, news.told, shapes.Heard, example=example)
    for partner in Partner:
        path = f"/api/partners/{partner}/answers"
        summary = "The answer to a message, given later than the call"
        paths[path] = told(f"{partner}-answers", summary, shapes.AnswerPushed, shapes.Heard)
    found = document(
        title="What partners may call",
        description=f"The calls of partners to Tongban.\n\n{RULES}\n- A signature counts for five minutes.",
        server="https://tongban.example",
        paths=paths,
        kept=[
            *(news.told for news in shapes.NEWS),
            shapes.AnswerPushed,
            shapes.DealersPushed,
            shapes.DealerRow,
            shapes.DealersTaken,
            shapes.Heard,
            shapes.Refusal,
        ],
    )
    # A row that is not as agreed is reported by its line, so the list as a whole is not malformed by it.
    rows = found["components"]["schemas"]["DealersPushed"]["properties"]["dealers"]
    rows["items"] = {"anyOf": [{"$ref": REF.format(name="DealerRow")}, {}]}
    return found


def told(
    name: str, summary: str, shape: type[Shape], reply: type[Shape], *, example: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """One call of a partner."""
    return {
        "post": operation(
            name,
            summary,
            question=ref(shape),
            example=example,
            key={"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,100}$"},
            responses={
                "200": said("Taken down; the same again gets this reply again.", ref(reply)),
                "400": refusal("Malformed."),
                "404": refusal("No such address, or no such message."),
                "409": refusal("Refused; `reasons` say why."),
                "422": refusal("The signature does not hold or is stale. Nothing was read."),
                "503": refusal("Not able to take it down now; safe to repeat."),
            },
        )
    }


# --- parts -----------------------------------------------------------------------------------------------------------
def document(
    *, title: str, description: str, server: str, paths: Mapping[str, Any], kept: Sequence[type[msgspec.Struct]]
) -> dict[str, Any]:
    """A whole document."""
    _, schemas = msgspec.json.schema_components(kept, ref_template=REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": VERSION, "description": description, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": server}],
        "paths": dict(paths),
        "components": {"schemas": dict(sorted(schemas.items())), "parameters": parameters(), "headers": headers()},
    }


def operation(
    name: str,
    summary: str,
    *,
    question: Mapping[str, Any],
    key: Mapping[str, Any],
    responses: Mapping[str, Any],
    example: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """One POST with signed JSON."""
    content: dict[str, Any] = {"schema": dict(question)}
    if example is not None:
        content["example"] = dict(example)
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [
            {"name": signatures.KEY, "in": "header", "required": True, "schema": dict(key)},
            {"$ref": "#/components/parameters/digest"},
            {"$ref": "#/components/parameters/signature"},
        ],
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": dict(responses),
    }


def said(description: str, schema: Mapping[str, Any], *, or_none: bool = False) -> dict[str, Any]:
    """A signed answer."""
    if or_none:
        schema = {"anyOf": [schema, ref(shapes.NotFound)]}
    return {
        "description": description,
        "headers": {
            signatures.DIGEST: {"$ref": "#/components/headers/digest"},
            signatures.SIGNATURE: {"$ref": "#/components/headers/signature"},
        },
        "content": {"application/json": {"schema": dict(schema)}},
    }


def refusal(description: str) -> dict[str, Any]:
    """Problem details (RFC 9457) with a stable code."""
    return {"description": description, "content": {PROBLEM: {"schema": ref(shapes.Refusal)}}}


def ref(shape: type[msgspec.Struct]) -> dict[str, str]:
    """A reference to a shape."""
    return {"$ref": REF.format(name=shape.__name__)}


def parameters() -> dict[str, Any]:
    """The two headers of a signed request."""
    return {
        "digest": {"name": signatures.DIGEST, "in": "header", "required": True, **headers()["digest"]},
        "signature": {"name": signatures.SIGNATURE, "in": "header", "required": True, **headers()["signature"]},
    }


def headers() -> dict[str, Any]:
    """The same, of an answer."""
    return {
        "digest": {"description": "sha-256 of the body (RFC 9530)", "schema": {"type": "string"}},
        "signature": {
            "description": "detached JWS (RFC 7515, appendix F) over digest, Idempotency-Key, method and path, in an"
            " answer over the status too",
            "schema": {"type": "string"},
        },
    }


def text_of(found: Mapping[str, Any]) -> str:
    """A document as it lies in its file."""
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for file_name, made in documents().items():
        (DOCS / file_name).write_text(text_of(made), "utf-8")
