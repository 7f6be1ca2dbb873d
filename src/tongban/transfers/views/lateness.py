"""The supervisors' page of late origin offices: which case, late since when, what comes next, and urging."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tongban.clock import now
from tongban.errors import Refused
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty
from tongban.transfers import actions, queries
from tongban.transfers.actions import clocks
from tongban.transfers.forms.desk import UrgingForm
from tongban.transfers.views.urgings import signed
from tongban.ui.paging import page_number, pages_context

ROWS = 30


@require_safe
@duty_required(Duty.SUPERVISION)
def late(request: OfficerRequest) -> HttpResponse:
    """The cases that have come to this supervisor, the longest late first."""
    return late_page(request, at=now())


@require_POST
@duty_required(Duty.SUPERVISION)
def urge(request: OfficerRequest, transfer_id: UUID) -> HttpResponse:
    """Urge the office of one case; a refusal comes back on the page with its reason and the words kept."""
    at = now()
    actions.guard_case(transfer_id=transfer_id, officer=request.officer, duties=(Duty.SUPERVISION,))
    case = queries.case(transfer_id, at=at)
    form = UrgingForm(request.POST)
    if not form.is_valid():
        return late_page(request, at=at, failed=(case.id, form), status=400)
    try:
        actions.urge(transfer_id=case.id, text=form.cleaned_data["text"], officer=request.officer, at=at)
    except Refused as refusal:
        more = {"refused": refusal.verdict, "refused_case": case}
        return late_page(request, at=at, failed=(case.id, form), status=409, **more)
    return redirect(f"{reverse('transfers:desk-late')}?page={page_number(request)}&done=1")


def late_page(
    request: OfficerRequest,
    *,
    at: datetime,
    failed: tuple[UUID, UrgingForm] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page, with a form that did not go through where it was filled in."""
    page = queries.late_cases(request.officer, number=page_number(request), size=ROWS)
    filled = dict([failed]) if failed else {}
    said = signed([word for one in page.rows for word in one.urgings])
    steps = {one.id: clocks.escalations(one.requested_at) for one in page.rows}
    rows = [
        {
            "case": one,
            "length": at - one.due_at,
            "reached_at": steps[one.id][one.step - 1],
            "next_at": steps[one.id][one.step] if one.step < len(steps[one.id]) else None,
            "form": filled.get(one.id) or UrgingForm(auto_id=f"id_%s_{one.number}"),
            "is_open": one.id in filled,
            "urgings": [word for word in said if word.transfer_id == one.id],
        }
        for one in page.rows
    ]
    context = {
        "rows": rows,
        **pages_context(page, kept={}),
        "is_done": "done" in request.GET,
        "at": at,
        "rail": "late",
        "rail_counts": {"late": page.total},
        **more,
    }
    return render(request, "transfers/desk_late.html", context, status=status)
