"""Before a case: own vehicles, what stands against a sale, the owner's leave to ask, and what a buyer may know."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.clock import day_of, now
from tongban.errors import Forbidden, Malformed, NotFound, Problem, Refused
from tongban.journal import queries as journal
from tongban.people.gates import CitizenRequest, citizen_required
from tongban.registers import queries as registers
from tongban.registers.records import VehicleRecord
from tongban.transfers import actions, queries
from tongban.transfers.actions.consenting import own_vehicle, require_consent, vehicle_of
from tongban.transfers.forms.citizen import DestinationForm, MoveForm, PermitForm, VehicleForm
from tongban.transfers.profile import profile
from tongban.transfers.queries import CaseView, permits
from tongban.transfers.queries.parts import consent_until
from tongban.transfers.rules.findings import Finding, Result
from tongban.transfers.rules.precheck import Precheck
from tongban.transfers.views import grants
from tongban.transfers.views.words import ORDER
from tongban.ui.keyed import KeyedForm

SHOWN_LOOKS = 5


@dataclass(frozen=True)
class OwnVehicle:
    """A vehicle of the reader with its open case, if there is one."""

    vehicle: VehicleRecord
    case: CaseView | None


@require_safe
@citizen_required
def vehicles(request: CitizenRequest) -> HttpResponse:
    """Own vehicles and what can be done with them."""
    at = now()
    found = registers.vehicles_of(str(request.citizen.identity_number))
    cases = queries.open_cases_of([one.id for one in found], at=at)
    own = [OwnVehicle(one, cases.get(one.id)) for one in found]
    context = {"own": own, "is_clerk": is_clerk(request, at=at), "tab": "documents"}
    return render(request, "transfers/citizen_vehicles.html", context)


def is_clerk(request: CitizenRequest, *, at: datetime) -> bool:
    """True for somebody who works for a filed dealer or market."""
    try:
        actions.dealer_of(request.citizen, on=day_of(at))
    except Forbidden:
        return False
    return True


@require_safe
@citizen_required
def sell(request: CitizenRequest, vehicle_id: UUID) -> HttpResponse:
    """What stands against selling one's own car to a city, as of a day; and the leave for others to ask."""
    at = now()
    vehicle = own_vehicle(vehicle_id, request.citizen)
    form = DestinationForm(request.GET if "destination" in request.GET else None, today=day_of(at))
    found: Precheck | None = None
    if form.is_bound and form.is_valid():
        found = actions.precheck_own(
            vehicle_id=vehicle_id,
            citizen=request.citizen,
            destination=form.cleaned_data["destination"],
            on=form.cleaned_data["on"],
            at=at,
        )
    return render(request, "transfers/citizen_sell.html", sell_context(vehicle, form=form, found=found, at=at))


