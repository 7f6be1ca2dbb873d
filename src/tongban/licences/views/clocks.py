"""The supervisor's page: how long photos wait for an officer, and why they are returned. Numbers, no people."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.clock import now
from tongban.licences import queries
from tongban.offices import queries as offices
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty

DAYS = 7


@require_safe
@duty_required(Duty.SUPERVISION)
def clocks(request: OfficerRequest) -> HttpResponse:
    """Photo review in the regions of the own duty: what waits, what was decided, what was wrong."""
    at = now()
    prefixes = [charge.region_prefix for charge in request.officer.charges if charge.duty is Duty.SUPERVISION]
    found = queries.review_clocks(region_prefixes=prefixes, since=at - timedelta(days=DAYS), at=at)
    context = {
        "clocks": found,
        "most_waiting": max((count for _upper, count in found.waiting_by_age), default=0) or 1,
        "most_returns": max((count for _reason, count in found.returns), default=0) or 1,
        "places": [offices.place_name(prefix.ljust(6, "0")) for prefix in prefixes if prefix],
        "days": DAYS,
        "at": at,
        "rail": "clocks",
    }
    return render(request, "licences/clocks.html", context)
