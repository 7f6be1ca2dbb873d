"""An officer changes a driver's standing at the desk; the register is what changes, the licence follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongban.errors import Malformed
from tongban.licences.queries.matters import matter_of_driver
from tongban.offices import matters
from tongban.offices.records import Duty, OfficerRecord
from tongban.registers import actions as registers
from tongban.registers import queries as register
from tongban.registers.records import DriverRecord


def change_standing(
    *, driver_id: UUID, key: str, change: str, reason: str, officer: OfficerRecord, at: datetime
) -> DriverRecord:
    """Apply one change, written "points:3", "set:D", "clear:D" or "education:"; returns the driver afterwards.

    key: comes with the form, so that one violation that is sent eight times is counted once; Refused("register.key")
    when it was used for another driver, change, ground or by another officer. As `matters.guard` for the duty of
    standing changes where the licence was issued;
    Malformed for an unknown change. The register records it; the follower brings licence and lists up to date.
    """
    driver = register.driver_by_id(driver_id)
    matters.guard(officer=officer, matter=matter_of_driver(driver), duties=(Duty.STANDING_CHANGE,))
    kind, _, value = change.partition(":")
    if kind not in CHANGES:
        raise Malformed("standing.unknown-change", "expected points, set, clear or education")
    return CHANGES[kind](Change(driver_id, key, value, reason, officer.key, at))


@dataclass(frozen=True)
class Change:
    """What the officer wants: value is a number of points or a letter."""

    driver_id: UUID
    key: str
    value: str
    reason: str
    by: str
    at: datetime


def add_points(change: Change) -> DriverRecord:
    """Count points for a violation."""
    if change.value not in ("1", "3", "6", "9", "12"):
        raise Malformed("points.value", "expected 1, 3, 6, 9 or 12")
    return registers.add_points(
        driver_id=change.driver_id,
        key=change.key,
        points=int(change.value),
        reason=change.reason,
        by=change.by,
        at=change.at,
    )


def set_letter(change: Change) -> DriverRecord:
    """Add a status letter."""
    return registers.set_letter(
        driver_id=change.driver_id,
        key=change.key,
        letter=change.value,
        reason=change.reason,
        by=change.by,
        at=change.at,
    )


def clear_letter(change: Change) -> DriverRecord:
    """Take a status letter away."""
    return registers.clear_letter(
        driver_id=change.driver_id,
        key=change.key,
        letter=change.value,
        reason=change.reason,
        by=change.by,
        at=change.at,
    )


def pass_education(change: Change) -> DriverRecord:
    """The full-mark course was passed."""
    return registers.pass_full_mark_education(driver_id=change.driver_id, key=change.key, by=change.by, at=change.at)


CHANGES: dict[str, Callable[[Change], DriverRecord]] = {
    "points": add_points,
    "set": set_letter,
    "clear": clear_letter,
    "education": pass_education,
}
