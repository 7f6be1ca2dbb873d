"""Origin offices that have not sent a file in time, as those who supervise them see it, and how they were urged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from tongban.offices import queries as offices
from tongban.offices.records import Duty, OfficeRecord, OfficerRecord
from tongban.transfers.models import Transfer, Urging
from tongban.transfers.queries.matters import others
from tongban.transfers.stages import ESCALATED
from tongban.ui.paging import Paged, counted, paged

SUPERIOR = 2
"""From this step of CaseEscalated on the case is with whoever supervises the office."""
AT_THE_OFFICE = (Duty.WINDOW, Duty.ARCHIVE, Duty.INSPECTION, Duty.REGISTRATION_REVIEW)


@dataclass(frozen=True)
class UrgingView:
    """One urging of a case; officer: whose id stands under it."""

    transfer_id: UUID
    officer: UUID
    text: str
    at: datetime


@dataclass(frozen=True)
class LateCase:
    """A case whose file the origin owes. requested_at: since when it is wanted; due_at: when it should have gone;
    step: of CaseEscalated; urgings: the newest first."""

    id: UUID
    number: str
    plate_kind: str
    plate: str
    office: OfficeRecord
    destination: OfficeRecord
    step: int
    requested_at: datetime
    due_at: datetime
    urgings: tuple[UrgingView, ...]


def late_cases(officer: OfficerRecord, *, size: int, number: int = 1) -> Paged[LateCase]:
    """A page of the cases that have come to this officer as supervisor, the longest late first."""
    page = paged(_late(officer).order_by("due_at", "pk"), number=number, size=size)
    rows = page.rows
    ends = offices.offices_of(end for row in rows for end in (row.origin, row.destination))
    urged = urgings(row.pk for row in rows)
    return page.of(
        [
            LateCase(
                id=row.pk,
                number=row.number,
                plate_kind=row.plate_kind,
                plate=row.plate,
                office=ends[row.origin],
                destination=ends[row.destination],
                step=row.escalated,
                requested_at=row.stage_since,
                due_at=row.due_at,
                urgings=tuple(urged.get(row.pk, ())),
            )
            for row in rows
        ]
    )


def late_count(officer: OfficerRecord) -> int:
    """How many cases have come to this officer as supervisor; 0 for who supervises nothing."""
    return counted(_late(officer))


def urgings(transfer_ids: Iterable[UUID]) -> dict[UUID, list[UrgingView]]:
    """How these cases were urged for the file that is wanted now, the newest first."""
    rows = Urging.objects.filter(transfer__in=list(transfer_ids), transfer__stage__in=ESCALATED)
    found: dict[UUID, list[UrgingView]] = {}
    for row in rows.filter(at__gte=F("transfer__stage_since")).order_by("-at"):
        found.setdefault(row.transfer_id, []).append(UrgingView(row.transfer_id, row.officer, row.text, row.at))
    return found


def urged_cases(officer: OfficerRecord) -> list[tuple[str, UrgingView]]:
    """What the officer's own offices are urged about, the last word on each case with its plate, the newest first."""
    rows = Transfer.objects.filter(under(officer, AT_THE_OFFICE, "origin") & others(officer), stage__in=ESCALATED)
    urged = rows.filter(escalated__gte=SUPERIOR, urgings__isnull=False).distinct()
    plates = dict(urged.values_list("pk", "plate"))
    last = [words[0] for words in urgings(plates).values()]
    return [(plates[one.transfer_id], one) for one in sorted(last, key=lambda one: one.at, reverse=True)]


def under(officer: OfficerRecord, duties: Iterable[Duty], *fields: str) -> Q:
    """Rows of which one of the fields, an office's code, lies in a region where the officer holds one of the duties."""
    return offices.within(officer.areas(*duties), *fields)


def _late(officer: OfficerRecord) -> QuerySet[Transfer]:
    mine = under(officer, (Duty.SUPERVISION,), "origin") & others(officer)
    return Transfer.objects.filter(mine, stage__in=ESCALATED, escalated__gte=SUPERIOR)
