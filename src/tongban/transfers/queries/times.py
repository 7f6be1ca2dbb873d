"""Each office's real times, for the public: how long it takes to send a file, to check one, to decide.

`count` goes over all cases of 90 days, so only the `work` command does it, by the clock (actions.count_times); whoever
opens the page reads one row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median_low
from typing import Any
from uuid import UUID

from tongban.clock import day_of, now
from tongban.identifiers import spelling
from tongban.transfers.models import Act, CountedTimes, Transfer
from tongban.transfers.stages import Move

SINCE_DAYS = 90
STEPS = (
    ("release", Move.ACCEPT, Move.SEND_FILE, "origin"),
    ("check", Move.RECEIVE_FILE, Move.ACCEPT_FILE, "destination"),
    ("decide", "inspect", Move.ISSUE, "destination"),
    ("whole", Move.ACCEPT, Move.ISSUE, "destination"),
)


@dataclass(frozen=True)
class OfficeTimes:
    """An office's medians of the last 90 days; None where nothing was done. office: its code; done: finished cases
    that came to it; sent: files that it sent."""

    office: str
    done: int
    sent: int
    release: timedelta | None
    check: timedelta | None
    decide: timedelta | None
    whole: timedelta | None


@dataclass(frozen=True)
class Times:
    """The times of every office that sent or received a file lately, by code; how many vehicles were registered on
    each day of the Chinese calendar; and when this was counted."""

    offices: list[OfficeTimes]
    days: dict[date, int]
    counted_at: datetime


def public_times() -> Times:
    """As `work` counted them last. Counted on the spot only where they never were, on a system just set up."""
    row = CountedTimes.objects.filter(id=1).first()
    return count(at=now()) if row is None else from_json(row.times, at=row.at)


def count(*, at: datetime) -> Times:
    """Go over the cases and acts of the last 90 days."""
    rows = Transfer.objects.filter(created_at__gte=at - timedelta(days=SINCE_DAYS)).exclude(submitted_at=None)
    ends = {row.pk: row for row in rows.only("id", "origin", "destination")}
    moments: dict[UUID, dict[str, datetime]] = defaultdict(dict)
    since = at - timedelta(days=SINCE_DAYS)
    acts = Act.objects.filter(
        at__gte=since, at__lte=at, move__in={move for _name, *ends_of, _end in STEPS for move in ends_of}
    )
    days: Counter[date] = Counter()
    for transfer_id, move, moment in acts.order_by("at").values_list("transfer_id", "move", "at").iterator():
        if move == Move.ISSUE:
            days[day_of(moment)] += 1
        if transfer_id in ends:
            moments[transfer_id].setdefault(move, moment)
    lengths: dict[tuple[str, str], list[timedelta]] = defaultdict(list)
    for transfer_id, when in moments.items():
        for name, first, last, end in STEPS:
            if first in when and last in when:
                lengths[getattr(ends[transfer_id], end), name].append(when[last] - when[first])
    offices = [
        OfficeTimes(
            office=code,
            done=len(lengths[code, "whole"]),
            sent=len(lengths[code, "release"]),
            **{name: median_low(lengths[code, name]) if lengths[code, name] else None for name, *_ in STEPS},
        )
        for code in sorted({code for code, _ in lengths})
    ]
    return Times(offices=offices, days=dict(days), counted_at=at)


def as_json(found: Times) -> dict[str, Any]:
    """As they are stored: lengths in whole seconds."""
    return {
        "offices": [
            {"office": one.office, "done": one.done, "sent": one.sent}
            | {
                name: None if (length := getattr(one, name)) is None else int(length.total_seconds())
                for name, *_ in STEPS
            }
            for one in found.offices
        ],
        "days": {str(day): n for day, n in sorted(found.days.items())},
    }


def from_json(stored: dict[str, Any], *, at: datetime) -> Times:
    """The times as `as_json` wrote them."""

    def lengths(one: dict[str, Any]) -> dict[str, timedelta | None]:
        return {name: None if one[name] is None else timedelta(seconds=one[name]) for name, *_ in STEPS}

    offices = [
        OfficeTimes(office=one["office"], done=one["done"], sent=one["sent"], **lengths(one))
        for one in stored["offices"]
    ]
    return Times(offices=offices, days={spelling.day(day): n for day, n in stored["days"].items()}, counted_at=at)
