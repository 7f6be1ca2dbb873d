"""The silent alerts of a region, for its supervisors and auditors; every look at them is recorded."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.clock import day_of, now
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty, OfficerRecord
from tongban.transfers import actions, queries
from tongban.transfers.forms.alerts import DaysForm
from tongban.transfers.queries.alerts import ALERT_DUTIES, AlertCase
from tongban.transfers.stages import TABLE
from tongban.ui.paging import Paged, page_number, pages_context

ROWS = 30


@require_GET
@duty_required(*ALERT_DUTIES)
def alerts(request: OfficerRequest) -> HttpResponse:
    """The alerts of some days, the newest first: when, which office, which rule, what became of the vehicle."""
    at = now()
    form = DaysForm(request.GET, today=day_of(at))
    page: Paged[queries.AlertView] = Paged((), number=1, last=1, total=0, first=0)
    if form.is_valid():
        page = actions.look_at_alerts(
            officer=request.officer, **form.cleaned_data, number=page_number(request), size=ROWS, at=at
        )
    kept = {name: form[name].value() for name in ("first", "until")}
    context = {
        "form": form,
        "rows": [
            {
                "alert": one,
                "task": TABLE.stages[one.case.stage].task.title if one.case else None,
                "is_open_to_me": one.case is not None and may_open(one.case, request.officer),
            }
            for one in page.rows
        ],
        **pages_context(page, kept=kept),
        "at": at,
        "rail": "alerts",
        "rail_counts": {"late": queries.late_count(request.officer)},
    }
    return render(request, "transfers/desk_alerts.html", context, status=200 if form.is_valid() else 400)


def may_open(case: AlertCase, officer: OfficerRecord) -> bool:
    """Auditors read that there is a case; opening it is for those who supervise one of its offices."""
    return any(officer.may(Duty.SUPERVISION, region=end) for end in (case.origin, case.destination))
