"""The lines of a vehicle's history, written by the actions that make them."""

from __future__ import annotations

from datetime import datetime

from tongban.clock import day_of
from tongban.errors import Malformed
from tongban.registers.models import Vehicle, VehicleLine
from tongban.registers.records import LineKind

LONGEST_DETAIL = 200


def add_line(row: Vehicle, *, kind: LineKind, at: datetime, detail: str = "", mileage_km: int = 0) -> None:
    """Add a line with the office and the number that the vehicle has now, after the act.

    Malformed("vehicle.note") when the detail is longer than 200 characters.
    """
    if len(detail) > LONGEST_DETAIL:
        raise Malformed("vehicle.note", f"expected at most {LONGEST_DETAIL} characters")
    VehicleLine.objects.create(
        vehicle=row,
        kind=kind,
        on=day_of(at),
        office=row.office,
        plate=row.plate,
        mileage_km=mileage_km,
        detail=detail,
    )
