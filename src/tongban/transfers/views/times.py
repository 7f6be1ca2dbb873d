"""Each office's real times, for everybody. An office with few cases is left out, so that nobody can be told from it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.clock import day_of
from tongban.offices import queries as offices
from tongban.transfers import queries
from tongban.verdicts import Text

FEWEST = 3  # under so many cases a number could point at somebody's car
DAYS = 30
HIGH = 60  # of the picture of days
STEPS: tuple[tuple[str, Text], ...] = (
    ("release", Text("发出电子档案", "Sends the file")),
    ("check", Text("核对档案", "Checks the file")),
    ("decide", Text("查验到发牌", "Inspection to plates")),
    ("whole", Text("受理到办结", "Acceptance to the end")),
)


@require_safe
def times(request: HttpRequest) -> HttpResponse:
    """A table with bars: how long each office really takes; under it how many were done each day."""
    counted, least = queries.public_times(), FEWEST
    found = [one for one in counted.offices if max(one.done, one.sent) >= least]
    known = offices.offices_of(one.office for one in found)
    longest = {
        name: max((getattr(one, name) for one in found if getattr(one, name) is not None), default=timedelta(seconds=1))
        for name, _title in STEPS
    }
    rows = [
        {
            "office": known[one.office],
            "done": one.done if one.done >= least else 0,
            "bars": bars(one, longest, least),
        }
        for one in found
    ]
    first = day_of(counted.counted_at) - timedelta(days=DAYS - 1)
    done = [(day, counted.days.get(day, 0)) for day in (first + timedelta(days=n) for n in range(DAYS))]
    most = max(n for _day, n in done)
    context = {
        "rows": rows,
        "steps": [title for _name, title in STEPS],
        "series": columns(done, most) if sum(n for _day, n in done) >= least else [],
        "most": most,
        "least": least,
        "days": DAYS,
        "at": counted.counted_at,
        "tab": "figures",
    }
    return render(request, "transfers/times.html", context)


def columns(counted: list[tuple[date, int]], most: int) -> list[dict[str, Any]]:
    """One column a day, HIGH for the most."""
    found = []
    for n, (day, count) in enumerate(counted):
        height = round(HIGH * count / max(most, 1))
        found.append({"day": day, "n": count, "x": 10 * n + 1, "y": HIGH - height, "height": height})
    return found


def bars(one: queries.OfficeTimes, longest: dict[str, timedelta], least: int) -> list[dict[str, Any]]:
    """The lengths of an office's bars in percent of the longest; nothing where too few cases stand behind a number."""
    found = []
    for name, title in STEPS:
        enough = (one.sent if name == "release" else one.done) >= least
        length = getattr(one, name) if enough else None
        share = 0 if length is None else max(round(100 * (length / max(longest[name], timedelta(seconds=1)))), 1)
        found.append({"title": title, "length": length, "percent": min(share, 100)})
    return found
