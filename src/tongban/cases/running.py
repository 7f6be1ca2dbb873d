"""What happens to cases without a person: clocks that run out, and moves that need nobody.

However many cases cannot go on, each has its turn, and one that cannot be handled is set aside: nobody starves.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from tongban.cases.kinds import Kind
from tongban.cases.rows import OVER, REMINDED, Case
from tongban.cases.table import Late
from tongban.followers import actions as followers
from tongban.journal import actions as journal
from tongban.journal.leaves import JournalEntry

C = TypeVar("C", bound=Case)
AT_ONCE = 50  # cases in one transaction: they are locked for some tens of milliseconds


def run_clocks(
    kind: Kind[C, Any, Any],
    *,
    line: str,
    end: Callable[[C, Late], object],
    steps: Callable[[datetime], tuple[datetime, ...]],
    escalated: Callable[[C, int], JournalEntry],
    at: datetime,
    limit: int,
) -> int:
    """Do what the stages' rows say where a clock has run out; each case in its own transaction; returns how many.

    line: under which a case is set aside that cannot be handled. end: ends a case by the move of its row. steps: when a
    file wanted since a moment goes one step higher up; escalated: the entry of a step. limit: cases of a kind in one go.
    Only cases are taken for which the end of their clock still means something, so that those which merely are late
    stand in nobody's way.
    """
    over = (
        kind.cases._default_manager.filter(due_at__lt=at)
        .exclude(pk__in=followers.held(line, at=at))
        .order_by("due_at", "pk")
    )

    def reached(since: datetime) -> int:
        return sum(at > moment for moment in steps(since))

    def ring(case_id: UUID) -> None:
        row = kind.lock(case_id)
        late = kind.row(row).late
        if row.due_at is None or row.due_at >= at or late is None:
            return
        if late.is_escalated and (step := reached(row.stage_since)) > row.escalated:
            row.escalated = step
            row.save(update_fields=["escalated"])
            journal.record(escalated(row, step), by=kind.system, about=kind.about(row), at=at)
        elif late.is_once and row.escalated < OVER:
            row.escalated = OVER
            end(row, late)

    ends = kind.table.where(lambda row: row.late is not None and row.late.is_once)
    ending = list(over.filter(stage__in=ends, escalated__lt=OVER).values_list("pk", flat=True)[:limit])
    done = followers.each(line, ending, ring, at=at)
    higher = kind.table.where(lambda row: row.late is not None and row.late.is_escalated)
    late = over.filter(stage__in=higher, escalated__lt=len(steps(at)))
    return done + followers.each(line, to_escalate(late, reached, limit), ring, at=at)


def run_reminders(
    kind: Kind[C, Any, Any],
    *,
    line: str,
    before: timedelta,
    remind: Callable[[C, Late], object],
    at: datetime,
    limit: int,
) -> int:
    """Remind, once a stage, whoever's turn it is where a clock runs out within `before`; returns how many were.

    remind: tells them and records it.
    """

    def ring(case_id: UUID) -> None:
        row = kind.lock(case_id)
        late = kind.row(row).late
        if late is None or late.remind is None or row.escalated or row.due_at is None:
            return
        row.escalated = REMINDED
        row.save(update_fields=["escalated"])
        remind(row, late)

    stages = kind.table.where(lambda row: row.late is not None and row.late.remind is not None)
    near = (
        kind.cases._default_manager.filter(stage__in=stages, escalated=0, due_at__gte=at, due_at__lt=at + before)
        .exclude(pk__in=followers.held(line, at=at))
        .order_by("due_at", "pk")
    )
    return followers.each(line, list(near.values_list("pk", flat=True)[:limit]), ring, at=at)


def to_escalate(late: QuerySet[C], reached: Callable[[datetime], int], limit: int) -> list[UUID]:
    """Late cases for which the next step has come; those that have reached the last one are not even read."""
    found: list[UUID] = []
    for pk, since, escalated in late.values_list("pk", "stage_since", "escalated").iterator():
        if reached(since) > escalated:
            found.append(pk)
        if len(found) == limit:
            break
    return found


def look_at(kind: Kind[C, Any, Any], stage: str, act: Callable[[list[C]], int], *, limit: int, at: datetime) -> int:
    """Do `act` for cases in a stage, those first that have waited longest for a look; returns what it returns.

    Only when more cases wait than are looked at in one go is the look noted, so that the next go begins behind it.
    """
    waiting = kind.cases._default_manager.filter(stage=stage)
    found: list[C] = []
    for is_new in (True, False):  # one question would sort all that wait: no index has "none" first on every database
        part = waiting.filter(looked_at__isnull=is_new).order_by("looked_at", "stage_since")
        found += part[: limit + 1 - len(found)]
    rows = found[:limit]
    done = sum(act(rows[start : start + AT_ONCE]) for start in range(0, len(rows), AT_ONCE))
    if len(found) > limit:
        waiting.filter(pk__in=[row.pk for row in rows]).update(looked_at=at)
    return done
