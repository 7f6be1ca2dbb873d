"""What the people package writes to the journal. No names and no numbers of people: the keys say who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class RealNameBound:
    """A person was tied to an account, by a face check at the partner or at a window."""

    tag: ClassVar[str] = "real-name-bound"
    bound_by: str
    score: int | None = None


@dataclass(frozen=True)
class HomeLearned:
    """Where a person lives became known: by the population register's answer, or because an officer looked at a
    proof. kinds: household, residence, seen; where it is, is not in the journal."""

    tag: ClassVar[str] = "home-learned"
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class AccountMoveAsked:
    """A clerk has seen a person who lost the account; they move to another one at `due_at` unless it is stopped."""

    tag: ClassVar[str] = "account-move-asked"
    move: str
    due_at: str


@dataclass(frozen=True)
class AccountMoveStopped:
    """A move to another account was stopped: by the person, or because the accounts had changed meanwhile."""

    tag: ClassVar[str] = "account-move-stopped"
    move: str


@dataclass(frozen=True)
class AccountMoved:
    """A person moved to another account; the old one was closed and its sessions ended."""

    tag: ClassVar[str] = "account-moved"
    move: str


@dataclass(frozen=True)
class MandateGiven:
    """A person let another do listed businesses for a term (ISO days)."""

    tag: ClassVar[str] = "mandate-given"
    mandate: str
    businesses: tuple[str, ...]
    from_day: str
    until_day: str


@dataclass(frozen=True)
class MandateRevoked:
    """A person took a mandate back."""

    tag: ClassVar[str] = "mandate-revoked"
    mandate: str
