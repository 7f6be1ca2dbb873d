"""The shape that the actions share: lock the row, save it with a new version, announce."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tongban.errors import Forbidden, Malformed, NotFound, Refused
from tongban.registers import codes, events, sources
from tongban.registers.models import Driver, Vehicle
from tongban.registers.records import NORMAL, EventKind
from tongban.registers.rules.drivers import OVER
from tongban.verdicts import Verdict


def lock_driver(driver_id: UUID) -> Driver:
    """The row, locked until the transaction ends; NotFound("driver.unknown")."""
    refuse_elsewhere()
    try:
        return Driver.objects.select_for_update().get(id=driver_id)
    except Driver.DoesNotExist:
        raise NotFound("driver.unknown", "no driver in the register has this id") from None


def lock_vehicle(vehicle_id: UUID) -> Vehicle:
    """The row, locked until the transaction ends; NotFound("vehicle.unknown")."""
    refuse_elsewhere()
    try:
        return Vehicle.objects.select_for_update().get(id=vehicle_id)
    except Vehicle.DoesNotExist:
        raise NotFound("vehicle.unknown", "no vehicle in the register has this id") from None


def save(row: Driver | Vehicle, *, kind: EventKind, at: datetime) -> None:
    """Save the row under its next version and announce what happened."""
    row.version += 1
    row.save()
    events.announce(row, kind=kind, at=at)


def key(row: Driver | Vehicle) -> str:
    """The internal key of a row, as in the records."""
    return f"{'driver' if isinstance(row, Driver) else 'vehicle'}:{row.id}"


def refuse_elsewhere() -> None:
    """Forbidden("registers.kept-elsewhere") unless this package's tables are the register."""
    if not sources.current().is_written_here:
        raise Forbidden("registers.kept-elsewhere", "this register is written by its own system, not by Tongban")


def refuse_unless(verdict: Verdict, *, code: str) -> None:
    """Refused(code) with every reason, unless the verdict allows."""
    if not verdict.is_allowed:
        raise Refused(code, verdict)


def require_letter(letter: str, *, table: codes.Table) -> None:
    """Malformed unless the table has this letter and it is one that is set by hand."""
    if letter == NORMAL or (table is codes.Table.DRIVER_STATUS and letter == OVER):
        raise Malformed("status.letter", f"{letter} follows from the other facts and is not set by hand")
    codes.name(table, letter)
