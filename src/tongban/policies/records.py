"""What a policy is whatever it says, and the questions of days that every kind asks. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from tongban.verdicts import Text


class Dated(Protocol):
    """What a policy says, in force from from_day to until_day inclusive; None: until it is ended."""

    @property
    def from_day(self) -> date:
        """Its first day."""

    @property
    def until_day(self) -> date | None:
        """Its last day."""


P = TypeVar("P", bound=Dated)


class State(StrEnum):
    """Where a policy stands on a day."""

    DRAFT = "draft"
    COMING = "coming"
    IN_FORCE = "in-force"
    ENDED = "ended"


@dataclass(frozen=True)
class Policy(Generic[P]):
    """A policy with its history; author and approver are officers' ids. place: code of the division that it is for."""

    id: UUID
    place: str
    place_name: Text
    policy: P
    state: State
    author: UUID
    drafted_at: datetime
    approver: UUID | None
    approved_at: datetime | None


def is_in_force(policy: Dated, *, on: date) -> bool:
    """True from its first day to its last."""
    return policy.from_day <= on and (policy.until_day is None or on <= policy.until_day)


def share_a_day(one: Dated, other: Dated) -> bool:
    """True if both are in force on some day."""
    first = max(one.from_day, other.from_day)
    return first <= min(one.until_day or date.max, other.until_day or date.max)


def state(policy: Dated, *, is_approved: bool, on: date) -> State:
    """Where a policy stands on a day."""
    if not is_approved:
        return State.DRAFT
    if policy.from_day > on:
        return State.COMING
    return State.IN_FORCE if is_in_force(policy, on=on) else State.ENDED
