"""A case as the guard of the offices sees it, and the cases that a list must leave out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q

from tongban.errors import Malformed
from tongban.identifiers import IdentityNumber
from tongban.offices import queries as offices
from tongban.offices.matters import Matter
from tongban.offices.records import Duty, OfficerRecord
from tongban.people import queries as people
from tongban.registers import queries as registers
from tongban.registers.records import VehicleRecord
from tongban.transfers.models import JointOwner, Transfer
from tongban.transfers.stages import OPEN

CASE_DUTIES = (Duty.WINDOW, Duty.ARCHIVE, Duty.INSPECTION, Duty.REGISTRATION_REVIEW)
READERS = (*CASE_DUTIES, Duty.SUPERVISION)
PEOPLE = ("seller_id", "buyer_id", "agent_id", "entered_by")


def matter_of_case(row: Transfer) -> Matter:
    """The case: of both its offices and of those who supervise them; about seller, buyer, joint owners, agent, clerk."""
    known = (getattr(row, name) for name in PEOPLE)
    return Matter(
        unknown="transfer.unknown",
        readers=READERS,
        places=(row.origin, row.destination),
        citizens=tuple(one for one in known if one is not None),
        people=joint_owners(row),
        is_open=row.stage in OPEN,
    )


def about(row: Transfer) -> list[str]:
    """Whom and what a journal entry on this case concerns."""
    people_in_it = [f"citizen:{one}" for one in (row.seller_id, row.buyer_id) if one]
    return [f"transfer:{row.id}", f"vehicle:{row.vehicle_id}", *people_in_it]


def joint_owners(row: Transfer) -> tuple[IdentityNumber, ...]:
    """The joint owners who are people, as the register has them now."""
    return numbers_of(owner.number for owner in registers.vehicle_by_id(row.vehicle_id).co_owners)


def numbers_of(owners: Iterable[str]) -> tuple[IdentityNumber, ...]:
    """The numbers that are people's; firms have none."""
    found = []
    for number in owners:
        try:
            found.append(IdentityNumber(number))
        except Malformed:
            continue
    return tuple(found)


def own_vehicles(officer: OfficerRecord, vehicle_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these vehicles that are the officer's own or a relative's, alone or jointly with others."""
    recused = offices.recusals(officer.id) if vehicle_ids else frozenset()
    if not recused:
        return frozenset()
    vehicles = registers.vehicles_by_id(vehicle_ids)
    return frozenset(
        vehicle_id
        for vehicle_id, vehicle in vehicles.items()
        if recused & {people.identity_digest(number) for number in owners_among(vehicle)}
    )


def owners_among(vehicle: VehicleRecord) -> tuple[IdentityNumber, ...]:
    """Those of its owners who are people."""
    return numbers_of((vehicle.owner_number, *(one.number for one in vehicle.co_owners)))


def others(officer: OfficerRecord) -> Q:
    """The cases that are somebody else's business: no list shows an officer their own or a relative's.

    One condition for lists, counts and totals, joint owners included.
    """
    recused = offices.recused_rows(officer.id) if officer.recused is None else officer.recused
    found = Q()
    for name in PEOPLE if officer.recused is None or officer.recused else ():  # mostly there is nobody
        found &= Q(**{f"{name}__isnull": True}) | ~Q(**{f"{name}__in": recused})
    jointly = JointOwner.objects.filter(identity_digest__in=offices.recusing(officer.id))
    return found & ~Q(pk__in=jointly.values("transfer"))
