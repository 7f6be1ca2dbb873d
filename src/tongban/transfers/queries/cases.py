"""A case as everybody sees it: one picture of where it is, who has it, by when, and what comes next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from tongban.cases.paths import PathStep, walk
from tongban.cases.queues import Queue
from tongban.dossiers import queries as dossiers
from tongban.errors import NotFound
from tongban.offices import queries as offices
from tongban.offices.records import OfficeRecord, OfficerRecord
from tongban.people import queries as people
from tongban.transfers.models import Act, TemporaryPlate, Transfer
from tongban.transfers.queries.matters import READERS, others
from tongban.transfers.queries.troubles import TROUBLES
from tongban.transfers.stages import (
    OPEN,
    TABLE,
    Actor,
    Ground,
    Silence,
    Stage,
    Way,
    path_for,
    row_of,
)
from tongban.verdicts import Text


@dataclass(frozen=True)
class CaseView:
    """A case as its parties and its offices see it. Names are the parties'; numbers of people are never in it.

    turn: whose turn it is; turn_office: which office that is, None for a person. holder: the office that holds the
    file, None before there is one. held: codes that stand against it now. invoice_broken: None while tax has not
    answered. is_seller, is_buyer: who is looking, for a citizen.
    """

    id: UUID
    number: str
    way: Way
    ground: Ground
    stage: Stage
    due_at: datetime | None
    is_overdue: bool
    escalated: int
    vehicle_id: UUID
    plate_kind: str
    plate: str
    vin: str
    new_plate_kind: str
    new_plate: str
    origin: OfficeRecord
    destination: OfficeRecord
    holder: OfficeRecord | None
    turn: Actor
    turn_office: OfficeRecord | None
    seller_id: UUID | None
    seller_name: str
    buyer_name: str
    dealer: str
    price_fen: int | None
    deal_number: str
    invoice_number: str
    invoice_broken: tuple[str, ...] | None
    seller_confirmed_at: datetime | None
    buyer_applied_at: datetime | None
    submitted_at: datetime | None
    accepted_at: datetime | None
    decide_by: datetime | None
    silence: Silence
    decided_at: datetime | None
    ended_at: datetime | None
    correction: str
    held: tuple[str, ...]
    onsite_codes: tuple[str, ...]
    is_onsite_open: bool
    decision: dict[str, Any] | None
    path: tuple[PathStep, ...]
    troubles: tuple[Text, ...] = ()
    temporary_plate: str = ""
    temporary_until: str = ""

    @property
    def is_open(self) -> bool:
        """True until the case has ended."""
        return self.stage in OPEN


def case(transfer_id: UUID, *, at: datetime) -> CaseView:
    """One case; NotFound("transfer.unknown")."""
    row = Transfer.objects.filter(pk=transfer_id).first()
    if row is None:
        raise NotFound("transfer.unknown")
    return views([row], at=at)[0]


def cases_of(citizen_id: UUID, *, at: datetime) -> list[CaseView]:
    """A person's cases as buyer, seller, agent or clerk of the dealer, open ones first, the newest first."""
    mine = Q(buyer_id=citizen_id) | Q(seller_id=citizen_id) | Q(agent_id=citizen_id) | Q(entered_by=citizen_id)
    rows = Transfer.objects.filter(mine).order_by("-created_at")[:50]
    return sorted(views(rows, at=at), key=lambda one: not one.is_open)


def open_case_of(vehicle_id: UUID, *, at: datetime) -> CaseView | None:
    """The vehicle's open case, if there is one."""
    return open_cases_of([vehicle_id], at=at).get(vehicle_id)


def open_cases_of(vehicle_ids: Collection[UUID], *, at: datetime) -> dict[UUID, CaseView]:
    """By vehicle: its open case; a vehicle without one is left out."""
    rows = Transfer.objects.filter(vehicle_id__in=vehicle_ids, stage__in=OPEN)
    return {one.vehicle_id: one for one in views(rows, at=at)}


def cases_of_dealer(credit_code: str, *, at: datetime, limit: int = 50) -> list[CaseView]:
    """The deals that a dealer or market entered, the newest first."""
    return views(Transfer.objects.filter(dealer=credit_code).order_by("-created_at")[:limit], at=at)


def in_scope(officer: OfficerRecord) -> Q:
    """Others' cases of which one of the two offices lies in an area that the officer has a duty for."""
    return offices.within(officer.areas(*READERS), "origin", "destination") & others(officer)


QUEUE = Queue(TABLE, Transfer, in_scope)
count, counts, in_tab = QUEUE.count, QUEUE.counts, QUEUE.in_tab


@dataclass(frozen=True)
class Around:
    """What stands in other tables about some cases. done_at: by case, when each move was made last."""

    names: dict[UUID, str]
    offices: dict[str, OfficeRecord]
    holders: dict[UUID, str]
    done_at: dict[UUID, dict[str, datetime]]
    plates: dict[UUID, TemporaryPlate]


