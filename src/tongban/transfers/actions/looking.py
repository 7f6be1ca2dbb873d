"""An officer looks at a case, at a page of its vehicle's file, at a photo or at a paper: guarded, and recorded for those concerned."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.documents import queries as stored
from tongban.dossiers.models import FilePage
from tongban.errors import NotFound
from tongban.offices import matters
from tongban.offices.records import Duty, OfficerRecord
from tongban.transfers.actions.acting import about
from tongban.transfers.entries import CaseLooked, FileLooked
from tongban.transfers.models import Inspection, Transfer
from tongban.transfers.queries.desk import PAPER_NAMES
from tongban.transfers.queries.files import items
from tongban.transfers.queries.matters import CASE_DUTIES, matter_of_case

OVERVIEW = "overview"
OVERVIEW_PAGES_MAX = 100


def look_at_page(
    *, transfer_id: UUID, item: str, number: int, officer: OfficerRecord, at: datetime, as_picture: bool = False
) -> tuple[bytes, str]:
    """A page of the file for an officer of either office, with its media type; the looking is recorded first.

    as_picture: a PDF comes as a picture of its first page; Malformed("document.pdf") if it cannot be drawn.
    As `matters.guard` for others and once the case has ended; NotFound("vehicle-file.page"),
    Untrusted("document.altered").
    """
    row = open_to(transfer_id, officer)
    page = FilePage.objects.filter(subject_id=row.vehicle_id, item=item, number=number, replaced_at=None).first()
    if page is None:
        raise NotFound("vehicle-file.page")
    found = looked(row, digest=page.digest, item=item, page=number, officer=officer, at=at)
    return stored.as_picture(*found) if as_picture else found


def look_at_overview(*, transfer_id: UUID, officer: OfficerRecord, at: datetime) -> bytes:
    """The pages of the file, very small, as one JPEG in the order of `queries.items`: one look, recorded first.

    As `look_at_page`. A file of more than OVERVIEW_PAGES_MAX pages shows so many.
    """
    row = open_to(transfer_id, officer)
    pages = [page for item in items(row.vehicle_id, transfer_id=row.pk) for page in item.pages][:OVERVIEW_PAGES_MAX]
    note(row, item=OVERVIEW, page=len(pages), officer=officer, at=at)
    return stored.overview((stored.content(page.digest), page.media_type) for page in pages)


def look_at_photo(
    *, transfer_id: UUID, attempt: int, code: str, officer: OfficerRecord, at: datetime
) -> tuple[bytes, str]:
    """A photo of an inspection, as `look_at_page`; NotFound("vehicle-file.photo")."""
    row = open_to(transfer_id, officer)
    taken = Inspection.objects.filter(transfer=row, attempt=attempt).first()
    if taken is None or code not in taken.photos:
        raise NotFound("vehicle-file.photo")
    return looked(row, digest=taken.photos[code], item=f"photo-{code}", page=attempt, officer=officer, at=at)


def look_at_paper(*, transfer_id: UUID, name: str, officer: OfficerRecord, at: datetime) -> tuple[bytes, str]:
    """A paper that a party handed in with the application, as `look_at_page`; NotFound("vehicle-file.paper")."""
    row = open_to(transfer_id, officer)
    digest = row.deal.get(name)
    if name not in PAPER_NAMES or not digest:
        raise NotFound("vehicle-file.paper")
    return looked(row, digest=digest, item=name, page=1, officer=officer, at=at)


def look_at_case(
    *,
    transfer_id: UUID,
    officer: OfficerRecord,
    at: datetime,
    duties: tuple[Duty, ...] = (),
    while_open: bool = False,
) -> None:
    """Note that the officer looks at the case itself, as `matters.look`; call it before showing anything of it."""
    row = found(transfer_id)
    matters.look(
        officer=officer,
        matter=matter_of_case(row),
        duties=duties,
        while_open=while_open,
        entry=CaseLooked(transfer=str(row.id), office=officer.office_name),
        about=about(row),
        at=at,
    )


def guard_case(*, transfer_id: UUID, officer: OfficerRecord, duties: tuple[Duty, ...]) -> None:
    """Raise as `matters.guard` unless the officer may do something in this case; nothing of it is shown."""
    matters.guard(officer=officer, matter=matter_of_case(found(transfer_id)), duties=duties)


def found(transfer_id: UUID) -> Transfer:
    """The case; NotFound("transfer.unknown")."""
    row = Transfer.objects.filter(pk=transfer_id).first()
    if row is None:
        raise NotFound("transfer.unknown")
    return row


def open_to(transfer_id: UUID, officer: OfficerRecord) -> Transfer:
    """The case whose pages this officer may see, as `matters.guard`: of its two offices' desks, until it has ended."""
    row = found(transfer_id)
    matters.guard(officer=officer, matter=matter_of_case(row), duties=CASE_DUTIES, while_open=True)
    return row


def looked(
    row: Transfer, *, digest: str, item: str, page: int, officer: OfficerRecord, at: datetime
) -> tuple[bytes, str]:
    """Record the looking, then hand out the bytes: nobody sees a page that is not in the journal."""
    with transaction.atomic():
        content = stored.content(digest)
        note(row, item=item, page=page, officer=officer, at=at)
    return content, stored.describe(digest).media_type


def note(row: Transfer, *, item: str, page: int, officer: OfficerRecord, at: datetime) -> None:
    """Record that the officer looks at something of the file, as `matters.look`."""
    matters.look(
        officer=officer,
        matter=matter_of_case(row),
        duties=CASE_DUTIES,
        while_open=True,
        entry=FileLooked(transfer=str(row.id), item=item, page=page),
        about=about(row),
        at=at,
    )
