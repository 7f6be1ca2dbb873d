"""What the officer's phone asks for: a check, and taking in what it checked off line. JSON; docs/ui-scripts.md."""

from __future__ import annotations

from django.http import JsonResponse
from django.views.decorators.http import require_POST

from tongban.clock import now
from tongban.errors import Malformed
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty
from tongban.roadside import actions
from tongban.roadside.forms import json_body
from tongban.ui.persons import mark_here

QUEUE_MAX = 50


@require_POST
@duty_required(Duty.ROADSIDE_CHECK)
def queue(request: OfficerRequest) -> JsonResponse:
    """Records of checks made off line; each is accepted or refused on its own."""
    records = json_body(request).get("records")
    if not isinstance(records, list) or len(records) > QUEUE_MAX or not all(isinstance(one, dict) for one in records):
        raise Malformed("queue.malformed", f"expected at most {QUEUE_MAX} records")
    accepted, refused = actions.take_queue(records, by=request.officer, mark=mark_here(request), at=now())
    return JsonResponse({"accepted": accepted, "refused": refused, "server_time": now().isoformat()})
