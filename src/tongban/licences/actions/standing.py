"""An officer changes a driver's standing at the desk; the register is what changes, the licence follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from tongban.errors import Forbidden, Malformed, Refused
from tongban.offices import queries as offices
from tongban.offices.records import Duty, OfficerRecord
from tongban.registers import actions as registers
from tongban.registers import queries as register
from tongban.registers.records import DriverRecord


def change_standing(*, driver_id: UUID, change: str, reason: str, officer: OfficerRecord, at: datetime) -> DriverRecord:
    """Apply one change, written "points:3", "set:D", "clear:D" or "education:"; returns the driver afterwards.

    Forbidden without the duty for the driver's region; Refused when the officer is related to the driver;
    Malformed for an unknown change. The register records it; the follower brings licence and lists up to date.
    """
    driver = register.driver_by_id(driver_id)
    if not officer.may(Duty.STANDING_CHANGE, region=driver.office.region):
        raise Forbidden("standing.not-in-scope", "expected the duty standing-change for this region")
    verdict = offices.may_handle(officer.id, parties=[driver.number])
    if not verdict.is_allowed:
        raise Refused("standing.recusal", verdict)
    kind, _, value = change.partition(":")
    if kind not in CHANGES:
        raise Malformed("standing.unknown-change", "expected points, set, clear or education")
    return CHANGES[kind](driver_id, value, reason, officer.key, at)


def add_points(driver_id: UUID, value: str, reason: str, by: str, at: datetime) -> DriverRecord:
    """Count points for a violation."""
    if value not in ("1", "3", "6", "9", "12"):
        raise Malformed("points.value", "expected 1, 3, 6, 9 or 12")
    return registers.add_points(driver_id=driver_id, points=int(value), reason=reason, by=by, at=at)


def set_letter(driver_id: UUID, value: str, reason: str, by: str, at: datetime) -> DriverRecord:
    """Add a status letter."""
    return registers.set_letter(driver_id=driver_id, letter=value, reason=reason, by=by, at=at)


def clear_letter(driver_id: UUID, value: str, reason: str, by: str, at: datetime) -> DriverRecord:
    """Take a status letter away."""
    return registers.clear_letter(driver_id=driver_id, letter=value, reason=reason, by=by, at=at)


def pass_education(driver_id: UUID, _value: str, _reason: str, by: str, at: datetime) -> DriverRecord:
    """The full-mark course was passed."""
    return registers.pass_full_mark_education(driver_id=driver_id, by=by, at=at)


CHANGES: dict[str, Callable[[UUID, str, str, str, datetime], DriverRecord]] = {
    "points": add_points,
    "set": set_letter,
    "clear": clear_letter,
    "education": pass_education,
}
