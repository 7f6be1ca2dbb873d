"""The words that every kind of credential shares: how one stands, what it says in each format, what a phone receives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from tongban.errors import Refused
from tongban.standards.qrcode import Purpose
from tongban.verdicts import Reason, Text, Verdict

Place = tuple[int, int]  # number of a status list, index in it


class Entitlement(IntEnum):
    """The two bits of the entitlement list (credentials facts 0.2; Token Status List values)."""

    VALID = 0
    REVOKED = 1
    SUSPENDED = 2
    ASK_OFFICE = 3  # application-specific: nothing is shown


# --- How one stands: the table of stages and moves --------------------------------------------------------------
class Stage(StrEnum):
    """Where a holding is."""

    ISSUED = "issued"
    SUSPENDED_VIEW = "suspended-view"
    BLOCKED = "blocked"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class Move(StrEnum):
    """What can happen to a holding."""

    SUSPEND = "suspend"
    BLOCK = "block"
    RESTORE = "restore"
    REVOKE = "revoke"
    SUPERSEDE = "supersede"


LIVE = (Stage.ISSUED, Stage.SUSPENDED_VIEW, Stage.BLOCKED)
MOVE_TO = {
    Stage.SUSPENDED_VIEW: Move.SUSPEND,
    Stage.BLOCKED: Move.BLOCK,
    Stage.ISSUED: Move.RESTORE,
    Stage.REVOKED: Move.REVOKE,
    Stage.SUPERSEDED: Move.SUPERSEDE,
}
MOVES: dict[tuple[Stage, Move], Stage] = {(stage, move): after for stage in LIVE for after, move in MOVE_TO.items()}


def after(stage: Stage, move: Move) -> Stage:
    """The stage after `move`; Refused when the table has no such move from here."""
    if (stage, move) not in MOVES:
        raise Refused("licence.stage", not_from_here(stage, move))
    return MOVES[stage, move]


def not_from_here(stage: StrEnum, move: StrEnum) -> Verdict:
    """The verdict for a move that comes too late or too early, e.g. a second officer's decision."""
    what = Text("这件事已经有人办过，或者还不到办的时候。", "This was already done, or its time has not come.")
    return Verdict.of(
        [Reason(f"stage {stage} {move}", "", what, Text("刷新页面看现在的进度。", "Reload to see how it stands."))]
    )


# --- What there is ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Holding:
    """One thing of a kind that a person holds, at one moment. subject_id: what it is about, in the service's words.

    place: in the entitlement lists. due_on: the day from which the calendar asks for another look; None for never.
    """

    id: UUID
    kind: str
    subject_id: UUID
    citizen_id: UUID
    region: str
    stage: Stage
    entitlement: Entitlement
    place: Place
    issued_at: datetime
    changed_at: datetime
    due_on: date | None
    is_locked: bool
    has_phone: bool

    @property
    def is_live(self) -> bool:
        """True unless it was revoked or superseded."""
        return self.stage in LIVE


@dataclass(frozen=True)
class Grant:
    """What a service wants issued: one thing about `subject_id`, for a citizen."""

    subject_id: UUID
    citizen_id: UUID
    region: str
    stage: Stage
    entitlement: Entitlement
    due_on: date | None = None


# --- What a phone receives --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Lives:
    """For how long a phone may show each format without asking again."""

    code: timedelta
    mdoc: timedelta
    sdjwt: timedelta = timedelta(0)  # of a kind without an SD-JWT VC

    @property
    def refresh(self) -> timedelta:
        """After how long a phone should fetch new credentials: a quarter of their life."""
        return self.code / 4

    def ends(self, at: datetime, *, until: datetime | None) -> dict[str, datetime]:
        """When each format ends that is issued at that moment, none after `until`."""
        lives = {"mdoc": self.mdoc, "sdjwt": self.sdjwt, "code": self.code}
        return {form: min(at + life, until or datetime.max.replace(tzinfo=at.tzinfo)) for form, life in lives.items()}


@dataclass(frozen=True)
class Contents:
    """What one credential says: elements of the mdoc by namespace, facts of each code, claims of the SD-JWT VC.

    until: nothing of it outlives this moment, e.g. the end of a pass.
    """

    elements: Mapping[str, dict[str, Any]]
    facts: Mapping[Purpose, dict[str, Any]]
    claims: dict[str, Any] = field(default_factory=dict)
    until: datetime | None = None


@dataclass(frozen=True)
class Credentials:
    """One phone's credentials, signed. tokens: purpose word -> code token. sdjwt: "" for a kind without."""

    mdoc: bytes
    tokens: dict[str, bytes]
    sdjwt: str = ""

    def bodies(self) -> dict[str, bytes]:
        """Every credential by its format, as bytes."""
        codes = {f"code-{purpose}": token for purpose, token in self.tokens.items()}
        return {"mdoc": self.mdoc, **({"sdjwt": self.sdjwt.encode()} if self.sdjwt else {}), **codes}


@dataclass(frozen=True)
class Collected:
    """What a phone receives, and when to come back."""

    holding: Holding
    credentials: Credentials
    expires_at: datetime
    refresh_after: datetime
