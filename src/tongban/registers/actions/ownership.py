"""A vehicle's owner, office and number change: 转让登记 and 迁出迁入 (机动车登记规定 Articles 18, 25 to 27)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.clock import day_of
from tongban.errors import Malformed, Refused, refuse_unless
from tongban.identifiers import OfficeCode, Plate
from tongban.journal import actions as journal
from tongban.registers import codes, entries, sources
from tongban.registers.actions.histories import add_line
from tongban.registers.actions.rows import key, lock_vehicle, save
from tongban.registers.models import FormerPlate, Vehicle
from tongban.registers.records import EventKind, LineKind, Owner, VehicleRecord
from tongban.registers.rules import vehicles as rules
from tongban.verdicts import Verdict

OVER = {"B", "O"}  # 转出 and 锁定 end with the act that they were set for


@transaction.atomic
def transfer_vehicle(
    *,
    vehicle_id: UUID,
    owner: Owner,
    co_owners: Iterable[Owner] = (),
    office: str,
    plate_kind: str,
    plate: str,
    certificate_number: str = "",
    reason: str,
    by: str,
    at: datetime,
    expected_version: int | None = None,
) -> VehicleRecord:
    """转让登记: another owner, office and number in one row; letters B and O go, a mortgage stays (Article 26).

    certificate_number: of a new 登记证书, "" keeps the one there is. reason: a word or two, never about a person.
    expected_version: the version that the caller decided about. Called again with the same one after it was done,
    nothing changes and the record comes back; Refused("vehicle.changed") when something else happened meanwhile.
    Refused("vehicle.not-transferable") by Articles 29 and 76, Refused("vehicle.plate-taken"); Malformed.
    """
    others = _other_owners(owner, co_owners)
    row = lock_vehicle(vehicle_id)
    wanted = _place(office=office, plate_kind=plate_kind, plate=plate)
    if _has_changed(row, expected_version):
        _refuse_unless_done(row, wanted | {"owner_number": owner.number})
        return sources.vehicle_record(row)
    refuse_unless(rules.may_transfer(frozenset(row.letters)), code="vehicle.not-transferable")
    before = row.office, row.plate
    row.owner_name, row.owner_number, row.owner_address = owner.name, owner.number, owner.address
    row.co_owners = [asdict(one) for one in others]
    row.owner_since = day_of(at)
    row.certificate_number = certificate_number or row.certificate_number
    _settle(row, wanted, kind=EventKind.VEHICLE_TRANSFERRED, at=at)
    add_line(row, kind=LineKind.TRANSFERRED, at=at, detail=reason)
    entry = entries.VehicleTransferred(
        office_before=before[0],
        office=row.office,
        plate_kind=row.plate_kind,
        plate_before=before[1],
        plate=row.plate,
        owners=1 + len(others),
        reason=reason,
    )
    journal.record(entry, by=by, about=[key(row)], at=at)
    return sources.vehicle_record(row)


@transaction.atomic
def move_vehicle(
    *,
    vehicle_id: UUID,
    address: str,
    office: str,
    plate_kind: str,
    plate: str,
    reason: str,
    by: str,
    at: datetime,
    expected_version: int | None = None,
) -> VehicleRecord:
    """住所迁出、迁入: the same owner at another address, office and number (Article 18); letters B and O go.

    Everything else as transfer_vehicle; Refused("vehicle.not-movable") by Articles 21 and 76.
    """
    if len(address) > 300:
        raise Malformed("owner.malformed", "expected an address of at most 300 characters")
    row = lock_vehicle(vehicle_id)
    wanted = _place(office=office, plate_kind=plate_kind, plate=plate)
    if _has_changed(row, expected_version):
        _refuse_unless_done(row, wanted | {"owner_address": address})
        return sources.vehicle_record(row)
    refuse_unless(rules.may_move(frozenset(row.letters)), code="vehicle.not-movable")
    before = row.office, row.plate
    row.owner_address = address
    _settle(row, wanted, kind=EventKind.VEHICLE_MOVED, at=at)
    add_line(row, kind=LineKind.MOVED, at=at, detail=reason)
    entry = entries.VehicleMoved(
        office_before=before[0],
        office=row.office,
        plate_kind=row.plate_kind,
        plate_before=before[1],
        plate=row.plate,
        reason=reason,
    )
    journal.record(entry, by=by, about=[key(row)], at=at)
    return sources.vehicle_record(row)


def _other_owners(owner: Owner, co_owners: Iterable[Owner]) -> tuple[Owner, ...]:
    others = tuple(co_owners)
    numbers = [owner.number, *(one.number for one in others)]
    if len(set(numbers)) != len(numbers):
        raise Malformed("owner.twice", "expected each owner once")
    return others


def _place(*, office: str, plate_kind: str, plate: str) -> dict[str, str]:
    codes.name(codes.Table.PLATE_KIND, plate_kind)
    return {"office": str(OfficeCode(office)), "plate_kind": plate_kind, "plate": str(Plate(plate))}


def _has_changed(row: Vehicle, expected_version: int | None) -> bool:
    return expected_version is not None and row.version != expected_version


def _refuse_unless_done(row: Vehicle, wanted: dict[str, str]) -> None:
    """A repeated call finds what it asked for; anything else was somebody else's doing."""
    if any(getattr(row, name) != value for name, value in wanted.items()):
        raise Refused("vehicle.changed", Verdict.of([rules.CHANGED_MEANWHILE]))


def _settle(row: Vehicle, wanted: dict[str, str], *, kind: EventKind, at: datetime) -> None:
    """Save the row in its new place. Two who want one number: the constraint lets one of them have it."""
    given_back = (row.plate_kind, row.plate)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.letters = codes.letters_text({*row.letters} - OVER)
    if _is_taken(row):
        raise Refused("vehicle.plate-taken", Verdict.of([rules.PLATE_TAKEN]))
    try:
        with transaction.atomic():
            save(row, kind=kind, at=at)
    except IntegrityError:  # PostgreSQL's message quotes the row, which tells of a person
        if _is_taken(row):
            raise Refused("vehicle.plate-taken", Verdict.of([rules.PLATE_TAKEN])) from None
        raise IntegrityError("a vehicle breaks a constraint of the register") from None
    if given_back != (row.plate_kind, row.plate):
        FormerPlate.objects.create(vehicle=row, plate_kind=given_back[0], plate=given_back[1], until=day_of(at))


def _is_taken(row: Vehicle) -> bool:
    return Vehicle.objects.filter(plate_kind=row.plate_kind, plate=row.plate).exclude(id=row.id).exists()
