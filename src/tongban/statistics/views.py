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
from tongban.statistics import queries
from tongban.verdicts import Text

NATIONWIDE = date(2021, 12, 10)
DAYS_SHOWN = 30
ISSUED = Text("本机每日签发", "Issued here, by day")


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
    today = day_of(at)
    days = [today - timedelta(days=n) for n in range(DAYS_SHOWN - 1, -1, -1)]
    shown = queries.wall(found, at=at)
    trends = ((ISSUED, found.own_days), *shown.trends)
    context = {
        "figures": found,
        "wall": shown,
        "until": found.counted_at or at,
        "own_today": found.own_days.get(today, 0),
        "trends": [(title, [(day, counted.get(day, 0)) for day in days]) for title, counted in trends],
        "event_day": NATIONWIDE,
        "event_name": _("全国开通"),
    }
    return render(request, "statistics/wall.html", context)


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
