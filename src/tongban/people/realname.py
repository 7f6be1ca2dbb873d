"""The real-name partner: does this face belong to this identity number? Over HTTP, docs/partners/realname.yaml.

The partner may be slow, down, wrong or repeat itself. Whatever is not a clear answer to exactly our question is
"cannot be told": it is not the person's fault and never counts against them. The same `request_id` is sent with
every try, so the partner answers one question once.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from uuid import UUID

import httpx
import msgspec

from tongban.identifiers import IdentityNumber
from tongban.people.asking import Line
from tongban.people.records import Answer

PATH = "/v1/face-checks"
TRIES = 3
TRY_SECONDS = 4.0


@dataclass(frozen=True)
class Finding:
    """What the partner said. score: 0 to 100, None when it cannot be told. why: for logs, no personal data."""

    answer: Answer
    score: int | None = None
    why: str = ""


class Partner(Protocol):
    """Anybody who can answer; the HTTP one below, or a simulator in a test."""

    def check_face(self, *, request_id: UUID, name: str, number: IdentityNumber, face: bytes) -> Finding:
        """Does this JPEG show the person with this name and identity number? Never raises."""


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """The partner's answer on the wire."""

    request_id: UUID
    result: Literal["match", "no-match", "cannot-be-told"]
    score: int | None = None


class HttpPartner:
    """Asks over HTTP, at most three times and four seconds each; a try that failed is safe to repeat."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str = "",
        try_seconds: float = TRY_SECONDS,
        pause: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.line = Line(base_url, _untold, token, TRIES, try_seconds, pause, transport)

    def check_face(self, *, request_id: UUID, name: str, number: IdentityNumber, face: bytes) -> Finding:
        """See Partner."""
        body: dict[str, Any] = {
            "request_id": str(request_id),
            "name": name,
            "identity_number": str(number),
            "face": base64.b64encode(face).decode(),
        }
        return self.line.ask(
            PATH, request_id=request_id, body=body, read=lambda said: _read(said, request_id=request_id)
        )


def _read(content: bytes, *, request_id: UUID) -> tuple[Finding, bool]:
    """The partner's words as a finding. An answer to another question, or out of range, is no answer."""
    try:
        reply = msgspec.json.decode(content, type=Reply)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _untold("an answer that is not of the agreed form"), False
    if reply.request_id != request_id:
        return _untold("an answer to another question"), False
    answer = Answer(reply.result)
    if answer is Answer.CANNOT_BE_TOLD:
        return _untold("the partner cannot tell"), True
    if reply.score is None or not 0 <= reply.score <= 100:
        return _untold("a score outside 0 to 100"), False
    return Finding(answer, reply.score), True


def _untold(why: str) -> Finding:
    return Finding(Answer.CANNOT_BE_TOLD, why=why)
