"""What a session remembers of a buyer's questions: the answers typed, and which history report they may read.

Kept in the session, so that neither a VIN nor a consent code ever stands in an address.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest

ASKED = "transfers.check"
REPORTS = "transfers.reports"
FAILED = "failed"
MINUTES = 30
KEPT = 8


def keep_answers(request: HttpRequest, posted: dict[str, Any]) -> None:
    """Remember what was typed, until it is typed anew."""
    request.session[ASKED] = posted


def answers(request: HttpRequest) -> dict[str, Any] | None:
    """What was typed last."""
    found: dict[str, Any] | None = request.session.get(ASKED)
    return found


def note_failure(request: HttpRequest) -> None:
    """The code did not fit: reading the page again is not another try."""
    request.session[ASKED] = {**request.session[ASKED], FAILED: "yes"}


def has_failed(answers: dict[str, Any]) -> bool:
    """True when what was typed last was found not to fit."""
    return FAILED in answers


def grant_report(request: HttpRequest, vehicle_id: UUID, *, at: datetime) -> None:
    """Let this session read a vehicle's report for half an hour."""
    granted = dict(request.session.get(REPORTS, {}))
    granted.pop(str(vehicle_id), None)
    granted[str(vehicle_id)] = (at + timedelta(minutes=MINUTES)).isoformat()
    request.session[REPORTS] = dict(list(granted.items())[-KEPT:])


def may_read_report(request: HttpRequest, vehicle_id: UUID, *, at: datetime) -> bool:
    """True while the leave of `grant_report` lasts."""
    until = request.session.get(REPORTS, {}).get(str(vehicle_id))
    return until is not None and at < datetime.fromisoformat(until)
