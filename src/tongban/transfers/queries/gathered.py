"""What is stored around a case, gathered once: three statements that are always the same (tongban.statements)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import CharField, DateTimeField, Q, UUIDField

from tongban.clock import CHINA, day_of
from tongban.identifiers import spelling
from tongban.people import queries as people
from tongban.people.records import CitizenRecord, Resident
from tongban.registers import queries as registers
from tongban.registers.records import Ownership, VehicleRecord
from tongban.statements import Statement, blank
from tongban.transfers.models import Transfer
from tongban.transfers.stages import OPEN, REGISTERED, WITHOUT, Ground, Stage


@dataclass(frozen=True)
class CaseAround:
    """A case that touches the vehicle, somebody of the case that asks, or its invoice; it may be that case."""

    id: UUID
    vehicle_id: UUID
    stage: Stage
    ground: Ground
    persons: frozenset[UUID]
    seller_id: UUID | None
    buyer_id: UUID | None
    invoice_key: str | None
    decided_on: date | None
    is_short_held: bool
    rules_on: date | None
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What is stored about a vehicle and the people around it. owner: the registered owner, if they have an account or
    were ever seen here."""

    ownership: Ownership
    residents: dict[UUID, Resident]
    owner: CitizenRecord | None
    cases: tuple[CaseAround, ...]
    case_id: UUID | None

    @property
    def others(self) -> Iterable[CaseAround]:
        """The cases around, but for the one that asks."""
        return (one for one in self.cases if one.id != self.case_id)

    @property
    def vehicle(self) -> VehicleRecord:
        """The register's record."""
        return self.ownership.vehicle

    def of(self, citizen_id: UUID) -> Resident:
        """Somebody of the case with their homes."""
        return self.residents[citizen_id]


def gather(vehicle_id: UUID, row: Transfer | None, *, on: date, buyer: CitizenRecord | None = None) -> Known:
    """Three statements: the vehicle, the people, the other cases. row: the case that asks, None before there is one."""
    ownership = registers.ownership(vehicle_id)
    number = ownership.vehicle.owner_number
    involved = (None if buyer is None else buyer.id, None, None) if row is None else parties_of(row)
    residents = {one.citizen.id: one for one in people.residents(*involved, number=number)}
    owner = next((one.citizen for one in residents.values() if one.citizen.identity_number == number), None)
    cases = tuple(cases_around(vehicle_id, row, owner, on=on))
    return Known(ownership, residents, owner, cases, case_id=None if row is None else row.pk)


def parties_of(row: Transfer) -> tuple[UUID | None, UUID | None, UUID | None]:
    """Seller, buyer and agent of a case."""
    return row.seller_id, row.buyer_id, row.agent_id


def cases_around(
    vehicle_id: UUID, row: Transfer | None, owner: CitizenRecord | None, *, on: date
) -> Iterable[CaseAround]:
    """The cases that a rule may ask for, by one statement; each part of it goes by an index."""
    seller, buyer, agent = (None, None, None) if row is None else parties_of(row)
    for case, vehicle, stage, ground, *persons, invoice_key, decided_at, is_short_held, rules_on, codes in AROUND.rows(
        vehicle=vehicle_id,
        invoice=None if row is None else row.invoice_key,
        owner=None if owner is None else owner.id,
        since=datetime(on.year, 1, 1, tzinfo=CHINA),
        until=datetime(on.year + 1, 1, 1, tzinfo=CHINA),
        seller=seller,
        buyer=buyer,
        agent=agent,
    ):
        yield CaseAround(
            id=case,
            vehicle_id=vehicle,
            stage=Stage(stage),
            ground=Ground(ground),
            persons=frozenset(one for one in persons if one is not None),
            seller_id=persons[0],
            buyer_id=persons[1],
            invoice_key=invoice_key,
            decided_on=None if decided_at is None else day_of(decided_at),
            is_short_held=bool(is_short_held),
            rules_on=None if rules_on is None else spelling.day(rules_on),
            codes=tuple(codes or ()),
        )


def _with_somebody() -> Q:
    """What one of the three takes part in: open cases, and those in which they were the buyer and were refused. Written so
    that each part goes by the index of its person: a stage of its own would be looked up by the stage."""
    somebody = [blank(name, UUIDField()) for name in ("seller", "buyer", "agent")]
    return (
        Q(seller_id__in=somebody, stage__in=OPEN)
        | Q(agent_id__in=somebody, stage__in=OPEN)
        | Q(buyer_id__in=somebody, stage__in=[*OPEN, Stage.REFUSED])
    )


AROUND = Statement(
    lambda: Transfer.objects.filter(
        Q(vehicle_id=blank("vehicle", UUIDField()), stage__in=OPEN)
        | Q(~Q(stage__in=WITHOUT), invoice_key=blank("invoice", CharField()))
        | Q(
            seller_id=blank("owner", UUIDField()),
            ground=Ground.SALE,
            stage__in=REGISTERED,
            decided_at__gte=blank("since", DateTimeField()),
            decided_at__lt=blank("until", DateTimeField()),
            deal__is_short_held=True,
        )
        | _with_somebody(),
    ).values_list(
        "pk",
        "vehicle_id",
        "stage",
        "ground",
        "seller_id",
        "buyer_id",
        "agent_id",
        "invoice_key",
        "decided_at",
        "deal__is_short_held",
        "decision__rules_on",
        "decision__codes",
    )
)
