"""An officer looks at a page of a vehicle's file, at a photo or at a paper: guarded, and recorded for those concerned."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.documents import queries as stored
from tongban.errors import Forbidden, NotFound
from tongban.journal import actions as journal
from tongban.offices.records import Duty, OfficerRecord
from tongban.transfers.actions.acting import NOT_YOURS, about
from tongban.transfers.entries import FileLooked
from tongban.transfers.models import FilePage, Inspection, Transfer
from tongban.transfers.queries.desk import PAPER_NAMES


def look_at_page(
    *, transfer_id: UUID, item: str, number: int, officer: OfficerRecord, at: datetime
) -> tuple[bytes, str]:
    """A page of the file for an officer of either office, with its media type; the looking is recorded first.

    Forbidden("transfer.not-in-scope") for others, NotFound("vehicle-file.page"), Untrusted("document.altered").
    """
    row = visible(transfer_id, officer)
    page = FilePage.objects.filter(vehicle_id=row.vehicle_id, item=item, number=number, replaced_at=None).first()
    if page is None:
        raise NotFound("vehicle-file.page")
    return looked(row, digest=page.digest, item=item, page=number, officer=officer, at=at)


def look_at_photo(
    *, transfer_id: UUID, attempt: int, code: str, officer: OfficerRecord, at: datetime
) -> tuple[bytes, str]:
    """A photo of an inspection, as `look_at_page`; NotFound("vehicle-file.photo")."""
    row = visible(transfer_id, officer)
    found = Inspection.objects.filter(transfer=row, attempt=attempt).first()
    if found is None or code not in found.photos:
        raise NotFound("vehicle-file.photo")
    return looked(row, digest=found.photos[code], item=f"photo-{code}", page=attempt, officer=officer, at=at)


def look_at_paper(*, transfer_id: UUID, name: str, officer: OfficerRecord, at: datetime) -> tuple[bytes, str]:
    """A paper that a party handed in with the application, as `look_at_page`; NotFound("vehicle-file.paper")."""
    row = visible(transfer_id, officer)
    digest = row.deal.get(name)
    if name not in PAPER_NAMES or not digest:
        raise NotFound("vehicle-file.paper")
    return looked(row, digest=digest, item=name, page=1, officer=officer, at=at)


def visible(transfer_id: UUID, officer: OfficerRecord) -> Transfer:
    """The case, for an officer who handles cases of one of its two offices."""
    row = Transfer.objects.filter(pk=transfer_id).first()
    if row is None:
        raise NotFound("transfer.unknown")
    duties = (Duty.ARCHIVE, Duty.WINDOW, Duty.INSPECTION, Duty.REGISTRATION_REVIEW)
    if not any(officer.may(duty, region=office) for duty in duties for office in (row.origin, row.destination)):
        raise Forbidden("transfer.not-in-scope", "expected a duty for one of the two offices", say=NOT_YOURS)
    return row


def looked(
    row: Transfer, *, digest: str, item: str, page: int, officer: OfficerRecord, at: datetime
) -> tuple[bytes, str]:
    """Record the looking, then hand out the bytes: nobody sees a page that is not in the journal."""
    with transaction.atomic():
        content = stored.content(digest)
        entry = FileLooked(transfer=str(row.id), item=item, page=page)
        journal.record(entry, by=officer.key, about=about(row), at=at)
    return content, stored.describe(digest).media_type