def sell_context(
    vehicle: VehicleRecord, *, form: DestinationForm, found: Precheck | None, at: datetime, code: str = ""
) -> dict[str, object]:
    """What the page of a sale shows."""
    looks = journal.history_page(vehicle.key, tags=["vehicle-pre-checked"], number=1, size=SHOWN_LOOKS).rows
    return {
        "vehicle": vehicle,
        "form": form,
        "found": found,
        "result": None if found is None else sorted_findings(found),
        "is_owner": True,
        "case": queries.open_case_of(vehicle.id, at=at),
        "consent_until": consent_until(vehicle.id, at=at),
        "consent_days": profile().consent_days,
        "consent_tries": profile().consent_tries,
        "code": code,
        "key": KeyedForm()["key"],
        "looks": looks,
        "tab": "documents",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def consent(request: CitizenRequest, vehicle_id: UUID) -> HttpResponse:
    """Give a code; it is kept nowhere. The page loaded anew shows the same code, for the key came with the form."""
    at = now()
    form = KeyedForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return redirect("transfers:sell", vehicle_id)
    vehicle = own_vehicle(vehicle_id, request.citizen)
    code = actions.give_consent(vehicle_id=vehicle_id, key=form.cleaned_data["key"], citizen=request.citizen, at=at)
    context = {
        "vehicle": vehicle,
        "code": code,
        "until": consent_until(vehicle_id, at=at),
        "consent_tries": profile().consent_tries,
    }
    return render(request, "transfers/citizen_consent.html", context)


@require_POST
@citizen_required
def withdraw_consent(request: CitizenRequest, vehicle_id: UUID) -> HttpResponse:
    """Take the leave back."""
    actions.withdraw_consent(vehicle_id=vehicle_id, citizen=request.citizen, at=now())
    return redirect("transfers:sell", vehicle_id)


# --- somebody else's car -------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def check(request: CitizenRequest) -> HttpResponse:
    """A buyer asks about a car with the owner's code. What is typed goes by POST and is kept nowhere."""
    today = day_of(now())
    if request.method != "POST":
        return render(request, "transfers/citizen_check.html", {"form": VehicleForm(today=today)})
    form = VehicleForm(request.POST, today=today)
    if not form.is_valid():
        return render(request, "transfers/citizen_check.html", {"form": form}, status=422)
    at, given = now(), form.cleaned_data
    asked = {name: given[name] for name in ("plate_kind", "plate", "vin", "code")}
    try:
        consent = actions.consent_by_code(**asked, citizen=request.citizen, at=at)
    except NotFound as no:  # which of plate, VIN and code is wrong is not told
        context = {"form": form, "problem": no.say}
        return render(request, "transfers/citizen_check.html", context, status=no.status)
    grants.grant(request, consent, destination=given["destination"], on=given["on"], at=at)
    return redirect("transfers:check-result")


@require_safe
@citizen_required
def check_result(request: CitizenRequest) -> HttpResponse:
    """The answer: all questions, every reason at once, while the owner's consent lasts."""
    at = now()
    grant = grants.last_grant(request, at=at)
    if grant is None:
        return redirect("transfers:check")
    vehicle = vehicle_of(require_consent(grant.consent_id, at=at))
    found = actions.precheck(
        consent_id=grant.consent_id, destination=grant.destination, on=grant.on, citizen=request.citizen, at=at
    )
    context = {
        "vehicle": vehicle,
        "found": found,
        "result": sorted_findings(found),
        "is_owner": False,
        "destination": grant.destination,
    }
    return render(request, "transfers/citizen_check_result.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def permit(request: CitizenRequest) -> HttpResponse:
    """A residence permit before there is a case, and which are held; the answer about a car counts it from then on."""
    at = now()
    grant = grants.last_grant(request, at=at)
    form = PermitForm(
        request.POST or None,
        request.FILES or None,
        today=day_of(at),
        initial={"destination": grant.destination} if grant else {},
    )
    problem: Problem | None = None
    if request.method == "POST" and form.is_valid():
        [(content, media_type)] = form.papers().values()
        try:
            actions.hand_in_permit(
                key=form.cleaned_data["key"],
                citizen=request.citizen,
                destination=form.cleaned_data["destination"],
                content=content,
                media_type=media_type,
                at=at,
            )
        except (Refused, Malformed) as no:
            problem = no
        else:
            return redirect("transfers:permit")
    context = {
        "form": form,
        "problem": problem,
        "held": permits.permits_of(request.citizen.id, at=at),
        "days": profile().permit_days,
        "is_asking": grant is not None,
    }
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "transfers/citizen_permit.html", context, status=status)


@require_safe
@citizen_required
def report(request: CitizenRequest, vehicle_id: UUID) -> HttpResponse:
    """The vehicle's history: for its owner, and for half an hour for who asked with the owner's leave."""
    at = now()
    vehicle = registers.vehicle_by_id(vehicle_id)
    is_owner = vehicle.owner_number == request.citizen.identity_number
    if not is_owner:
        grant = grants.grant_for(request, vehicle_id, at=at)
        if grant is None:
            raise NotFound("vehicle.unknown")
        vehicle_of(require_consent(grant.consent_id, at=at))
    context = {"report": queries.report(vehicle_id), "is_owner": is_owner, "at": at}
    return render(request, "transfers/report_vehicle.html", context)


# --- one's own car moves along -------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def move(request: CitizenRequest) -> HttpResponse:
    """住所迁出: same owner, another office. Begins a case; the owner applies on the next page."""
    at = now()
    own = registers.vehicles_of(str(request.citizen.identity_number))
    offered = [(str(one.id), f"{one.plate} {one.model}") for one in own]
    form = MoveForm(
        request.POST or None,
        request.FILES or None,
        today=day_of(at),
        vehicles=offered,
        initial=first_of(request, offered),
    )
    problem: Problem | None = None
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.begin_move(
                transfer_id=form.cleaned_data["transfer_id"],
                citizen=request.citizen,
                vehicle_id=UUID(form.cleaned_data["vehicle"]),
                destination=form.cleaned_data["destination"],
                papers=form.papers(),
                at=at,
            )
        except Refused as refused:
            problem = refused
        else:
            return redirect("transfers:case-apply", row.id)
    status = 409 if problem else 422 if form.errors else 200
    return render(request, "transfers/citizen_move.html", {"form": form, "own": own, "problem": problem}, status=status)


def first_of(request: CitizenRequest, offered: list[tuple[str, str]]) -> dict[str, str]:
    """Which vehicle is chosen at first: the one that the address names, else the only one."""
    asked = request.GET.get("vehicle", "")
    known = [key for key, _name in offered]
    if asked in known:
        return {"vehicle": asked}
    return {"vehicle": known[0]} if len(known) == 1 else {}


# --- the answers ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class SortedFindings:
    """open: what must be read, the gravest first. met: what is in order. colour, counts: the first line."""

    open: tuple[Finding, ...]
    met: tuple[Finding, ...]
    colour: str
    blocked: int
    needed: int
    unknown: int
    on: date


def sorted_findings(found: Precheck) -> SortedFindings:
    """The findings as the page shows them."""
    counted = Counter(one.result for one in found.findings)
    return SortedFindings(
        open=tuple(
            sorted(
                (one for one in found.findings if one.result is not Result.OK), key=lambda one: ORDER.index(one.result)
            )
        ),
        met=tuple(one for one in found.findings if one.result is Result.OK),
        colour="red" if counted[Result.BLOCKED] else "amber" if counted[Result.NEEDED] else "green",
        blocked=counted[Result.BLOCKED],
        needed=counted[Result.NEEDED],
        unknown=counted[Result.NOT_YET],
        on=found.on,
    )
