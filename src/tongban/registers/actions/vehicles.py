"""What happens to a vehicle without a change of its owner."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.journal import actions as journal
from tongban.registers import codes, entries, sources
from tongban.registers.actions.rows import key, lock_vehicle, require_letter, save
from tongban.registers.records import EventKind, VehicleRecord


@transaction.atomic
def set_vehicle_letter(*, vehicle_id: UUID, letter: str, reason: str, by: str, at: datetime) -> VehicleRecord:
    """Add a vehicle status letter other than A. Does nothing when it is already there."""
    return _change_vehicle_letters(vehicle_id, letter, reason, by, at, is_set=True)


@transaction.atomic
def clear_vehicle_letter(*, vehicle_id: UUID, letter: str, reason: str, by: str, at: datetime) -> VehicleRecord:
    """Take a vehicle status letter away. Does nothing when it is not there."""
    return _change_vehicle_letters(vehicle_id, letter, reason, by, at, is_set=False)


def _change_vehicle_letters(
    vehicle_id: UUID, letter: str, reason: str, by: str, at: datetime, *, is_set: bool
) -> VehicleRecord:
    require_letter(letter, table=codes.Table.VEHICLE_STATUS)
    row = lock_vehicle(vehicle_id)
    if (letter in row.letters) == is_set:
        return sources.vehicle_record(row)
    row.letters = codes.letters_text({*row.letters, letter} if is_set else {*row.letters} - {letter})
    save(row, kind=EventKind.LETTER_SET if is_set else EventKind.LETTER_CLEARED, at=at)
    make = entries.LetterSet if is_set else entries.LetterCleared
    journal.record(
        make(register="vehicle", letter=letter, letters=row.letters, reason=reason), by=by, about=[key(row)], at=at
    )
    return sources.vehicle_record(row)
