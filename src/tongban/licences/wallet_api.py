"""What the citizen's phone asks for, of either licence: whose holding it is, and what the phone shows beside the
credentials. The protocol is that of every credential (tongban.credentials.wallet)."""

from __future__ import annotations

import base64
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import translation
from django.views.decorators.http import require_POST

from tongban.clock import day_of
from tongban.credentials import wallet
from tongban.credentials.records import Holding
from tongban.errors import NotFound
from tongban.licences import queries
from tongban.licences.kinds import DRIVING, VEHICLE
from tongban.licences.rules.letters import Display
from tongban.people.gates import CitizenRequest, citizen_required, step_up_required
from tongban.people.records import CitizenRecord
from tongban.verdicts import Text

STANDINGS = {Display.SHOWN: "normal", Display.ABNORMAL: "abnormal"}


@require_POST
@step_up_required(minutes=5, page="licences:collect")
def collect(request: CitizenRequest) -> HttpResponse:
    """Bind the licence to the phone's key; answers the bundle."""
    return wallet.collect(request, DRIVING.name, find=partial(own_licence, request.citizen), show=shown)


@require_POST
@citizen_required
def refresh(request: CitizenRequest) -> HttpResponse:
    """New credentials for a phone that has some: 200 with a bundle, 204 nothing new, 410 empty yourself."""
    return wallet.refresh(request, DRIVING.name, show=shown)


@require_POST
@step_up_required(minutes=5, page="licences:vehicle-collect")
def collect_vehicle(request: CitizenRequest, vehicle_id: UUID) -> HttpResponse:
    """Bind a vehicle's licence to the phone's key; answers the bundle."""
    find = partial(own_vehicle_licence, request.citizen, vehicle_id)
    return wallet.collect(request, VEHICLE.name, find=find, show=vehicle_shown)


@require_POST
@citizen_required
def refresh_vehicle(request: CitizenRequest, vehicle_id: UUID) -> HttpResponse:
    """New credentials of a vehicle: 200 with a bundle, 204 nothing new, 410 void: forget this vehicle's."""
    return wallet.refresh(request, VEHICLE.name, subject_id=vehicle_id, show=vehicle_shown)


def own_licence(citizen: CitizenRecord, at: datetime) -> UUID:
    """This person's driving licence; NotFound if there never was one."""
    found = queries.licence_of(citizen.id, at=at)
    if found is None:
        raise NotFound("licence.unknown")
    return found.id


def own_vehicle_licence(citizen: CitizenRecord, vehicle_id: UUID, at: datetime) -> UUID:
    """The live licence of this person's vehicle; NotFound if there is none."""
    own = queries.own_vehicle(vehicle_id, citizen, at=at)
    if own.licence is None:
        raise NotFound("vehicle-licence.unknown")
    return own.licence.id


def shown(holding: Holding, at: datetime) -> dict[str, Any]:
    """The face of a driving licence, its portrait and standing, as the wallet keeps them (docs/ui-scripts.md)."""
    licence = queries.licence(holding.id, at=at)
    return {
        "face": queries.face_fields(licence.driver, licence.standing, at=at, language=language()),
        "portrait": "data:image/jpeg;base64," + base64.b64encode(queries.photo(licence.photo_id)).decode(),
        **standing_members(licence.standing.display, licence.standing.name),
    }


def vehicle_shown(holding: Holding, at: datetime) -> dict[str, Any]:
    """The same of a vehicle, without a portrait."""
    vehicle = queries.vehicle_licence_by_id(holding.id, at=at).vehicle
    standing = queries.vehicle_standing(vehicle, on=day_of(at))
    return {
        "face": queries.vehicle_face(vehicle, standing, at=at, language=language()),
        **standing_members(standing.display, standing.name),
    }


def standing_members(display: Display, name: Text) -> dict[str, str]:
    """How it stands, for the script and in words."""
    return {"standing": STANDINGS.get(display, "blocked"), "standing_text": name.in_language(language())}


def language() -> str:
    """The page's language code."""
    return translation.get_language() or "zh-hans"
