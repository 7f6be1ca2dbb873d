"""National figures as a page and as CSV."""

from __future__ import annotations

import csv
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.clock import CHINA, day_of, now
from tongban.licences import queries as licences
from tongban.offices import queries as offices
from tongban.statistics import queries
from tongban.transfers import queries as transfers
from tongban.verdicts import Text

NATIONWIDE = date(2021, 12, 10)
DAYS_SHOWN = 30
ROWS_SHOWN = 6


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Issued in total, by month and by province."""
    found, today = queries.figures(), day_of(now())
    context = {
        "tab": "figures",
        "figures": found,
        "own_today": found.own_days.get(today, 0),
        "own_days": sorted(found.own_days.items(), reverse=True)[:DAYS_SHOWN],
        "until": found.counted_at or now(),
        "event_day": NATIONWIDE,
        "event_name": _("全国开通"),
    }
    return render(request, "statistics/figures.html", context)


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The same for a screen on a wall: all services, no chrome; the page asks for itself again every minute."""
    found, at = queries.figures(), now()
    today, going = day_of(at), found.services
    days = [today - timedelta(days=n) for n in range(DAYS_SHOWN - 1, -1, -1)]
    context = {
        "figures": found,
        "going": going,
        "until": found.counted_at or at,
        "own_today": found.own_days.get(today, 0),
        "registered_today": going.registered_days.get(today, 0),
        "issued_trend": [(day, found.own_days.get(day, 0)) for day in days],
        "registered_trend": [(day, going.registered_days.get(day, 0)) for day in days],
        "late": [(name_of(code), cases, (today - day_of(oldest)).days) for code, cases, oldest in going.late],
        "refusals": [(code, transfers.refusal(code), n) for code, n in list(going.refusals.items())[:ROWS_SHOWN]],
        "returns": [(licences.photo_reason_of(code), n) for code, n in list(going.returns.items())[:ROWS_SHOWN]],
        "event_day": NATIONWIDE,
        "event_name": _("全国开通"),
    }
    return render(request, "statistics/wall.html", context)


def name_of(code: str) -> Text:
    """An office's name; one without an English name keeps the Chinese one."""
    office = offices.office(code)
    return Text(office.name_zh, office.name_en or office.name_zh)


@require_safe
def figures_csv(_request: HttpRequest) -> HttpResponse:
    """Everything that the page draws as rows: kind, day or province, count, whether it is invented, as of when.

    kind: cumulative (by month), province (all issued, two digits of GB/T 2260), own (issued here, by day).
    """
    found = queries.figures()
    rows = [("cumulative", day.isoformat(), n, found.is_invented) for day, n in found.series]
    rows += [("province", code, n, found.is_invented) for code, n in found.provinces.items()]
    rows += [("own", day.isoformat(), n, settings.DEMO) for day, n in found.own_days.items()]
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="figures.csv"'
    table = csv.writer(answer)
    table.writerow(("kind", "of", "count", "is_invented", "as_of"))
    as_of = (found.counted_at or now()).astimezone(CHINA).isoformat(timespec="seconds")
    table.writerows((kind, of, n, str(is_invented).lower(), as_of) for kind, of, n, is_invented in rows)
    return answer
