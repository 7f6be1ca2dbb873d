"""The phone is lost: lock from any signed-in browser or at a window; unlock only by a new face check."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.credentials import actions as credentials
from tongban.credentials.records import Holding
from tongban.errors import NotFound
from tongban.journal import actions as journal
from tongban.licences.entries import LicenceLocked, LicenceUnlocked
from tongban.licences.models import Licence
from tongban.licences.queries.matters import matter_of_driver
from tongban.notices import actions as notices
from tongban.offices import matters
from tongban.offices.records import Duty, OfficerRecord
from tongban.people.records import CitizenRecord
from tongban.registers import queries as registers
from tongban.verdicts import Text


def lock(*, licence_id: UUID, citizen: CitizenRecord, at: datetime) -> None:
    """The holder reports the phone lost; twice is the same as once. Everything on it is void at once."""
    with transaction.atomic():
        lock_taken(own_licence(licence_id, citizen), where="own-browser", by=citizen.key, at=at)


def lock_at_window(*, licence_id: UUID, officer: OfficerRecord, at: datetime) -> None:
    """A clerk locks it for a holder who came in person or called."""
    with transaction.atomic():
        holding = credentials.take_by_id(Licence.KIND, licence_id)
        matter = matter_of_driver(registers.driver_by_id(holding.subject_id))
        matters.guard(officer=officer, matter=matter, duties=(Duty.WINDOW,))
        lock_taken(holding, where="window", by=officer.key, at=at)


def unlock(*, licence_id: UUID, citizen: CitizenRecord, at: datetime) -> None:
    """Open it again; the caller has seen to a fresh face check. Nothing comes back by itself: the phone collects anew."""
    with transaction.atomic():
        holding = own_licence(licence_id, citizen)
        if credentials.unlock(Licence.KIND, holding.id, at=at):
            entry = LicenceUnlocked(licence=str(holding.id))
            journal.record(entry, by=citizen.key, about=[f"licence:{holding.id}", citizen.key], at=at)


def own_licence(licence_id: UUID, citizen: CitizenRecord) -> Holding:
    """The locked holding, if it is this person's; NotFound otherwise."""
    holding = credentials.take_by_id(Licence.KIND, licence_id)
    if holding.citizen_id != citizen.id:
        raise NotFound("licence.unknown")
    return holding


def lock_taken(holding: Holding, *, where: str, by: str, at: datetime) -> None:
    """The change itself, for both ways in."""
    if credentials.lock(Licence.KIND, holding.id, by=by, at=at):
        entry = LicenceLocked(licence=str(holding.id), where=where)
        journal.record(entry, by=by, about=[f"licence:{holding.id}", f"citizen:{holding.citizen_id}"], at=at)
        notices.tell(holding.citizen_id, LOCKED, link="/licence/", at=at)


LOCKED = Text(
    "电子驾驶证已挂失，原手机上的码全部作废。",
    "Your electronic licence is locked; every code on the old phone is void.",
)
