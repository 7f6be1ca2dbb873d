"""Rows from records: the way back of sources.py, for registers that are put in whole."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from tongban.registers import codes
from tongban.registers.models import Driver, PointsEntry, Vehicle
from tongban.registers.models import VehicleLine as LineRow
from tongban.registers.records import DriverRecord, PointsRecord, VehicleLine, VehicleRecord


def driver_row(record: DriverRecord) -> Driver:
    """The unsaved row of a driver."""
    fields = asdict(record)
    fields["classes"] = record.classes_text
    fields["class_dates"] = {code: day.isoformat() for code, day in record.class_dates.items()}
    fields["letters"] = codes.letters_text(record.letters)
    return Driver(**_plain(fields))


def vehicle_row(record: VehicleRecord) -> Vehicle:
    """The unsaved row of a vehicle."""
    fields = asdict(record)
    fields["letters"] = codes.letters_text(record.letters)
    fields["co_owners"] = [asdict(one) for one in record.co_owners]
    return Vehicle(**_plain(fields))


def line_row(line: VehicleLine, *, vehicle_id: UUID) -> LineRow:
    """The unsaved row of a line of the history."""
    return LineRow(vehicle_id=vehicle_id, **_plain(asdict(line)))


def points_row(record: PointsRecord) -> PointsEntry:
    """The unsaved row of a ledger line; a line that no longer counts was cleared at an unknown moment: its own."""
    return PointsEntry(
        id=record.id,
        driver_id=record.driver_id,
        points=record.points,
        reason=record.reason,
        on=record.on,
        at=record.at,
        is_fine_paid=record.is_fine_paid,
        cleared_at=None if record.is_counted else record.at,
        revoked_at=record.at if record.is_revoked else None,
    )


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Identifiers as plain text; the database driver need not know them."""
    return {name: str(value) if isinstance(value, str) else value for name, value in fields.items()}
