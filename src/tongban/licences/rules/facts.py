"""What the rules of this service look at: plain facts, gathered by actions and queries, and kept as they were certified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import msgspec

Facts = TypeVar("Facts")


@dataclass(frozen=True)
class LicenceFacts:
    """A driver's standing in the register, at one moment.

    letters: 驾驶证状态, a set of letters (GA/T 16; "A" stands alone). points: 0 and up, 12 is full.
    valid_until: last day of validity, None = long-term (长期). classes: 准驾车型, e.g. ("A2", "D"); class_dates: from
    when each is held. aids: what the licence says its holder must wear or show when driving (standing.AIDS). ended_for: why
    it is no more, as the register words it, "" when that is not known; applies_again_on: the first day on which a holder
    whose licence was revoked or annulled can apply, is_barred_for_life: there is none.
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
    class_dates: Mapping[str, date] = field(default_factory=dict)
    aids: frozenset[str] = frozenset()
    ended_for: str = ""
    applies_again_on: date | None = None
    is_barred_for_life: bool = False


def certificate(facts: object) -> dict[str, Any]:
    """Facts as a licence stores them, plain JSON; `certified` reads them back."""
    stored: dict[str, Any] = msgspec.to_builtins(facts, enc_hook=str, order="deterministic")
    return stored


def certified(kind: type[Facts], stored: dict[str, Any]) -> Facts:
    """The facts as they were when the licence was issued; ValueError when something is missing."""
    return msgspec.convert(stored, kind)
