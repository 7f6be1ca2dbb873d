"""The phone is lost: lock from any signed-in browser or at a window; unlock only by a new face check."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.errors import NotFound
from tongban.journal import actions as journal
from tongban.licences.actions.issuing import own_licence, withdraw_phone
from tongban.licences.actions.vehicle.issuing import withdraw_from
from tongban.licences.entries import LicenceLocked, LicenceUnlocked
from tongban.licences.models import Licence, VehicleLicence
from tongban.licences.queries.matters import matter_of_driver
from tongban.licences.stages import LIVE_LICENCE
from tongban.notices import actions as notices
from tongban.offices import matters
from tongban.offices.records import Duty, OfficerRecord
from tongban.people.records import CitizenRecord
from tongban.registers import queries as registers
from tongban.verdicts import Text


def lock(*, licence_id: UUID, citizen: CitizenRecord, at: datetime) -> None:
    """The holder reports the phone lost; twice is the same as once. Everything on it is void at once."""
    with transaction.atomic():
        lock_row(own_licence(licence_id, citizen), where="own-browser", by=citizen.key, at=at)


def lock_at_window(*, licence_id: UUID, officer: OfficerRecord, at: datetime) -> None:
    """A clerk locks it for a holder who came in person or called."""
    with transaction.atomic():
        row = Licence.objects.select_for_update().filter(pk=licence_id).first()
        if row is None:
            raise NotFound("licence.unknown")
        matter = matter_of_driver(registers.driver_by_id(row.driver_id))
        matters.guard(officer=officer, matter=matter, duties=(Duty.WINDOW,))
        lock_row(row, where="window", by=officer.key, at=at)


def unlock(*, licence_id: UUID, citizen: CitizenRecord, at: datetime) -> None:
    """Open it again; the caller has seen to a fresh face check. Nothing comes back by itself: the phone collects anew."""
    with transaction.atomic():
        row = own_licence(licence_id, citizen)
        if row.locked_at is None:
            return
        row.locked_at = None
        row.changed_at = at
        row.save(update_fields=["locked_at", "changed_at"])
        entry = LicenceUnlocked(licence=str(row.id))
        journal.record(entry, by=citizen.key, about=[f"licence:{row.id}", citizen.key], at=at)


def lock_row(row: Licence, *, where: str, by: str, at: datetime) -> None:
    """The change itself, for both ways in."""
    if row.locked_at is not None:
        return
    row.locked_at = at
    row.save(update_fields=["locked_at"])
    withdraw_vehicles(row, by=by, at=at)
    withdraw_phone(row, at=at)
    entry = LicenceLocked(licence=str(row.id), where=where)
    journal.record(entry, by=by, about=[f"licence:{row.id}", f"citizen:{row.citizen_id}"], at=at)
    notices.tell(row.citizen_id, LOCKED, link="/licence/", at=at)


def withdraw_vehicles(row: Licence, *, by: str, at: datetime) -> None:
    """The lost phone may hold vehicles' codes as well, under the same key: they are void with it."""
    for key in row.devices.filter(withdrawn_at=None).values_list("public_key", flat=True):
        held = VehicleLicence.objects.select_for_update().filter(citizen_id=row.citizen_id, stage__in=LIVE_LICENCE)
        for vehicle in held:
            if vehicle.devices.filter(withdrawn_at=None, public_key=key).exists():
                withdraw_from(vehicle, by=by, at=at)


LOCKED = Text(
    "电子驾驶证已挂失，原手机上的码全部作废。",
    "Your electronic licence is locked; every code on the old phone is void.",
)
