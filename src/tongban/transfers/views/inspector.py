"""The inspector's phone: cars of today, the form of 机动车查验记录表 with its photos, and the old way at the origin."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.clock import now
from tongban.errors import Refused
from tongban.inspections import pages
from tongban.inspections import queries as inspections
from tongban.inspections.records import notes
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty
from tongban.registers import queries as registers
from tongban.transfers import actions, queries
from tongban.transfers.forms.desk import MoveOutForm, TextForm
from tongban.transfers.queries import CaseView, Tab
from tongban.transfers.views.tasks import panels_of, task_of
from tongban.ui.paging import page_number, pages_context, search_of
from tongban.verdicts import Verdict

ROWS = 50


@require_safe
@duty_required(Duty.INSPECTION)
def cars(request: OfficerRequest) -> HttpResponse:
    """The cars that may come to this office, by clock; a plate finds one of them."""
    at = now()
    search = search_of(request, most=20)
    page = queries.queue_page(
        request.officer,
        tab=Tab.MINE,
        at=at,
        search=search,
        number=page_number(request),
        size=ROWS,
        narrowing=queries.Narrowing(duty=Duty.INSPECTION),
    )
    context = {
        "rows": [{"case": one, "task": task_of(one)} for one in page.rows],
        "search": search,
        "at": at,
        **pages_context(page, kept={"q": search} if search else {}),
    }
    return render(request, "transfers/inspect_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@duty_required(Duty.INSPECTION)
def car(request: OfficerRequest, transfer_id: UUID) -> HttpResponse:
    """The form of one car. Photos of a try with faults are kept; another VIN is asked for once more before it counts."""
    at = now()
    found = car_of(request, transfer_id, at)
    if "move-out" in panels_of(found, request.officer):
        return render(request, "transfers/inspect_out.html", out_context(found, at))
    if "inspect" not in panels_of(found, request.officer):
        return redirect("transfers:inspect-result", transfer_id)
    filled = pages.fill(
        request,
        transfer_id,
        vehicle=registers.vehicle_by_id(found.vehicle_id),
        vin=found.vin,
        keep=lambda key, form, photos: actions.record_inspection(
            transfer_id=transfer_id, key=key, form=form, photos=photos, officer=request.officer, at=at
        ),
        at=at,
    )
    if filled.is_kept:
        return redirect("transfers:inspect-result", transfer_id)
    context = {"case": found, **filled.context}
    return render(request, "transfers/inspect_car.html", context, status=filled.status)


def car_of(request: OfficerRequest, transfer_id: UUID, at: datetime) -> CaseView:
    """The case, for inspectors of one of its offices, with the look noted; NotFound for others, who learn nothing."""
    actions.look_at_case(transfer_id=transfer_id, officer=request.officer, at=at, duties=(Duty.INSPECTION,))
    return queries.case(transfer_id, at=at)


@require_safe
@duty_required(Duty.INSPECTION)
def result(request: OfficerRequest, transfer_id: UUID) -> HttpResponse:
    """What the last form said, and what comes next."""
    at = now()
    found = car_of(request, transfer_id, at)
    done = inspections.inspections(transfer_id)
    vehicle = registers.vehicle_by_id(found.vehicle_id)
    last = done[0] if done else None
    warnings = notes(last.form, last_mileage_km=vehicle.mileage_km or None) if last else ()
    context = {"case": found, "last": last, "notes": warnings, "task": task_of(found), "at": at}
    return render(request, "transfers/inspect_result.html", context)


# --- the old way, at the origin ------------------------------------------------------------------------------------
def out_context(found: CaseView, at: datetime, **more: Any) -> dict[str, Any]:
    """What the page of the old way shows: let go, or say what has to be mended."""
    return {
        "case": found,
        "vehicle": registers.vehicle_by_id(found.vehicle_id),
        "is_complete": queries.is_complete(found.vehicle_id),
        "form": MoveOutForm(),
        "fail_form": TextForm(),
        "at": at,
        **more,
    }


@require_POST
@duty_required(Duty.INSPECTION)
def move_out(request: OfficerRequest, transfer_id: UUID) -> HttpResponse:
    """The origin lets the vehicle go with a temporary plate of thirty days."""
    at = now()
    found = car_of(request, transfer_id, at)
    form = MoveOutForm(request.POST)
    refused: Verdict | None = None
    if form.is_valid():
        try:
            actions.move_out(
                transfer_id=transfer_id,
                key=form.cleaned_data["key"],
                plates_recovered=form.cleaned_data["plates_recovered"],
                officer=request.officer,
                at=at,
            )
        except Refused as refusal:
            refused = refusal.verdict
        else:
            return redirect("transfers:inspect-result", transfer_id)
    context = out_context(found, at, form=form, refused=refused)
    return render(request, "transfers/inspect_out.html", context, status=409 if refused else 400)


@require_POST
@duty_required(Duty.INSPECTION)
def fail_at_origin(request: OfficerRequest, transfer_id: UUID) -> HttpResponse:
    """The origin's inspection did not pass; the owner reads why."""
    at = now()
    found = car_of(request, transfer_id, at)
    form = TextForm(request.POST)
    if not form.is_valid():
        return render(request, "transfers/inspect_out.html", out_context(found, at, fail_form=form), status=400)
    actions.fail_at_origin(
        transfer_id=transfer_id,
        key=form.cleaned_data["key"],
        text=form.cleaned_data["text"],
        officer=request.officer,
        at=at,
    )
    return redirect("transfers:inspect-list")
