"""The owner's pages: own vehicles, the vehicle licence, its code. Phone first; off line like the driving licence."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe

from tongban.clock import now
from tongban.credentials.wallet import new_nonce
from tongban.errors import NotFound
from tongban.licences import actions, queries
from tongban.licences.profile import profile
from tongban.licences.queries import OwnVehicle
from tongban.licences.rules.letters import Display
from tongban.licences.rules.vehicle.may_receive import CARRY_PAPER
from tongban.people.gates import CitizenRequest, citizen_required, step_up_required


@require_safe
@citizen_required
def vehicles(request: CitizenRequest) -> HttpResponse:
    """The vehicles that the register keeps under this person's name, and licences that have become void."""
    at = now()
    context = {
        "vehicles": queries.own_vehicles(request.citizen, at=at),
        "void": queries.void_vehicle_licences(request.citizen.id, at=at),
        "tab": "documents",
    }
    return render(request, "licences/vehicles.html", context)


@require_safe
@citizen_required
def vehicle(request: CitizenRequest, vehicle_id: UUID) -> HttpResponse:
    """The face of the vehicle licence, front or back; without one, what to do; after a sale, that it is void."""
    at = now()
    try:
        own = queries.own_vehicle(vehicle_id, request.citizen, at=at)
    except NotFound:
        return void(request, vehicle_id)
    context = {
        "own": own,
        "is_shown": is_shown(own),
        "is_abnormal": own.standing.display is Display.ABNORMAL,
        "face": queries.vehicle_face(own.vehicle, own.standing, at=at, language=language()),
        "side": "back" if request.GET.get("side") == "back" else "front",
        "rendered_at": at,
        "offline_seconds": profile().offline_hours * 3600,
        "carry_paper": CARRY_PAPER,
        "is_specimen": settings.DEMO,
        "tab": "documents",
    }
    return render(request, "licences/vehicle.html", context)


def void(request: CitizenRequest, vehicle_id: UUID) -> HttpResponse:
    """What a former owner sees: the licence they had is void. Nothing of the vehicle's present owner is shown."""
    found = queries.void_vehicle_licences(request.citizen.id, at=now())
    mine = next((one for one in found if one.vehicle.id == vehicle_id), None)
    if mine is None:
        raise NotFound("vehicle.unknown")
    return render(request, "licences/vehicle_void.html", {"void": mine, "tab": "documents"})


@require_POST
@step_up_required(minutes=5, then="licences:vehicle-collect")
def receive(request: CitizenRequest, vehicle_id: UUID) -> HttpResponse:
    """One tap: the licence is issued and goes on to this phone."""
    actions.receive_vehicle_licence(vehicle_id=vehicle_id, citizen=request.citizen, at=now())
    return redirect("licences:vehicle-collect", vehicle_id)


@require_safe
@step_up_required(minutes=5)
def collect(request: CitizenRequest, vehicle_id: UUID) -> HttpResponse:
    """Bind the licence to this phone; the script makes the key and asks the wallet API."""
    at = now()
    own = queries.own_vehicle(vehicle_id, request.citizen, at=at)
    if own.licence is None or not is_shown(own):
        return redirect("licences:vehicle", vehicle_id)
    context = {"own": own, "nonce": new_nonce(request.session, at=at), "tab": "documents"}
    return render(request, "licences/vehicle_collect.html", context)


@require_safe
@citizen_required
def code(request: CitizenRequest, vehicle_id: UUID) -> HttpResponse:
    """The vehicle's code; it works off line from what the phone has collected."""
    at = now()
    try:
        own = queries.own_vehicle(vehicle_id, request.citizen, at=at)
    except NotFound:
        return void(request, vehicle_id)
    if own.licence is None:
        return redirect("licences:vehicle", vehicle_id)
    context = {
        "own": own,
        "owner": queries.shown_owner(own.vehicle),
        "is_abnormal": own.standing.display is not Display.SHOWN,
        "offline_until": at + profile().offline_max_age,
        "exposes_code": settings.DEMO or settings.DEBUG,
        "tab": "code",
    }
    return render(request, "licences/vehicle_code.html", context)


@require_POST
@citizen_required
def phone(request: CitizenRequest, vehicle_id: UUID) -> HttpResponse:
    """The phone is lost or given away: its code is void at once. Stopping needs no face check."""
    actions.withdraw_vehicle_phone(vehicle_id=vehicle_id, citizen=request.citizen, at=now())
    return redirect("licences:vehicle", vehicle_id)


def is_shown(own: OwnVehicle) -> bool:
    """True if there is a licence and its face may be seen."""
    return own.licence is not None and own.standing.display in (Display.SHOWN, Display.ABNORMAL)


def language() -> str:
    """The page's language code."""
    return translation.get_language() or "zh-hans"
