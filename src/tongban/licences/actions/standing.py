"""An officer changes a driver's standing at the desk; the register is what changes, the licence follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongban.clock import day_of
from tongban.errors import Malformed
from tongban.identifiers.spelling import is_digits
from tongban.licences.queries.matters import matter_of_driver
from tongban.licences.rules.sources import in_english
from tongban.notices import actions as notices
from tongban.offices import matters
from tongban.offices.records import Duty, OfficerRecord
from tongban.people import queries as people
from tongban.registers import actions as registers
from tongban.registers import queries as register
from tongban.registers.records import DriverRecord, Study
from tongban.verdicts import Text

UUID_CHARACTERS = 36


def change_standing(
    *,
    driver_id: UUID,
    key: str,
    change: str,
    reason: str,
    officer: OfficerRecord,
    at: datetime,
    study: Study | None = None,
) -> DriverRecord:
    """Apply one change, written "points:3", "line:<id>=1" (0 revokes it), "set:D", "clear:D", "notice:",
    "education:" or "end:<ground>";
    returns the driver afterwards. study: what was certified, for "education:".

    key: comes with the form, so that one violation that is sent eight times is counted once; Refused("register.key")
    when it was used for another driver, change, ground or by another officer. As `matters.guard` for the duty of
    standing changes where the licence was issued;
    Malformed for an unknown change. The register records it; the follower brings licence and lists up to date.
    """
    driver = register.driver_by_id(driver_id)
    matters.guard(officer=officer, matter=matter_of_driver(driver), duties=(Duty.STANDING_CHANGE,))
    kind, _, value = change.partition(":")
    if kind not in CHANGES:
        raise Malformed("standing.unknown-change", "expected points, line, set, clear, notice, education or end")
    return CHANGES[kind](Change(driver_id, key, value, reason, officer.key, at, study or Study()))


@dataclass(frozen=True)
class Change:
    """What the officer wants: value is a number of points or a letter."""

    driver_id: UUID
    key: str
    value: str
    reason: str
    by: str
    at: datetime
    study: Study


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


def change_line(change: Change) -> DriverRecord:
    """Change or revoke the points of a line with the decision behind it (163 Article 16), and tell the driver."""
    line, _equals, points = change.value.partition("=")
    if not is_digits(points) or len(line) != UUID_CHARACTERS:
        raise Malformed("points.value", "expected a line and its points")
    before = register.driver_by_id(change.driver_id)
    after = registers.change_points(
        driver_id=change.driver_id,
        line_id=UUID(line),
        key=change.key,
        points=int(points),
        reason=change.reason,
        by=change.by,
        at=change.at,
    )
    citizen = people.citizen_by_number(after.number)
    if citizen is not None and after.version != before.version:
        notices.tell(citizen.id, letter_of_change(int(points), change.reason, after), link="/licence/", at=change.at)
    return after


def letter_of_change(points: int, ground: str, driver: DriverRecord) -> Text:
    """What the driver reads when points were changed or revoked."""
    done = ("变更", "changed") if points else ("撤销", "revoked")
    return Text(
        f"处罚决定被依法{done[0]}，相应记分已{done[0]}：{ground}。本记分周期现在累积记分 {driver.points} 分。"
        "《道路交通安全违法行为记分管理办法》第十六条。",
        f"The decision was {done[1]} and its points with it: {ground}. {driver.points} points are counted in this cycle now "
        f"({in_english('《道路交通安全违法行为记分管理办法》第十六条')}).",
    )


def end_licence(change: Change) -> DriverRecord:
    """The licence is cancelled, revoked or annulled today on a ground of the register's."""
    return registers.end_licence(
        driver_id=change.driver_id,
        ground=change.value,
        on=day_of(change.at),
        reason=change.reason,
        by=change.by,
        at=change.at,
    )


def serve_notice(change: Change) -> DriverRecord:
    """The notice of the full-mark course was served today."""
    return registers.serve_full_mark_notice(
        driver_id=change.driver_id, on=day_of(change.at), by=change.by, at=change.at
    )


def pass_education(change: Change) -> DriverRecord:
    """The full-mark course was passed."""
    return registers.pass_full_mark_education(
        driver_id=change.driver_id, key=change.key, study=change.study, by=change.by, at=change.at
    )


CHANGES: dict[str, Callable[[Change], DriverRecord]] = {
    "points": add_points,
    "line": change_line,
    "notice": serve_notice,
    "end": end_licence,
    "set": set_letter,
    "clear": clear_letter,
    "education": pass_education,
}
