"""The administrator's page on `work`: how each step goes, what was set aside, and its release. Numbers and ids, no people."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tongban.clock import now
from tongban.followers import queries as followers
from tongban.followers.queries import StepAccount
from tongban.offices import actions as offices
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty

SILENT_AFTER = timedelta(minutes=10)  # and two rests
SHOWN = 200


@require_safe
@duty_required(Duty.ADMINISTER)
def workings(request: OfficerRequest) -> HttpResponse:
    """Every step with its account, and the oldest items that were set aside."""
    at = now()
    letters = followers.dead_letters(limit=SHOWN)
    context = {
        "steps": [(one, state_of(one, at=at)) for one in followers.steps()],
        "letters": letters,
        "dead": followers.count_dead(),
        "is_cut": len(letters) == SHOWN,
        "at": at,
        "rail": "workings",
    }
    return render(request, "portal/workings.html", context)


@require_POST
@duty_required(Duty.ADMINISTER)
def release(request: OfficerRequest) -> HttpResponse:
    """Let one item be tried again from the beginning."""
    line, item = request.POST.get("line", ""), request.POST.get("item", "")
    offices.release_letter(line=line, item=item, officer=request.officer, at=now())
    return redirect("portal:workings")


def state_of(step: StepAccount, *, at: datetime) -> str:
    """Either "failing", "silent" when it has not had a turn for too long, or "well"."""
    if step.failing_since is not None:
        return "failing"
    is_silent = step.last_done_at is None or at - step.last_done_at > SILENT_AFTER + 2 * step.rest
    return "silent" if is_silent else "well"
