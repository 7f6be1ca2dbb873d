"""A house that is lived in: for tests that walk every address."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path

import pytest

from tongban.licences import actions as licences
from tongban.licences.models import Application
from tongban.offices.records import Duty
from tongban.simulation import portraits

sys.path.insert(0, str(Path(__file__).parents[1] / "transfers"))


@pytest.fixture
def house(town, settings):
    """A case under way, an application that waits, a licence: and their ids by the names that routes give them."""
    import cars

    settings.DEMO = True
    cars.open_towns()
    at = cars.Clock()
    case = cars.submitted(at=at).accept(at).move_file(at)
    record, holder, licence = town.issued()
    applicant = town.citizen(town.driver())
    licences.apply(application_id=uuid.uuid4(), citizen=applicant, picture=portraits.draw(5), at=town.AT)
    known = {
        "transfer_id": case.id,
        "vehicle_id": case.vehicle.id,
        "driver_id": record.id,
        "licence_id": licence.id,
        "application_id": Application.objects.get(stage="review").id,
        "which": "upload",
        "item": "certificate",
        "number": 1,
        "code": "front",
        "name": "quota",
        "attempt": 1,
        "kind": "entitlement",
        "form": "jwt",
    }
    officers = {f"officer {duty}": town.officer(duty, region="") for duty in Duty}
    return known, {"citizen": holder, "buyer": case.buyer} | officers
