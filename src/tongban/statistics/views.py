"""National figures as a page and as CSV."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.licences import queries as licences


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Issued in total, by day and by province."""
    return render(request, "statistics/figures.html", {"tab": "figures", "total": licences.issued_total()})


@require_safe
def figures_csv(_request: HttpRequest) -> HttpResponse:
    """Issues by day: one line a day."""
    lines = ["day,issued", *(f"{day.isoformat()},{count}" for day, count in licences.issued_by_day().items())]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/csv; charset=utf-8")
