"""What was set aside, and how the steps of `work` go, for the operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tongban.followers.models import DeadLetter, Step
from tongban.verdicts import Text


@dataclass(frozen=True)
class SetAside:
    """An item of a line of work that failed so often, with the code or the name of the last error."""

    line: str
    item: str
    tries: int
    error: str
    first_at: datetime
    last_at: datetime
    is_dead: bool


@dataclass(frozen=True)
class StepAccount:
    """How a step of `work` goes: what it has done, how often it failed as a whole, since when it fails, and why.

    words: what it does. rest: between two turns.
    """

    name: str
    words: Text
    rest: timedelta
    done: int
    failed: int
    error: str
    last_done_at: datetime | None
    failing_since: datetime | None


def dead_letters(*, limit: int | None = None) -> list[SetAside]:
    """What is set aside, dead or to be tried again, the oldest first."""
    return [
        SetAside(row.line, row.item, row.tries, row.error, row.first_at, row.last_at, row.is_dead)
        for row in DeadLetter.objects.order_by("first_at", "pk")[:limit]
    ]


def count_dead() -> int:
    """How many items nobody tries any more until they are released."""
    return DeadLetter.objects.filter(is_dead=True).count()


def steps() -> list[StepAccount]:
    """Every step that ever had a turn, by its name."""
    return [
        StepAccount(
            name=row.name,
            words=Text(row.words_zh or row.name, row.words_en or row.name),
            rest=timedelta(seconds=row.rest_seconds),
            done=row.done,
            failed=row.failed,
            error=row.error,
            last_done_at=row.last_done_at,
            failing_since=row.failing_since,
        )
        for row in Step.objects.order_by("name")
    ]
