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
