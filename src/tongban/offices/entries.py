"""What the offices package writes to the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class OfficeOpened:
    """An office was opened, or its names or kind were corrected."""

    tag: ClassVar[str] = "office-opened"
    office: str
    name_zh: str
    name_en: str
    kind: str


@dataclass(frozen=True)
class OfficerCreated:
    """Somebody became an officer of an office."""

    tag: ClassVar[str] = "officer-created"
    number: str
    office: str


@dataclass(frozen=True)
class OfficerIdentified:
    """It was noted who an officer is, for recusal from own cases. Says no number and no name."""

    tag: ClassVar[str] = "officer-identified"


@dataclass(frozen=True)
class OfficerSignedOut:
    """An administrator ended all sessions of an officer; `count` of them."""

    tag: ClassVar[str] = "officer-signed-out"
    count: int
    reason: str


@dataclass(frozen=True)
class DutyGranted:
    """An officer was given a duty for a region and a term (ISO days; until "" = open)."""

    tag: ClassVar[str] = "duty-granted"
    duty: str
    region_prefix: str
    from_day: str
    until_day: str
    reason: str = ""


@dataclass(frozen=True)
class DutyWithdrawn:
    """A duty was taken back before its term."""

    tag: ClassVar[str] = "duty-withdrawn"
    duty: str
    region_prefix: str
    reason: str


@dataclass(frozen=True)
class KinDeclared:
    """An officer declared a relative, whose business they will not handle. Says no number and no name."""

    tag: ClassVar[str] = "kin-declared"
    relation: str


@dataclass(frozen=True)
class RolloutOpened:
    """A service was opened in a region from a day on."""

    tag: ClassVar[str] = "rollout-opened"
    service: str
    region_prefix: str
    from_day: str
    until_day: str


@dataclass(frozen=True)
class RolloutClosed:
    """A service was closed in a region; `until_day` is its last open day."""

    tag: ClassVar[str] = "rollout-closed"
    service: str
    region_prefix: str
    until_day: str


@dataclass(frozen=True)
class LetterReleased:
    """What `work` could not handle and had set aside is tried again. item: the number or the id of a row."""

    tag: ClassVar[str] = "letter-released"
    line: str
    item: str


@dataclass(frozen=True)
class LooksAlarmed:
    """An officer looked people up more often than the limit of this name has it; those who audit are told."""

    tag: ClassVar[str] = "looks-alarmed"
    limit: str


@dataclass(frozen=True)
class LookAlarmSeen:
    """An auditor has asked why, and noted what came of it."""

    tag: ClassVar[str] = "look-alarm-seen"
    alarm: str
    note: str
