"""Which part a person has in a case: the pages show it to nobody else, and to each what concerns them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongban.clock import day_of
from tongban.errors import NotFound
from tongban.people import queries as people
from tongban.people.records import Business, CitizenRecord
from tongban.registers import queries as registers
from tongban.transfers.models import Consent, Transfer
from tongban.transfers.stages import Ground, Part


@dataclass(frozen=True)
class PartView:
    """part: the capacity. is_agent: by a mandate. has_agreed: a joint owner who has confirmed already.

    papers: names of what the buyer handed in. co_owners_left: how many joint owners have not confirmed yet.
    """

    part: Part
    is_agent: bool = False
    has_agreed: bool = False
    papers: tuple[str, ...] = ()
    co_owners_left: int = 0
    rounds: int = 0


def part_of(transfer_id: UUID, citizen: CitizenRecord, *, at: datetime) -> PartView:
    """The part of this person; strangers learn nothing: NotFound("transfer.unknown")."""
    found = parts_of([transfer_id], citizen, at=at).get(transfer_id)
    if found is None:
        raise NotFound("transfer.unknown")
    return found


def parts_of(transfer_ids: Collection[UUID], citizen: CitizenRecord, *, at: datetime) -> dict[UUID, PartView]:
    """By case: the part of this person, in three queries; a case in which they have none is left out."""
    rows = list(Transfer.objects.filter(pk__in=transfer_ids))
    vehicles = registers.vehicles_by_id({row.vehicle_id for row in rows if row.ended_at is None})
    mandates = people.mandates_held(citizen.id, on=day_of(at)) if rows else []
    principals = {one.principal_id for one in mandates if Business.VEHICLE_TRANSFER in one.businesses}
    found = {}
    for row in rows:
        vehicle = vehicles.get(row.vehicle_id)
        owners = [] if vehicle is None else [owner.number for owner in vehicle.co_owners]
        part = next((name for name, is_so in asked(row, citizen, owners, principals) if is_so), None)
        if part is not None:
            found[row.pk] = _part(row, citizen, part, owners)
    return found


def _part(row: Transfer, citizen: CitizenRecord, part: tuple[Part, bool], owners: list[str]) -> PartView:
    agreed = row.deal.agreed
    return PartView(
        part[0],
        is_agent=part[1],
        has_agreed=citizen.id in agreed,
        papers=row.deal.papers,
        co_owners_left=max(len(owners) - len(agreed), 0),
        rounds=row.deal.number_rounds,
    )


def asked(
    row: Transfer, citizen: CitizenRecord, co_owners: list[str], principals: Collection[UUID]
) -> list[tuple[tuple[Part, bool], bool]]:
    """Every part and whether this person has it, the nearest first. principals: for whom they may act in such a case."""
    me = citizen.id
    is_move = row.ground == Ground.MOVE
    return [
        ((Part.BUYER, False), me == row.buyer_id),
        ((Part.SELLER, False), me == row.seller_id and not is_move),
        ((Part.CO_OWNER, False), citizen.identity_number in co_owners),
        ((Part.CLERK, False), me == row.entered_by),
        ((Part.BUYER, True), me == row.agent_id or row.buyer_id in principals),
        ((Part.SELLER, True), row.seller_id in principals),
    ]


@dataclass(frozen=True)
class ConsentRecord:
    """An owner's leave to ask about a vehicle, until a moment; its code is nowhere."""

    id: UUID
    vehicle_id: UUID
    owner_id: UUID
    until: datetime


def consent_until(vehicle_id: UUID, *, at: datetime) -> datetime | None:
    """Until when the owner's leave to ask about the vehicle counts; None when there is none."""
    row = Consent.objects.filter(vehicle_id=vehicle_id, withdrawn_at=None, until__gt=at).first()
    return None if row is None else row.until
