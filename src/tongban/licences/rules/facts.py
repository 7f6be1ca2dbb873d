"""What the rules of this service look at: plain facts, gathered by actions and queries, and kept as they were certified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import msgspec

Facts = TypeVar("Facts")


@dataclass(frozen=True)
class LicenceFacts:
    """A driver's standing in the register, at one moment.

    letters: 驾驶证状态, a set of letters (GA/T 16; "A" stands alone). points: 0 and up, 12 is full.
    valid_until: last day of validity, None = long-term (长期). classes: 准驾车型, e.g. ("A2", "D").
    """

    letters: frozenset[str]
    points: int
    classes: tuple[str, ...]
    valid_from: date
    valid_until: date | None
    first_issued: date
    born: date
    office: str
    card_core_number: str


def certificate(facts: object) -> dict[str, Any]:
    """Facts as a licence stores them, plain JSON; `certified` reads them back."""
    stored: dict[str, Any] = msgspec.to_builtins(facts, enc_hook=str, order="deterministic")
    return stored


def certified(kind: type[Facts], stored: dict[str, Any]) -> Facts:
    """The facts as they were when the licence was issued; ValueError when something is missing."""
    return msgspec.convert(stored, kind)
