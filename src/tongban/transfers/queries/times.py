"""Each office's real times, for the public: how long it takes to send a file, to check one, to decide."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median_low
from uuid import UUID

from tongban.offices import queries as offices
from tongban.offices.records import OfficeRecord
from tongban.transfers.models import Act, Transfer
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
    """An office's medians of the last 90 days; None where nothing was done. done: finished cases that came to it."""

    office: OfficeRecord
    done: int
    sent: int
    release: timedelta | None
    check: timedelta | None
    decide: timedelta | None
    whole: timedelta | None


def office_times(*, at: datetime) -> list[OfficeTimes]:
    """The times of every office that sent or received a file lately, by code."""
    rows = Transfer.objects.filter(created_at__gte=at - timedelta(days=SINCE_DAYS)).exclude(submitted_at=None)
    ends = {row.pk: row for row in rows.only("id", "origin", "destination")}
    moments: dict[UUID, dict[str, datetime]] = defaultdict(dict)
    for transfer_id, move, moment in Act.objects.filter(transfer_id__in=ends).values_list("transfer_id", "move", "at"):
        moments[transfer_id].setdefault(move, moment)
    lengths: dict[tuple[str, str], list[timedelta]] = defaultdict(list)
    for transfer_id, when in moments.items():
        for name, first, last, end in STEPS:
            if first in when and last in when:
                lengths[getattr(ends[transfer_id], end), name].append(when[last] - when[first])
    codes = sorted({code for code, _ in lengths})
    return [
        OfficeTimes(
            office=offices.office(code),
            done=len(lengths[code, "whole"]),
            sent=len(lengths[code, "release"]),
            **{name: median_low(lengths[code, name]) if lengths[code, name] else None for name, *_ in STEPS},
        )
        for code in codes
    ]


def done_by_day(*, since: date, at: datetime) -> dict[date, int]:
    """How many vehicles were registered each day."""
    found: dict[date, int] = defaultdict(int)
    for moment in Act.objects.filter(move=Move.ISSUE, at__lte=at).values_list("at", flat=True):
        if moment.date() >= since:
            found[moment.date()] += 1
    return dict(found)
