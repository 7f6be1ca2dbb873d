"""National figures as a page and as CSV."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.clock import day_of, now
from tongban.licences import queries as licences
from tongban.statistics import queries

NATIONWIDE = date(2021, 12, 10)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Issued in total, by month and by province."""
    context = {
        "tab": "figures",
        "figures": queries.figures(),
        "until": day_of(now()),
        "event_day": NATIONWIDE,
        "event_name": _("全国开通"),
    }
    return render(request, "statistics/figures.html", context)


@require_safe
def figures_csv(_request: HttpRequest) -> HttpResponse:
    """Two tables in one file: cumulative by month, and this installation's own issues by day."""
    found = queries.figures()
    lines = ["kind,day,count"]
    lines += [f"cumulative{'-invented' if found.is_invented else ''},{day.isoformat()},{n}" for day, n in found.series]
    lines += [f"own,{day.isoformat()},{n}" for day, n in licences.issued_by_day().items()]
    answer = HttpResponse("\n".join(lines) + "\n", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="figures.csv"'
    return answer
