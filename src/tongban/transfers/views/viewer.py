"""A file page by page at the desk: thumbnails, one page large, the next by a key. Without script a list of links."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from tongban.clock import now
from tongban.documents import queries as documents
from tongban.dossiers.pages import shown
from tongban.errors import NotFound
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.transfers import actions, queries
from tongban.transfers.queries import files
from tongban.transfers.queries.matters import CASE_DUTIES
from tongban.ui.files import private


@require_safe
@duty_required(*CASE_DUTIES)
def viewer(request: OfficerRequest, transfer_id: UUID, item: str, number: int) -> HttpResponse:
    """The page asked for, among the others. Opening this is a look at the case; the picture itself is a look at the page,
    recorded by its own address before it is shown."""
    at = now()
    actions.look_at_case(transfer_id=transfer_id, officer=request.officer, at=at, duties=CASE_DUTIES, while_open=True)
    found = queries.case(transfer_id, at=at)
    items = queries.items(found.vehicle_id, matter_id=found.id)
    pages = shown(items, files.seal(found.id, at=at))
    place = next((n for n, one in enumerate(pages) if (one["item"].type, one["page"].number) == (item, number)), None)
    if place is None:
        raise NotFound("vehicle-file.page")
    context = {
        "case": found,
        "pages": pages,
        "shown": pages[place],
        "place": place + 1,
        "before": pages[place - 1] if place else None,
        "after": pages[place + 1] if place + 1 < len(pages) else None,
        "overview_height": documents.CELL[1] * min(len(pages), actions.OVERVIEW_PAGES_MAX),
        "cell": documents.CELL,
        "at": at,
    }
    return render(request, "transfers/desk_viewer.html", context)


@require_GET
@duty_required(*CASE_DUTIES)
def picture(request: OfficerRequest, transfer_id: UUID, item: str, number: int) -> HttpResponse:
    """One page of the file as a picture, a PDF drawn."""
    return private(
        actions.look_at_page(
            transfer_id=transfer_id, item=item, number=number, officer=request.officer, at=now(), as_picture=True
        )
    )


@require_GET
@duty_required(*CASE_DUTIES)
def overview(request: OfficerRequest, transfer_id: UUID) -> HttpResponse:
    """All pages of the file in one small picture."""
    return private((actions.look_at_overview(transfer_id=transfer_id, officer=request.officer, at=now()), "image/jpeg"))
