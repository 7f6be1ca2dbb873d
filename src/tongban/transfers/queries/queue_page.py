"""One page of an officer's queue: the rows and the papers that their tasks name, asked for together, not one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from tongban.cases.queues import Tab
from tongban.clock import CHINA, day_of
from tongban.dossiers import queries as dossiers
from tongban.dossiers.records import ItemView
from tongban.identifiers.spelling import spelled, without_dots
from tongban.offices import queries as offices
from tongban.offices.records import Duty, OfficeRecord, OfficerRecord
from tongban.registers import queries as registers
from tongban.transfers.models import Act, Transfer
from tongban.transfers.queries.cases import QUEUE, in_tab
from tongban.transfers.queries.files import VEHICLE_FILE, required_of
from tongban.transfers.queries.matters import READERS
from tongban.transfers.stages import NEEDS_PAPERS, Ground, Silence, Stage, Way
from tongban.ui.paging import Paged, counted, paged


@dataclass(frozen=True)
class QueueRow:
    """A case as a line of a queue. items: the file's documents, read only where the next task depends on them."""

    id: UUID
    number: str
    stage: Stage
    way: Way
    ground: Ground
    silence: Silence
    plate_kind: str
    plate: str
    origin: OfficeRecord
    destination: OfficeRecord
    due_at: datetime | None
    ended_at: datetime | None
    held: tuple[str, ...]
    is_onsite_open: bool
    items: tuple[ItemView, ...] = ()


class Direction(StrEnum):
    """Which way a file goes, seen from the officer's own area."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True)
class Narrowing:
    """What of a queue is shown: cases of one office at either end ("" = all), of one ground, of one direction, or those
    that wait for one duty."""

    office: str = ""
    ground: Ground | None = None
    direction: Direction | None = None
    duty: Duty | None = None

    def of(self, officer: OfficerRecord) -> Q:
        """The rows that this leaves of an officer's."""
        found = Q()
        if self.office:
            found &= Q(origin=self.office) | Q(destination=self.office)
        if self.ground is not None:
            found &= Q(ground=self.ground)
        if self.direction is not None:
            end = "destination" if self.direction is Direction.IN else "origin"
            found &= offices.within(officer.areas(*READERS), end)
        if self.duty is not None:
            found &= QUEUE.turn_of(officer, duties=(self.duty,))
        return found


WHOLE = Narrowing()


@dataclass(frozen=True)
class Today:
    """An officer's day. done: cases in which they have acted since midnight; due: cases of their turn that end today."""

    done: int
    due: int


def today(officer: OfficerRecord, *, at: datetime) -> Today:
    """What this officer has done today and what must still be done: two queries."""
    begins = datetime.combine(day_of(at), time.min, tzinfo=CHINA)
    acts = Act.objects.filter(by=officer.key, at__gte=begins, at__lte=at)
    due = in_tab(officer, Tab.MINE, at=at).filter(due_at__lt=begins + timedelta(days=1))
    return Today(acts.values("transfer_id").distinct().count(), counted(due))


def offices_in_queue(officer: OfficerRecord, *, at: datetime) -> list[OfficeRecord]:
    """The offices at the ends of the officer's open cases, by code: two queries however many there are."""
    ends = in_tab(officer, Tab.ALL, at=at).order_by().values_list("origin", "destination").distinct()
    wanted = {code for pair in ends for code in pair}
    return [one for one in offices.offices_under("") if str(one.code) in wanted]


def queue_page(
    officer: OfficerRecord,
    *,
    tab: Tab,
    at: datetime,
    size: int,
    number: int = 1,
    search: str = "",
    narrowing: Narrowing = WHOLE,
) -> Paged[QueueRow]:
    """A page of an officer's cases by clock, those without a clock last; a number past the end is the last page.

    search: part of a plate or of a case number. Cases of one clock and one moment keep their order from page to page.
    """
    found = in_tab(officer, tab, at=at).filter(narrowing.of(officer))
    if wanted := spelled(search):
        plain = without_dots(search) or wanted
        found = found.filter(Q(plate__contains=plain) | Q(number__contains=wanted) | Q(new_plate__contains=plain))
    page = paged(found.order_by(*found.query.order_by, "pk"), number=number, size=size)
    items = items_of(page.rows)
    ends = offices_of(page.rows)
    return page.of([_row(row, ends, tuple(items.get(row.pk, ()))) for row in page.rows])


def offices_of(rows: Iterable[Transfer]) -> dict[str, OfficeRecord]:
    """Both ends of every case, in one query."""
    return offices.offices_of(end for row in rows for end in (row.origin, row.destination))


def items_of(rows: Sequence[Transfer]) -> dict[UUID, list[ItemView]]:
    """By case: the documents that its task names. Pages, returned pages and the vehicles, on which it depends what a
    requested file lacks, come in one query each."""
    shown = {row.pk: row.vehicle_id for row in rows if row.stage in NEEDS_PAPERS}
    requested = registers.vehicles_by_id({row.vehicle_id for row in rows if row.stage == Stage.FILE_REQUESTED})
    lacking = {vehicle_id: required_of(vehicle) for vehicle_id, vehicle in requested.items()}
    return dossiers.items_of(VEHICLE_FILE, shown, lacking=lacking)


def _row(row: Transfer, ends: dict[str, OfficeRecord], items: tuple[ItemView, ...]) -> QueueRow:
    return QueueRow(
        id=row.pk,
        number=row.number,
        stage=Stage(row.stage),
        way=Way(row.way),
        ground=Ground(row.ground),
        silence=Silence(row.silence),
        plate_kind=row.plate_kind,
        plate=row.plate,
        origin=ends[row.origin],
        destination=ends[row.destination],
        due_at=row.due_at,
        ended_at=row.ended_at,
        held=tuple(row.held),
        is_onsite_open=row.onsite_since is not None and row.onsite_cleared_at is None,
        items=items,
    )
