"""One page of an officer's queue: the rows and the papers that their tasks name, asked for together, not one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tongban.identifiers.spelling import spelled, without_dots
from tongban.offices import queries as offices
from tongban.offices.records import OfficeRecord, OfficerRecord
from tongban.transfers.models import FilePage, PageReturn, Transfer
from tongban.transfers.queries import files
from tongban.transfers.queries.cases import Tab, in_tab
from tongban.transfers.queries.files import ItemView, PageView
from tongban.transfers.queries.paging import Paged, paged
from tongban.transfers.rules.archive import ITEM_NAMES
from tongban.transfers.stages import Ground, Stage

FILE_STAGES = (Stage.FILE_REQUESTED, Stage.FILE_RETURNED, Stage.FILE_CHECK)
Returned = dict[tuple[str, int], PageReturn]


@dataclass(frozen=True)
class QueueRow:
    """A case as a line of a queue. items: the file's documents, read only where the next task depends on them."""

    id: UUID
    number: str
    stage: Stage
    ground: Ground
    plate_kind: str
    plate: str
    origin: OfficeRecord
    destination: OfficeRecord
    due_at: datetime | None
    ended_at: datetime | None
    held: tuple[str, ...]
    is_onsite_open: bool
    items: tuple[ItemView, ...] = ()


def queue_page(
    officer: OfficerRecord, *, tab: Tab, at: datetime, size: int, number: int = 1, search: str = ""
) -> Paged[QueueRow]:
    """A page of an officer's cases by clock, those without a clock last; a number past the end is the last page.

    search: part of a plate or of a case number. Cases of one clock and one moment keep their order from page to page.
    """
    found = in_tab(officer, tab, at=at)
    if wanted := spelled(search):
        plain = without_dots(search) or wanted
        found = found.filter(Q(plate__contains=plain) | Q(number__contains=wanted) | Q(new_plate__contains=plain))
    page = paged(found.order_by(*found.query.order_by, "pk"), number=number, size=size)
    items = items_of(page.rows)
    ends = offices_of(page.rows)
    return page.of([_row(row, ends, items.get(row.pk, ())) for row in page.rows])


def offices_of(rows: Iterable[Transfer]) -> dict[str, OfficeRecord]:
    """Both ends of every case, each office asked for once."""
    return {code: offices.office(code) for code in {end for row in rows for end in (row.origin, row.destination)}}


def items_of(rows: Sequence[Transfer]) -> dict[UUID, tuple[ItemView, ...]]:
    """By case: the documents that its task names. Pages and returned pages of all cases come in two queries; what a
    requested file lacks depends on the vehicle, for which the register is asked once each."""
    shown = [row for row in rows if row.stage in FILE_STAGES]
    pages: dict[UUID, list[FilePage]] = {}
    vehicles = {row.vehicle_id for row in shown}
    for page in FilePage.objects.filter(vehicle_id__in=vehicles, replaced_at=None).order_by("item", "number"):
        pages.setdefault(page.vehicle_id, []).append(page)
    returned: dict[UUID, Returned] = {}
    for one in PageReturn.objects.filter(transfer__in=[row.pk for row in shown]).order_by("at"):
        returned.setdefault(one.transfer_id, {})[one.item, one.number] = one
    return {row.pk: _items(row, pages.get(row.vehicle_id, []), returned.get(row.pk, {})) for row in shown}


def _items(row: Transfer, pages: list[FilePage], returned: Returned) -> tuple[ItemView, ...]:
    by_item: dict[str, list[PageView]] = {}
    for page in pages:
        by_item.setdefault(page.item, []).append(files.page_view(page, returned.get((page.item, page.number))))
    lacking = files.missing(row.vehicle_id, present=by_item) if row.stage == Stage.FILE_REQUESTED else ()
    return tuple(
        ItemView(item, name, tuple(by_item.get(item, ())), is_missing=item in lacking)
        for item, name in ITEM_NAMES.items()
        if item in by_item or item in lacking
    )


def _row(row: Transfer, ends: dict[str, OfficeRecord], items: tuple[ItemView, ...]) -> QueueRow:
    return QueueRow(
        id=row.pk,
        number=row.number,
        stage=Stage(row.stage),
        ground=Ground(row.ground),
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
