"""What others may demand of a vehicle: 抵押登记 (机动车登记规定 Articles 31 to 36) and 查封."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.errors import Malformed, refuse_unless
from tongban.journal import actions as journal
from tongban.registers import codes, entries, sources
from tongban.registers.actions.histories import add_line
from tongban.registers.actions.rows import key, lock_vehicle, save
from tongban.registers.records import EventKind, LineKind, VehicleRecord, owner_number
from tongban.registers.rules import vehicles as rules

SEIZED = "K"


@transaction.atomic
def set_mortgage(*, vehicle_id: UUID, mortgagee: str, mortgagee_number: str, by: str, at: datetime) -> VehicleRecord:
    """抵押登记 for this mortgagee. Does nothing when it is theirs already; Refused("mortgage.not-registrable")."""
    number = owner_number(mortgagee_number)
    if not 1 <= len(mortgagee) <= 200:
        raise Malformed("owner.malformed", "expected a name of 1 to 200 characters")
    row = lock_vehicle(vehicle_id)
    if row.is_mortgaged and row.mortgagee_number == number:
        return sources.vehicle_record(row)
    refuse_unless(
        rules.may_mortgage(frozenset(row.letters), is_mortgaged=row.is_mortgaged), code="mortgage.not-registrable"
    )
    row.is_mortgaged, row.mortgagee, row.mortgagee_number = True, mortgagee, number
    save(row, kind=EventKind.MORTGAGE_SET, at=at)
    add_line(row, kind=LineKind.MORTGAGED, at=at)
    journal.record(entries.MortgageSet(office=row.office), by=by, about=[key(row)], at=at)
    return sources.vehicle_record(row)


@transaction.atomic
def release_mortgage(*, vehicle_id: UUID, by: str, at: datetime) -> VehicleRecord:
    """解除抵押登记. Does nothing when there is no mortgage; Refused("mortgage.not-releasable") while seized."""
    row = lock_vehicle(vehicle_id)
    if not row.is_mortgaged:
        return sources.vehicle_record(row)
    refuse_unless(rules.may_release_mortgage(frozenset(row.letters)), code="mortgage.not-releasable")
    row.is_mortgaged, row.mortgagee, row.mortgagee_number = False, "", ""
    save(row, kind=EventKind.MORTGAGE_RELEASED, at=at)
    add_line(row, kind=LineKind.MORTGAGE_RELEASED, at=at)
    journal.record(entries.MortgageReleased(office=row.office), by=by, about=[key(row)], at=at)
    return sources.vehicle_record(row)


@transaction.atomic
def seize_vehicle(*, vehicle_id: UUID, authority: str, reason: str, by: str, at: datetime) -> VehicleRecord:
    """查封 by a court or another authority: letter K. Does nothing when it is theirs already.

    Only the row and the journal tell who; the history tells that. Refused("seizure.of-another").
    """
    if not 1 <= len(authority) <= 100:
        raise Malformed("seizure.authority", "expected a name of 1 to 100 characters")
    row = lock_vehicle(vehicle_id)
    if row.seized_by == authority:
        return sources.vehicle_record(row)
    refuse_unless(rules.may_seize(seized_by=row.seized_by, authority=authority), code="seizure.of-another")
    row.seized_by = authority
    row.letters = codes.letters_text({*row.letters, SEIZED})
    save(row, kind=EventKind.SEIZED, at=at)
    add_line(row, kind=LineKind.SEIZED, at=at)
    journal.record(entries.VehicleSeized(authority=authority, reason=reason), by=by, about=[key(row)], at=at)
    return sources.vehicle_record(row)


@transaction.atomic
def release_seizure(*, vehicle_id: UUID, authority: str, reason: str, by: str, at: datetime) -> VehicleRecord:
    """解除查封 by the authority that seized: K goes. Does nothing when not seized; Refused("seizure.of-another")."""
    row = lock_vehicle(vehicle_id)
    if SEIZED not in row.letters:
        return sources.vehicle_record(row)
    refuse_unless(rules.may_release_seizure(seized_by=row.seized_by, authority=authority), code="seizure.of-another")
    row.seized_by = ""
    row.letters = codes.letters_text({*row.letters} - {SEIZED})
    save(row, kind=EventKind.SEIZURE_RELEASED, at=at)
    add_line(row, kind=LineKind.SEIZURE_RELEASED, at=at)
    journal.record(entries.SeizureReleased(authority=authority, reason=reason), by=by, about=[key(row)], at=at)
    return sources.vehicle_record(row)
