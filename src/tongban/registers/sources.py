"""Where the registers' facts come from: the one place to plug in the existing national register.

By default the embedded tables of this package are the register (`Tables`). An operator who already runs one
writes a class with the methods of `RegisterSource`, in a package of their own, and names it:

    TONGBAN_REGISTER_SOURCE=authority_register.client.National

Rules for such a class (docs/operate/import.md): it returns the frozen records of records.py, so every number
passes its check; it raises NotFound for what does not exist and Unavailable when the register does not answer;
it keeps one `id` per person for ever; `events_after` never lets a change appear behind a cursor it handed out.
With another source the actions of this package refuse ("registers.kept-elsewhere"): that register is written
by its own system, and its changes arrive as events.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Subquery, UUIDField
from django.utils.module_loading import import_string

from tongban.errors import NotFound
from tongban.identifiers import CardCoreNumber, FileNumber, LicenceNumber, OfficeCode, Plate, Vin, spelling
from tongban.registers import codes, events
from tongban.registers.models import Driver, PointsEntry, Portrait, Vehicle
from tongban.registers.models import FormerPlate as FormerRow
from tongban.registers.models import VehicleLine as LineRow
from tongban.registers.records import (
    DriverRecord,
    Event,
    FormerPlate,
    LineKind,
    Owner,
    Ownership,
    PointsRecord,
    Sex,
    VehicleLine,
    VehicleRecord,
)
from tongban.statements import Statement, blank


class RegisterSource(Protocol):
    """What a register must be able to answer; each method is documented in queries.py."""

    is_written_here: bool
    """True if this package's actions write the register."""

    def driver(self, number: LicenceNumber) -> DriverRecord: ...
    def driver_by_id(self, driver_id: UUID) -> DriverRecord: ...
    def drivers_by_id(self, driver_ids: Collection[UUID]) -> dict[UUID, DriverRecord]: ...
    def is_driver(self, number: LicenceNumber) -> bool: ...
    def portrait(self, driver_id: UUID) -> bytes: ...
    def points_of(self, driver_id: UUID, *, only_counted: bool) -> list[PointsRecord]: ...
    def vehicle(self, *, plate_kind: str, plate: Plate) -> VehicleRecord: ...
    def vehicle_by_id(self, vehicle_id: UUID) -> VehicleRecord: ...
    def vehicles_by_id(self, vehicle_ids: Collection[UUID]) -> dict[UUID, VehicleRecord]: ...
    def vehicle_by_vin(self, vin: Vin) -> VehicleRecord: ...
    def vehicles_of(self, owner_number: str) -> list[VehicleRecord]: ...
    def vehicle_lines(self, vehicle_id: UUID) -> list[VehicleLine]: ...
    def former_plate(self, *, plate_kind: str, plate: Plate) -> FormerPlate | None: ...
    def events_after(self, cursor: int, limit: int) -> list[Event]: ...


@cache
def current() -> RegisterSource:
    """The source named by the setting REGISTER_SOURCE; the embedded tables when it is not set."""
    name = getattr(settings, "REGISTER_SOURCE", "tongban.registers.sources.Tables")
    source: RegisterSource = import_string(name)()
    return source


VEHICLE_COLUMNS = tuple(field.attname for field in Vehicle._meta.concrete_fields)
OWNERSHIP = Statement(
    lambda: (
        Vehicle.objects.filter(pk=blank("vehicle", UUIDField()))
        .annotate(owner_died_on=Subquery(Driver.objects.filter(number=OuterRef("owner_number")).values("died_on")))
        .order_by("lines__on", "lines__id")
        .values_list(*VEHICLE_COLUMNS, "owner_died_on", "lines__kind", "lines__on")
    )
)


class Tables:
    """The embedded tables of models.py."""

    is_written_here = True

    def driver(self, number: LicenceNumber) -> DriverRecord:
        return driver_record(_driver(number=number))

    def driver_by_id(self, driver_id: UUID) -> DriverRecord:
        return driver_record(_driver(id=driver_id))

    def drivers_by_id(self, driver_ids: Collection[UUID]) -> dict[UUID, DriverRecord]:
        return {row.id: driver_record(row) for row in Driver.objects.filter(id__in=driver_ids)}

    def is_driver(self, number: LicenceNumber) -> bool:
        return Driver.objects.filter(number=number).exists()

    def portrait(self, driver_id: UUID) -> bytes:
        image = Portrait.objects.filter(digest=_driver(id=driver_id).portrait_digest).values_list("image", flat=True)
        for found in image:
            return bytes(found)
        raise NotFound("portrait.absent", "the register holds no photo of this driver")

    def points_of(self, driver_id: UUID, *, only_counted: bool) -> list[PointsRecord]:
        rows = PointsEntry.objects.filter(driver_id=driver_id).order_by("-at", "-id")
        if only_counted:
            rows = rows.filter(cleared_at__isnull=True)
        return [points_record(row) for row in rows]

    def vehicle(self, *, plate_kind: str, plate: Plate) -> VehicleRecord:
        return vehicle_record(_vehicle(plate_kind=plate_kind, plate=plate))

    def vehicle_by_id(self, vehicle_id: UUID) -> VehicleRecord:
        return vehicle_record(_vehicle(id=vehicle_id))

    def ownership(self, vehicle_id: UUID) -> Ownership:
        rows = OWNERSHIP.rows(vehicle=vehicle_id)
        if not rows:
            raise _unknown_vehicle()
        row = Vehicle.from_db(None, VEHICLE_COLUMNS, rows[0][:-3])
        changes = tuple(on for *_, kind, on in rows if kind == LineKind.TRANSFERRED)
        return Ownership(vehicle_record(row), changes, owner_died_on=rows[0][-3])

    def vehicles_by_id(self, vehicle_ids: Collection[UUID]) -> dict[UUID, VehicleRecord]:
        return {row.id: vehicle_record(row) for row in Vehicle.objects.filter(id__in=vehicle_ids)}

    def vehicle_by_vin(self, vin: Vin) -> VehicleRecord:
        return vehicle_record(_vehicle(vin=vin))

    def vehicle_lines(self, vehicle_id: UUID) -> list[VehicleLine]:
        row = _vehicle(id=vehicle_id)
        found = [line_record(line) for line in LineRow.objects.filter(vehicle=row).order_by("on", "id")]
        if any(line.kind is LineKind.REGISTERED for line in found):
            return found
        return [VehicleLine(kind=LineKind.REGISTERED, on=row.registered_on, office="", plate=""), *found]

    def former_plate(self, *, plate_kind: str, plate: Plate) -> FormerPlate | None:
        given_back = FormerRow.objects.filter(plate_kind=plate_kind, plate=plate).select_related("vehicle")
        row = given_back.order_by("-until", "-id").first()
        if row is None:
            return None
        return FormerPlate(plate_kind=plate_kind, plate=plate, until=row.until, vehicle=vehicle_record(row.vehicle))

    def vehicles_of(self, owner_number: str) -> list[VehicleRecord]:
        return [vehicle_record(row) for row in Vehicle.objects.filter(owner_number=owner_number).order_by("plate")]

    def events_after(self, cursor: int, limit: int) -> list[Event]:
        return events.after(cursor, limit)


