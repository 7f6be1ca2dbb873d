"""Reading the registers, for everybody. The answer comes from the source that the operator chose (sources.py)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from tongban.identifiers import LicenceNumber, Plate, Vin
from tongban.registers import sources
from tongban.registers.models import PlateNumber
from tongban.registers.records import (
    DriverRecord,
    Event,
    FormerPlate,
    LineKind,
    NumberState,
    Ownership,
    PointsRecord,
    VehicleLine,
    VehicleRecord,
)
from tongban.registers.rules import endings

ENDINGS = endings.ENDINGS
"""Why a licence ends, by the word that the register keeps."""


def driver(number: LicenceNumber) -> DriverRecord:
    """The driver of this licence number; NotFound("driver.unknown")."""
    return sources.current().driver(number)


def driver_by_id(driver_id: UUID) -> DriverRecord:
    """The driver of this internal id; NotFound("driver.unknown")."""
    return sources.current().driver_by_id(driver_id)


def drivers_by_id(driver_ids: Collection[UUID]) -> dict[UUID, DriverRecord]:
    """The drivers with these ids, by id; one that is not there is left out."""
    return sources.current().drivers_by_id(driver_ids)


def driver_died_on(number: str) -> date | None:
    """The day on which a driver of this number died, None for everybody else."""
    if not LicenceNumber.is_right(number):
        return None
    licence = LicenceNumber(number)
    return driver(licence).died_on if is_driver(licence) else None


def driver_born_on(number: str) -> date | None:
    """The day on which a driver of this number was born, None for everybody else."""
    if not LicenceNumber.is_right(number):
        return None
    licence = LicenceNumber(number)
    return driver(licence).born if is_driver(licence) else None


def again_on(ground: str, ended_on: date) -> date | None:
    """The first day on which somebody can apply again whose licence ends on that ground and day; None: never."""
    return endings.again_on(ground, ended_on)


def applies_again_on(record: DriverRecord) -> date | None:
    """The first day on which somebody whose licence ended can apply for another (162 Article 15); None when that is never or
    not known."""
    return endings.again_on(record.ended_for, record.ended_on)


def is_barred_for_life(record: DriverRecord) -> bool:
    """True if this driver's licence ended on a ground after which there is never another."""
    return endings.is_for_life(record.ended_for)


def is_driver(number: LicenceNumber) -> bool:
    """True if the register knows a driver of this licence number."""
    return sources.current().is_driver(number)


def portrait(driver_id: UUID) -> bytes:
    """The driver's photo as JPEG, portrait format; NotFound("driver.unknown") or NotFound("portrait.absent")."""
    return sources.current().portrait(driver_id)


def points_of(driver_id: UUID, *, only_counted: bool = False) -> list[PointsRecord]:
    """The points ledger, newest first; with only_counted the lines that make up the running total."""
    return sources.current().points_of(driver_id, only_counted=only_counted)


def vehicle(*, plate_kind: str, plate: Plate) -> VehicleRecord:
    """The vehicle of this 号牌种类 and 号牌号码; NotFound("vehicle.unknown")."""
    return sources.current().vehicle(plate_kind=plate_kind, plate=plate)


def vehicle_by_id(vehicle_id: UUID) -> VehicleRecord:
    """The vehicle of this internal id; NotFound("vehicle.unknown")."""
    return sources.current().vehicle_by_id(vehicle_id)


def vehicles_by_id(vehicle_ids: Collection[UUID]) -> dict[UUID, VehicleRecord]:
    """The vehicles with these ids, by id; one that is not there is left out."""
    return sources.current().vehicles_by_id(vehicle_ids)


def ownership(vehicle_id: UUID) -> Ownership:
    """The vehicle of this internal id with its former changes of hands; NotFound("vehicle.unknown"). The embedded tables
    answer by one statement."""
    source = sources.current()
    if isinstance(source, sources.Tables):
        return source.ownership(vehicle_id)
    vehicle = source.vehicle_by_id(vehicle_id)
    changes = tuple(line.on for line in source.vehicle_lines(vehicle_id) if line.kind is LineKind.TRANSFERRED)
    return Ownership(vehicle, changes, driver_died_on(vehicle.owner_number))


def vehicle_by_vin(vin: Vin) -> VehicleRecord:
    """The vehicle of this 车辆识别代号, whatever its plate; NotFound("vehicle.unknown")."""
    return sources.current().vehicle_by_vin(vin)


def vehicles_of(owner_number: str) -> list[VehicleRecord]:
    """The vehicles whose owner has this identity number or credit code, by plate."""
    return sources.current().vehicles_of(owner_number)


def vehicle_lines(vehicle_id: UUID) -> list[VehicleLine]:
    """The vehicle's history, oldest first; it begins with the first registration. NotFound("vehicle.unknown")."""
    return sources.current().vehicle_lines(vehicle_id)


def former_plate(*, plate_kind: str, plate: Plate) -> FormerPlate | None:
    """The vehicle that bore this number last and bears another now; None if nobody gave it back. It does not ask
    whether the number is in use again: `vehicle` does."""
    return sources.current().former_plate(plate_kind=plate_kind, plate=plate)


def events_after(cursor: int, limit: int = 500) -> list[Event]:
    """At most `limit` changes with seq > cursor, in the order of seq. Start with 0, keep the last seq.

    No change ever appears behind a cursor that was handed out, whatever order transactions commit in.
    """
    return sources.current().events_after(cursor, limit)


def offered_numbers(matter_id: UUID, *, at: datetime) -> tuple[list[str], datetime | None]:
    """The numbers that are kept for a matter right now, and until when."""
    rows = PlateNumber.objects.filter(matter_id=matter_id, state=NumberState.OFFERED, until__gt=at)
    found = sorted(rows.values_list("plate", "until"))
    return [plate for plate, _until in found], min((until for _plate, until in found if until), default=None)


def kept_numbers(keeper_id: UUID, *, plate_kind: str, prefix: str, at: datetime) -> list[str]:
    """The numbers of this kind and office that are kept for a citizen."""
    rows = PlateNumber.objects.filter(kept_for=keeper_id, state=NumberState.KEPT, plate_kind=plate_kind, until__gt=at)
    return sorted(rows.filter(plate__startswith=prefix).values_list("plate", flat=True))