def views(rows: Iterable[Transfer], *, at: datetime) -> list[CaseView]:
    """The cases in their order, for five queries more however many there are."""
    found = list(rows)
    known = around(found)
    return [_view(row, known, at=at) for row in found]


def around(rows: Collection[Transfer]) -> Around:
    """What the views of these cases need, each table asked once."""
    if not rows:
        return Around({}, {}, {}, {}, {})
    holders = dossiers.holders([row.vehicle_id for row in rows])
    done_at: dict[UUID, dict[str, datetime]] = {row.pk: {} for row in rows}
    for act in Act.objects.filter(transfer__in=done_at).order_by("at"):
        done_at[act.transfer_id][act.move] = act.at
    plates = TemporaryPlate.objects.filter(transfer__in=done_at).order_by("from_day")
    return Around(
        names=people.names_of({one for row in rows for one in (row.seller_id, row.buyer_id) if one}),
        offices=offices.offices_of(
            {*holders.values(), *(end for row in rows for end in (row.origin, row.destination))}
        ),
        holders=holders,
        done_at=done_at,
        plates={plate.transfer_id: plate for plate in plates},
    )


def _view(row: Transfer, known: Around, *, at: datetime) -> CaseView:
    names, ends = known.names, known.offices
    holder, plate = known.holders.get(row.vehicle_id), known.plates.get(row.pk)
    actor = actor_of(row)
    return CaseView(
        id=row.id,
        number=row.number,
        way=Way(row.way),
        ground=Ground(row.ground),
        stage=Stage(row.stage),
        due_at=row.due_at,
        is_overdue=row.due_at is not None and row.due_at < at and row.stage in OPEN,
        escalated=row.escalated,
        vehicle_id=row.vehicle_id,
        plate_kind=row.plate_kind,
        plate=row.plate,
        vin=row.vin,
        new_plate_kind=row.new_plate_kind,
        new_plate=row.new_plate,
        origin=ends[row.origin],
        destination=ends[row.destination],
        holder=None if holder is None else ends[holder],
        turn=actor,
        turn_office={Actor.ORIGIN: ends[row.origin], Actor.DESTINATION: ends[row.destination]}.get(actor),
        seller_id=row.seller_id,
        seller_name=names.get(row.seller_id, "") if row.seller_id else "",
        buyer_name=names.get(row.buyer_id, "") if row.buyer_id else "",
        dealer=row.dealer,
        price_fen=row.deal.price_fen,
        deal_number=row.deal_number,
        invoice_number="" if row.invoice is None else row.invoice["number"],
        invoice_broken=None if row.invoice_broken is None else tuple(row.invoice_broken),
        seller_confirmed_at=row.seller_confirmed_at,
        buyer_applied_at=row.buyer_applied_at,
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        decide_by=row.decide_by,
        silence=Silence(row.silence),
        decided_at=row.decided_at,
        ended_at=row.ended_at,
        correction=row.correction,
        held=tuple(row.held),
        onsite_codes=tuple(row.onsite_codes),
        is_onsite_open=row.onsite_since is not None and row.onsite_cleared_at is None,
        decision=row.decision,
        path=path_of(row, ends, known.done_at[row.pk]),
        troubles=tuple(TROUBLES[one] for one in row.deal.partner_trouble if one in TROUBLES),
        temporary_plate="" if plate is None else plate.number,
        temporary_until="" if plate is None else plate.until_day.isoformat(),
    )


def actor_of(row: Transfer) -> Actor:
    """Whose turn it is, by the stage's row for the case's way and ground."""
    return Actor(row_of(row).turn)


def path_of(row: Transfer, ends: dict[str, OfficeRecord], done_at: Mapping[str, datetime]) -> tuple[PathStep, ...]:
    """The case's path: what is done and when, what is now, what comes."""
    moments = {
        "precheck": row.created_at,
        "invoice": row.created_at if row.invoice_broken == [] else None,
        "signatures": row.submitted_at,
        **done_at,
    }
    words = {
        "origin": Text(short(ends[row.origin].name_zh), ends[row.origin].name_en),
        "destination": Text(short(ends[row.destination].name_zh), ends[row.destination].name_en),
    }
    return walk(
        row,
        TABLE,
        path_for(way=Way(row.way), ground=Ground(row.ground)),
        moments=moments,
        words=words,
        done=("invoice",) if row.invoice_broken == [] else (),
    )


def short(name: str) -> str:
    """An office's name as people say it: 成都市车管所 -> 成都."""
    for ending in ("公安局交通管理局车辆管理所", "车辆管理所", "车管所", "交通管理支队"):
        name = name.removesuffix(ending)
    return name.removesuffix("市")
