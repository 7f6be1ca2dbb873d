"""A vehicle's status letters, its inspection and insurance, and what else its history must tell."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tongban.clock import day_of
from tongban.errors import Malformed, refuse_unless
from tongban.journal import actions as journal
from tongban.registers import codes, entries, sources
from tongban.registers.actions import rows
from tongban.registers.actions.histories import add_line
from tongban.registers.actions.rows import lock_vehicle, require_letter, save
from tongban.registers.records import BRANDS, EventKind, LineKind, VehicleRecord
from tongban.registers.rules import vehicles as rules

MOST_KM = 9_999_999
OVERDUE = "Q"  # 逾期未检验
NOTABLE = BRANDS | {LineKind.EXAMINED}


@transaction.atomic
def set_vehicle_letter(*, vehicle_id: UUID, letter: str, reason: str, by: str, at: datetime) -> VehicleRecord:
    """Add a vehicle status letter other than A. Does nothing when it is already there."""
    return _change_vehicle_letters(vehicle_id, letter, reason, by, at, is_set=True)


@transaction.atomic
def clear_vehicle_letter(*, vehicle_id: UUID, letter: str, reason: str, by: str, at: datetime) -> VehicleRecord:
    """Take a vehicle status letter away. Does nothing when it is not there."""
    return _change_vehicle_letters(vehicle_id, letter, reason, by, at, is_set=False)


@transaction.atomic
def record_vehicle_inspection(
    *, vehicle_id: UUID, key: str, until: date, mileage_km: int, by: str, at: datetime
) -> VehicleRecord:
    """安全技术检验 passed: valid until the day `until`, letter Q goes. mileage_km: the reading, 0 if none was taken.

    A reading below the last one is taken as read and stands in the history for every buyer to see.
    The same key twice is one inspection. Malformed("vehicle.until") unless `until` is after today,
    Refused("inspection.not-registrable").
    """
    _require_mileage(mileage_km)
    if until <= day_of(at):
        raise Malformed("vehicle.until", "expected a day after the inspection")
    row = lock_vehicle(vehicle_id)
    if not rows.is_new(row, under=key, act="inspect", content=(until, mileage_km), by=by, at=at):
        return sources.vehicle_record(row)
    refuse_unless(rules.may_inspect(frozenset(row.letters)), code="inspection.not-registrable")
    row.inspected_until = until
    row.mileage_km = mileage_km or row.mileage_km
    row.letters = codes.letters_text({*row.letters} - {OVERDUE})
    save(row, kind=EventKind.VEHICLE_INSPECTED, at=at)
    add_line(row, kind=LineKind.INSPECTED, at=at, mileage_km=mileage_km)
    entry = entries.VehicleInspected(until=until.isoformat(), mileage_km=mileage_km)
    journal.record(entry, by=by, about=[rows.key(row)], at=at)
    return sources.vehicle_record(row)


@transaction.atomic
def record_insurance(*, vehicle_id: UUID, until: date, by: str, at: datetime) -> VehicleRecord:
    """交强险 in force until the day `until`, as the insurer tells it. The same day again changes nothing.

    An earlier day than before is taken too: a policy may be cancelled. Malformed("vehicle.until") for a day before
    the first registration.
    """
    row = lock_vehicle(vehicle_id)
    if until < row.registered_on:
        raise Malformed("vehicle.until", "expected a day not before the first registration")
    if until == row.insured_until:
        return sources.vehicle_record(row)
    row.insured_until = until
    save(row, kind=EventKind.INSURANCE_CHANGED, at=at)
    add_line(row, kind=LineKind.INSURED, at=at)
    journal.record(entries.InsuranceChanged(until=until.isoformat()), by=by, about=[rows.key(row)], at=at)
    return sources.vehicle_record(row)


@transaction.atomic
def note_vehicle(
    *, vehicle_id: UUID, key: str, kind: str, detail: str, by: str, at: datetime, mileage_km: int = 0
) -> VehicleRecord:
    """Add a line to the history: a brand (records.BRANDS: flood, written off …) or a 查验 with its reading.

    detail: at most 200 characters, never about a person. The same key twice is one line. Malformed("vehicle.note")
    for another kind or length.
    """
    _require_mileage(mileage_km)
    if kind not in NOTABLE:
        raise Malformed("vehicle.note", f"expected one of {', '.join(sorted(NOTABLE))}")
    row = lock_vehicle(vehicle_id)
    if not rows.is_new(row, under=key, act="note", content=(kind, detail, mileage_km), by=by, at=at):
        return sources.vehicle_record(row)
    row.mileage_km = mileage_km or row.mileage_km
    save(row, kind=EventKind.VEHICLE_NOTED, at=at)
    add_line(row, kind=LineKind(kind), at=at, detail=detail, mileage_km=mileage_km)
    entry = entries.VehicleNoted(kind=str(kind), detail=detail, mileage_km=mileage_km)
    journal.record(entry, by=by, about=[rows.key(row)], at=at)
    return sources.vehicle_record(row)


def _require_mileage(mileage_km: int) -> None:
    if not 0 <= mileage_km <= MOST_KM:
        raise Malformed("vehicle.mileage", f"expected kilometres from 0 to {MOST_KM}")


def _change_vehicle_letters(
    vehicle_id: UUID, letter: str, reason: str, by: str, at: datetime, *, is_set: bool
) -> VehicleRecord:
    require_letter(letter, table=codes.Table.VEHICLE_STATUS)
    row = lock_vehicle(vehicle_id)
    if (letter in row.letters) == is_set:
        return sources.vehicle_record(row)
    row.letters = codes.letters_text({*row.letters, letter} if is_set else {*row.letters} - {letter})
    row.seized_by = row.seized_by if "K" in row.letters else ""
    save(row, kind=EventKind.LETTER_SET if is_set else EventKind.LETTER_CLEARED, at=at)
    make = entries.LetterSet if is_set else entries.LetterCleared
    journal.record(
        make(register="vehicle", letter=letter, letters=row.letters, reason=reason), by=by, about=[rows.key(row)], at=at
    )
    return sources.vehicle_record(row)
