"""The service as the whole country sees it: how much, how fast, who is late, and which grounds refuse. Never who.

The `work` command asks them by the clock and stores what comes out (statistics).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count, Min
from django.db.models.functions import TruncDate

from tongban.clock import CHINA, day_of
from tongban.transfers.models import Act, RegisteredOn, Transfer
from tongban.transfers.queries.cases import actor_of
from tongban.transfers.rules.refusals import GROUNDS
from tongban.transfers.stages import AT_OFFICES, OPEN, Actor, Move, Stage
from tongban.verdicts import Reason

WINDOW = timedelta(days=90)
LATE_OFFICES = 12  # as many as a wall shows
REGISTERING = (Move.ISSUE, Move.ENDORSE)
ACCEPTING = (Move.ACCEPT, Move.ACCEPT_AT_ORIGIN)


@dataclass(frozen=True)
class LateOffice:
    """An office with overdue cases: its code, how many, since when the oldest is due."""

    code: str
    cases: int
    oldest: datetime


@dataclass(frozen=True)
class National:
    """registered: in all; by_day: by Chinese calendar day within the window; open: cases now; overdue: of those.

    median_days: calendar days from acceptance to registration within the window, None when nothing was registered.
    refused: decisions "no" within the window; refusals: ground code -> in how many of them.
    """

    registered: int
    by_day: dict[date, int]
    open: int
    overdue: int
    median_days: float | None
    refused: int
    refusals: dict[str, int]
    late: tuple[LateOffice, ...]


def refusal(code: str) -> Reason | None:
    """The ground of that code as a refusal words it; None for a code of former rules."""
    return GROUNDS.get(code)


def national(*, at: datetime) -> National:
    """All offices together, as of `at`."""
    since = at - WINDOW
    days = registered_on(at=at)
    refused = Transfer.objects.filter(stage=Stage.REFUSED, decided_at__gt=since, decided_at__lte=at)
    grounds = Counter(
        code for decision in refused.values_list("decision", flat=True) for code in (decision or {}).get("codes", ())
    )
    running = Transfer.objects.filter(stage__in=AT_OFFICES)
    return National(
        registered=sum(days.values()),
        by_day={day: n for day, n in days.items() if day >= day_of(since)},
        open=running.count(),
        overdue=running.filter(due_at__lt=at).count(),
        median_days=median_days(since=since, at=at),
        refused=refused.count(),
        refusals=dict(grounds.most_common()),
        late=late_offices(at=at),
    )


def registered_on(*, at: datetime) -> dict[date, int]:
    """How many vehicles were registered on each day: days that are over as `keep_days` counted them, the rest now."""
    kept = dict(RegisteredOn.objects.order_by("day").values_list("day", "vehicles"))
    return kept | count_registered(after=max(kept, default=None), until=at)


def count_registered(*, after: date | None, until: datetime) -> dict[date, int]:
    """Those registered after a day (None: ever) and up to a moment, from the acts themselves."""
    acts = Act.objects.filter(move__in=REGISTERING, at__lte=until)
    if after is not None:
        acts = acts.filter(at__gte=datetime.combine(after + timedelta(days=1), time.min, CHINA))
    days = acts.annotate(day=TruncDate("at", tzinfo=CHINA)).values("day").annotate(n=Count("pk"))
    return {row["day"]: row["n"] for row in days.order_by("day")}


def median_days(*, since: datetime, at: datetime) -> float | None:
    """From the first acceptance to the registration, of the cases registered in the window and accepted in it or in the
    one before."""
    registered = Act.objects.filter(move__in=REGISTERING, at__gt=since, at__lte=at)
    ends = dict(registered.values_list("transfer_id", "at"))
    begins = (
        Act.objects.filter(move__in=ACCEPTING, transfer_id__in=registered.values("transfer_id"), at__gt=since - WINDOW)
        .values("transfer_id")
        .annotate(first=Min("at"))
    )
    lengths = [(ends[row["transfer_id"]] - row["first"]) / timedelta(days=1) for row in begins]
    return round(median(lengths), 1) if lengths else None


def late_offices(*, at: datetime) -> tuple[LateOffice, ...]:
    """The offices whose turn it is in cases that are overdue, the worst first."""
    found: dict[str, list[datetime]] = defaultdict(list)
    overdue = Transfer.objects.filter(stage__in=OPEN, due_at__lt=at)
    for row in overdue.only("stage", "way", "ground", "origin", "destination", "due_at").iterator():
        end = {Actor.ORIGIN: row.origin, Actor.DESTINATION: row.destination}.get(actor_of(row))
        if end is not None and row.due_at is not None:
            found[end].append(row.due_at)
    offices = [LateOffice(code, len(dues), min(dues)) for code, dues in found.items()]
    return tuple(sorted(offices, key=lambda one: (-one.cases, one.oldest, one.code))[:LATE_OFFICES])