def _driver(**key: object) -> Driver:
    try:
        return Driver.objects.get(**key)
    except Driver.DoesNotExist:
        raise NotFound("driver.unknown", "no driver in the register has this key") from None


def _vehicle(**key: object) -> Vehicle:
    try:
        return Vehicle.objects.get(**key)
    except Vehicle.DoesNotExist:
        raise _unknown_vehicle() from None


def _unknown_vehicle() -> NotFound:
    return NotFound("vehicle.unknown", "no vehicle in the register has this key")


def driver_record(row: Driver) -> DriverRecord:
    """The frozen record of a row; every identifier is checked again on the way out."""
    return DriverRecord(
        id=row.id,
        number=LicenceNumber(row.number),
        name=row.name,
        name_latin=row.name_latin,
        sex=Sex(row.sex),
        nationality=row.nationality,
        born=row.born,
        first_issued=row.first_issued,
        classes=codes.classes(row.classes),
        class_dates={code: spelling.day(day) for code, day in row.class_dates.items()},
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        file_number=FileNumber(row.file_number),
        card_core_number=CardCoreNumber(row.card_core_number),
        office=OfficeCode(row.office),
        issuing_authority=row.issuing_authority,
        address=row.address,
        remarks=row.remarks,
        letters=codes.letters(row.letters, table=codes.Table.DRIVER_STATUS),
        points=row.points,
        cycle_start=row.cycle_start,
        cycle_end=row.cycle_end,
        version=row.version,
        portrait_digest=row.portrait_digest,
        died_on=row.died_on,
        health_proof_on=row.health_proof_on,
        ended_on=row.ended_on,
        ended_for=row.ended_for,
    )


def vehicle_record(row: Vehicle) -> VehicleRecord:
    """The frozen record of a row; every identifier is checked again on the way out."""
    return VehicleRecord(
        id=row.id,
        plate_kind=row.plate_kind,
        plate=Plate(row.plate),
        vin=Vin(row.vin),
        engine_number=row.engine_number,
        model=row.model,
        owner_name=row.owner_name,
        owner_number=row.owner_number,
        owner_address=row.owner_address,
        use=row.use,
        type=row.type,
        colour=row.colour,
        fuel=row.fuel,
        emission=row.emission,
        origin=row.origin,
        seats=row.seats,
        total_mass_kg=row.total_mass_kg,
        length_mm=row.length_mm,
        registered_on=row.registered_on,
        inspected_until=row.inspected_until,
        insured_until=row.insured_until,
        scrapped_on=row.scrapped_on,
        certificate_number=row.certificate_number,
        office=OfficeCode(row.office),
        letters=codes.letters(row.letters, table=codes.Table.VEHICLE_STATUS),
        is_mortgaged=row.is_mortgaged,
        is_pledged=row.is_pledged,
        version=row.version,
        co_owners=tuple(Owner(**one) for one in row.co_owners),
        mortgagee=row.mortgagee,
        mortgagee_number=row.mortgagee_number,
        seized_by=row.seized_by,
        owner_since=row.owner_since or row.registered_on,
        mileage_km=row.mileage_km,
    )


def line_record(row: LineRow) -> VehicleLine:
    """The frozen record of a line of the history."""
    return VehicleLine(
        kind=LineKind(row.kind),
        on=row.on,
        office=row.office,
        plate=row.plate,
        mileage_km=row.mileage_km,
        detail=row.detail,
    )


def points_record(row: PointsEntry) -> PointsRecord:
    """The frozen record of a ledger row."""
    return PointsRecord(
        id=row.id,
        driver_id=row.driver_id,
        points=row.points,
        reason=row.reason,
        on=row.on,
        at=row.at,
        is_fine_paid=row.is_fine_paid,
        is_counted=row.cleared_at is None,
        is_revoked=row.revoked_at is not None,
    )
