"""What a roadside check writes to the journal; the holder reads it as "who looked, when, why"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class LicenceChecked:
    """An officer checked a shown code, or typed a number with a reason."""

    tag: ClassVar[str] = "licence-checked"
    check: str
    how: str
    word: str
    codes: tuple[str, ...]
    office: str
    reason: str


@dataclass(frozen=True)
class VehicleChecked:
    """An officer checked a shown vehicle code, or typed a plate; reason: of the words that an owner may read."""

    tag: ClassVar[str] = "vehicle-checked"
    check: str
    how: str
    word: str
    codes: tuple[str, ...]
    office: str
    reason: str


@dataclass(frozen=True)
class CheckExplained:
    """Why an officer typed a plate, in their own words: for officers and auditors, never for the vehicle's owner."""

    tag: ClassVar[str] = "check-explained"
    check: str
    reason: str


ENTRIES = (LicenceChecked, VehicleChecked, CheckExplained)
