"""Each office's real times, for the public: how long it takes to send a file, to check one, to decide.

`count` goes over what was done in 90 days, so only the `work` command does it, by the clock (actions.count_times); whoever
opens the page reads one row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median_low
from typing import Any

from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncDate

from tongban.clock import CHINA, now
from tongban.identifiers import spelling
from tongban.transfers.models import Act, CountedTimes
from tongban.transfers.stages import Move

SINCE_DAYS = 90
STEPS = (
    ("release", Move.ACCEPT, Move.SEND_FILE, "origin"),
    ("check", Move.RECEIVE_FILE, Move.ACCEPT_FILE, "destination"),
    ("decide", "inspect", Move.ISSUE, "destination"),
    ("whole", Move.ACCEPT, Move.ISSUE, "destination"),
)
MOVES = {str(move): f"moment_{n}" for n, move in enumerate(sorted({move for one in STEPS for move in one[1:3]}))}
"""Each move of the steps, and the name of its moment in a row."""


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
    """Go over the acts of the last 90 days, one row a case; only cases that were begun in them count."""
    since = at - timedelta(days=SINCE_DAYS)
    acts = Act.objects.filter(move__in=MOVES, at__gte=since, at__lte=at)
    cases = acts.values("transfer_id", origin=F("transfer__origin"), destination=F("transfer__destination"))
    cases = cases.filter(transfer__created_at__gte=since, transfer__submitted_at__isnull=False)
    lengths: dict[tuple[str, str], list[timedelta]] = defaultdict(list)
    rows: Iterable[Mapping[str, Any]] = cases.annotate(
        **{name: Min("at", filter=Q(move=move)) for move, name in MOVES.items()}
    )
    for case in rows:
        for name, first, last, end in STEPS:
            begins, ends = case[MOVES[first]], case[MOVES[last]]
            if begins is not None and ends is not None:
                lengths[case[end], name].append(ends - begins)
    issued = acts.filter(move=Move.ISSUE).annotate(day=TruncDate("at", tzinfo=CHINA)).values("day")
    days = {row["day"]: row["n"] for row in issued.annotate(n=Count("pk"))}
    offices = [
        OfficeTimes(
            office=code,
            done=len(lengths[code, "whole"]),
            sent=len(lengths[code, "release"]),
            **{name: median_low(lengths[code, name]) if lengths[code, name] else None for name, *_ in STEPS},
        )
        for code in sorted({code for code, _ in lengths})
    ]
    return Times(offices=offices, days=days, counted_at=at)


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
