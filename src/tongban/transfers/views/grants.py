"""What a session remembers of a buyer's questions: under which consent, for which office and day, and until when.

The session's row holds no consent code, no VIN and no plate: a consent's id opens nothing once the consent is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from tongban.identifiers import spelling
from tongban.transfers.queries.parts import ConsentRecord

GRANTS = "transfers.grants"
MINUTES = 30
KEPT = 8


@dataclass(frozen=True)
class Grant:
    """Leave to read a vehicle's answers and its report, while the consent lasts and for half an hour at most."""

    consent_id: UUID
    destination: str
    on: date | None


def grant(request: HttpRequest, consent: ConsentRecord, *, destination: str, on: date | None, at: datetime) -> None:
    """The code fitted: let this session ask for half an hour, about the last eight vehicles."""
    kept: dict[str, Any] = dict(request.session.get(GRANTS, {}))
    kept.pop(str(consent.vehicle_id), None)
    until = min(at + timedelta(minutes=MINUTES), consent.until)
    kept[str(consent.vehicle_id)] = [str(consent.id), destination, on and on.isoformat(), until.isoformat()]
    request.session[GRANTS] = dict(list(kept.items())[-KEPT:])


def last_grant(request: HttpRequest, *, at: datetime) -> Grant | None:
    """For the vehicle that was asked about last; None when there is none, or its half hour is over."""
    kept = request.session.get(GRANTS, {})
    return grant_for(request, UUID(list(kept)[-1]), at=at) if kept else None


def grant_for(request: HttpRequest, vehicle_id: UUID, *, at: datetime) -> Grant | None:
    """For this vehicle; None when there is none, or its half hour is over."""
    kept = request.session.get(GRANTS, {}).get(str(vehicle_id))
    if kept is None or at >= datetime.fromisoformat(kept[3]):
        return None
    return Grant(consent_id=UUID(kept[0]), destination=kept[1], on=kept[2] and spelling.day(kept[2]))
