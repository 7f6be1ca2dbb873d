"""Which part a person has in a case: the pages show it to nobody else, and to each what concerns them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongban.clock import day_of
from tongban.errors import NotFound
from tongban.people import queries as people
from tongban.people.records import Business, CitizenRecord
from tongban.registers import queries as registers
from tongban.transfers.models import Consent, NumberState, PlateNumber, Transfer
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


PAPERS = ("residence_permit", "quota", "customs_release", "inspection_pass", "seller_proof", "buyer_proof")


def part_of(transfer_id: UUID, citizen: CitizenRecord, *, at: datetime) -> PartView:
    """The part of this person; strangers learn nothing: NotFound("transfer.unknown")."""
    row = Transfer.objects.filter(pk=transfer_id).first()
    if row is None:
        raise NotFound("transfer.unknown")
    owners = (
        [owner.number for owner in registers.vehicle_by_id(row.vehicle_id).co_owners] if row.ended_at is None else []
    )
    agreed = row.deal.get("agreed", [])
    found = next((name for name, is_so in asked(row, citizen, owners, at=at) if is_so), None)
    if found is None:
        raise NotFound("transfer.unknown")
    part, is_agent = found
    return PartView(
        part,
        is_agent=is_agent,
        has_agreed=str(citizen.id) in agreed,
        papers=tuple(name for name in PAPERS if row.deal.get(name)),
        co_owners_left=max(len(owners) - len(agreed), 0),
        rounds=int(row.deal.get("number_rounds", 0)),
    )


def asked(
    row: Transfer, citizen: CitizenRecord, co_owners: list[str], *, at: datetime
) -> list[tuple[tuple[Part, bool], bool]]:
    """Every part and whether this person has it, the nearest first."""
    me = citizen.id
    is_move = row.ground == Ground.MOVE

    def acts_for(principal: UUID | None) -> bool:
        return principal is not None and people.may_act_for(
            me, principal_id=principal, business=Business.VEHICLE_TRANSFER, on=day_of(at)
        )

    return [
        ((Part.BUYER, False), me == row.buyer_id),
        ((Part.SELLER, False), me == row.seller_id and not is_move),
        ((Part.CO_OWNER, False), citizen.identity_number in co_owners),
        ((Part.CLERK, False), me == row.entered_by),
        ((Part.BUYER, True), me == row.agent_id or acts_for(row.buyer_id)),
        ((Part.SELLER, True), acts_for(row.seller_id)),
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


def offered_until(transfer_id: UUID, *, at: datetime) -> datetime | None:
    """Until when the ten numbers are kept for a case; None when none are."""
    rows = PlateNumber.objects.filter(transfer_id=transfer_id, state=NumberState.OFFERED, until__gt=at)
    return rows.order_by("until").values_list("until", flat=True).first()
