"""The message centre: everything that this person was told, read and unread. Opening one is a POST, as all that writes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tongban.clock import now
from tongban.notices import actions as telling
from tongban.notices import queries as notices
from tongban.people.gates import CitizenRequest, citizen_required
from tongban.ui.paging import page_number

SHOWN = 20


@require_safe
@citizen_required
def messages(request: CitizenRequest) -> HttpResponse:
    """Twenty a page, newest first; with ?unread only those that were not opened."""
    is_unread_only, mine = "unread" in request.GET, request.citizen.id
    unread, total = notices.unread_count(mine), notices.count(mine)
    listed = unread if is_unread_only else total
    last = max(-(-listed // SHOWN), 1)
    number = min(max(page_number(request), 1), last)
    found = notices.notices(mine, limit=SHOWN, skip=(number - 1) * SHOWN, is_unread_only=is_unread_only)
    context = {
        "tab": "me",
        "messages_shown": found,
        "unread": unread,
        "total": total,
        "is_unread_only": is_unread_only,
        "number": number,
        "last": last,
    }
    return render(request, "portal/messages.html", context)


@require_POST
@citizen_required
def open_message(request: CitizenRequest, notice_id: UUID) -> HttpResponse:
    """The message counts as read; on to the page that it is about."""
    link = telling.open_notice(request.citizen.id, notice_id, at=now())
    return redirect(link or "portal:messages")


@require_POST
@citizen_required
def read_all(request: CitizenRequest) -> HttpResponse:
    """All messages count as read."""
    telling.mark_read(request.citizen.id, at=now())
    return redirect("portal:messages")
