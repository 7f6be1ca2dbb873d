"""An officer looks at a case, at a page of its vehicle's file, at a photo or at a paper: guarded, and recorded for those
concerned. Pages as `dossiers.look_at_page`: for the two offices' desks, until the case has ended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tongban.dossiers import actions as dossiers
from tongban.errors import NotFound
from tongban.inspections import queries as inspections
from tongban.offices import matters
from tongban.offices.records import Duty, OfficerRecord
from tongban.transfers.actions.acting import about, found
from tongban.transfers.entries import CaseLooked
from tongban.transfers.queries.files import VEHICLE_FILE
from tongban.transfers.queries.matters import matter_of_case


def look_at_page(
    *, transfer_id: UUID, item: str, number: int, officer: OfficerRecord, at: datetime, as_picture: bool = False
) -> tuple[bytes, str]:
    """A page of the file for an officer of either office, with its media type; as `dossiers.look_at_page`."""
    row = found(transfer_id)
    return dossiers.look_at_page(
        VEHICLE_FILE, row, item=item, number=number, officer=officer, at=at, as_picture=as_picture
    )


def look_at_overview(*, transfer_id: UUID, officer: OfficerRecord, at: datetime) -> bytes:
    """The pages of the file, very small, as one JPEG; as `dossiers.look_at_overview`."""
    return dossiers.look_at_overview(VEHICLE_FILE, found(transfer_id), officer=officer, at=at)


def look_at_photo(
    *, transfer_id: UUID, attempt: int, code: str, officer: OfficerRecord, at: datetime
) -> tuple[bytes, str]:
    """A photo of an inspection, as `look_at_page`; NotFound("vehicle-file.photo")."""
    row = found(transfer_id)
    dossiers.guard(VEHICLE_FILE, row, officer)
    digest = inspections.photo(row.pk, attempt=attempt, code=code)
    return dossiers.look_at_document(
        VEHICLE_FILE, row, digest=digest, item=f"photo-{code}", page=attempt, officer=officer, at=at
    )


def look_at_paper(*, transfer_id: UUID, name: str, officer: OfficerRecord, at: datetime) -> tuple[bytes, str]:
    """A paper that a party handed in with the application, as `look_at_page`; NotFound("vehicle-file.paper")."""
    row = found(transfer_id)
    dossiers.guard(VEHICLE_FILE, row, officer)
    digest = row.deal.paper(name)
    if not digest:
        raise NotFound("vehicle-file.paper")
    return dossiers.look_at_document(VEHICLE_FILE, row, digest=digest, item=name, page=1, officer=officer, at=at)


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
