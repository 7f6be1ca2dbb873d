"""The population register: where does this person live, and do they live? Over HTTP, docs/partners/population.yaml.

An identity number names the place where it was given, for life; it says nothing about a home. 《机动车登记规定》 Article 89
item 3: the home of a resident is where the household is registered, or, for whoever lives elsewhere, the address of
the residence permit. Both stand in this register. Whatever is not a clear answer to exactly our question leaves
everything as it was: nobody is refused because a register is silent.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Protocol
from uuid import UUID

import httpx
import msgspec

from tongban.identifiers import IdentityNumber
from tongban.people.asking import Line
from tongban.people.records import HomeKind

PATH = "/v1/homes"
TRIES = 2
TRY_SECONDS = 3.0


class Result(StrEnum):
    """What the register says. NOT_FOUND: nobody of this name and number is in it, as foreigners are not."""

    FOUND = "found"
    NOT_FOUND = "not-found"
    CANNOT_BE_TOLD = "cannot-be-told"


@dataclass(frozen=True)
class HomeTold:
    """One home as the register has it. region: six digits. until: the last day of a residence permit."""

    kind: HomeKind
    region: str
    address: str = field(repr=False)
    until: date | None = None


@dataclass(frozen=True)
class Told:
    """What was found. why: for logs, no personal data."""

    result: Result
    homes: tuple[HomeTold, ...] = ()
    died_on: date | None = None
    why: str = ""


class Register(Protocol):
    """Anybody who can answer; the HTTP one below, or a simulator in a test."""

    def homes_of(self, *, request_id: UUID, name: str, number: IdentityNumber) -> Told:
        """Where the person with this name and identity number lives. Never raises."""


class Place(msgspec.Struct, frozen=True):
    """A home on the wire."""

    region: Annotated[str, msgspec.Meta(pattern=r"^[1-8][0-9]{5}$")]
    address: Annotated[str, msgspec.Meta(max_length=300)]
    valid_until: date | None = None


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """The register's answer on the wire."""

    request_id: UUID
    result: Literal["found", "not-found", "cannot-be-told"]
    household: Place | None = None
    residence: Place | None = None
    died_on: date | None = None


class HttpRegister:
    """Asks over HTTP, at most twice and three seconds each: somebody waits for the page."""

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

    def homes_of(self, *, request_id: UUID, name: str, number: IdentityNumber) -> Told:
        """See Register."""
        body: dict[str, Any] = {"request_id": str(request_id), "name": name, "identity_number": str(number)}
        return self.line.ask(
            PATH, request_id=request_id, body=body, read=lambda said: _read(said, request_id=request_id)
        )


def _read(content: bytes, *, request_id: UUID) -> tuple[Told, bool]:
    """The register's words as a finding. An answer to another question, or with no home in it, is no answer."""
    try:
        reply = msgspec.json.decode(content, type=Reply)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _untold("an answer that is not of the agreed form"), False
    if reply.request_id != request_id:
        return _untold("an answer to another question"), False
    result = Result(reply.result)
    if result is not Result.FOUND:
        return Told(result, why="the register says so"), True
    said = ((HomeKind.HOUSEHOLD, reply.household), (HomeKind.RESIDENCE, reply.residence))
    homes = tuple(
        HomeTold(kind, place.region, place.address, place.valid_until) for kind, place in said if place is not None
    )
    if not homes and reply.died_on is None:
        return _untold("found, but without a home"), False
    return Told(result, homes, reply.died_on), True


def _untold(why: str) -> Told:
    return Told(Result.CANNOT_BE_TOLD, why=why)
