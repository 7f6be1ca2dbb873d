"""Points, their reduction, and the cycles they are counted in (163号)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tongban.clock import day_of
from tongban.errors import Malformed, NotFound
from tongban.journal import actions as journal
from tongban.registers import codes, entries, sources
from tongban.registers.actions import rows
from tongban.registers.actions.rows import lock_driver, refuse_elsewhere, refuse_unless, save
from tongban.registers.models import Driver, PointsEntry
from tongban.registers.records import DriverRecord, EventKind
from tongban.registers.rules import drivers as rules


@transaction.atomic
def add_points(
    *,
    driver_id: UUID,
    key: str,
    points: int,
    reason: str,
    by: str,
    at: datetime,
    on: date | None = None,
    is_fine_paid: bool = True,
) -> DriverRecord:
    """Count 12, 9, 6, 3 or 1 points for a violation (163号 Articles 8 to 12). At 12 and more letter B joins.

    key: of whoever counts; the same violation sent twice is counted once. reason: the
    violation in words, or its code. on: its day, today when None. is_fine_paid: an unpaid fine carries
    its points into the next cycle (Article 15). Malformed("points.value") for any other number.
    """
    if points not in rules.VALUES:
        raise Malformed("points.value", f"expected one of {rules.VALUES}, found {points}")
    row = lock_driver(driver_id)
    given = (points, reason, on, is_fine_paid)
    if not rows.is_new(row, under=key, act="add-points", content=given, by=by, at=at):
        return sources.driver_record(row)
    _close_cycle_if_over(row, by=by, at=at)
    day = on or day_of(at)
    PointsEntry.objects.create(driver=row, points=points, reason=reason, on=day, at=at, is_fine_paid=is_fine_paid)
    _count_points(row)
    save(row, kind=EventKind.POINTS_ADDED, at=at)
    journal.record(
        entries.PointsAdded(points=points, total=row.points, reason=reason, on=day.isoformat()),
        by=by,
        about=[rows.key(row)],
        at=at,
    )
    return sources.driver_record(row)


@transaction.atomic
def reduce_points(*, driver_id: UUID, key: str, points: int, reason: str, by: str, at: datetime) -> DriverRecord:
    """学法减分: take 1 or 2 points off, at most 6 in a cycle and only below 12 (163号 Articles 25, 27).

    The grounds of Article 26 that lie outside the register are for whoever receives the application. key: as for
    add_points.
    """
    if -points not in rules.REDUCTIONS:
        raise Malformed("points.value", f"expected 1 or 2, found {points}")
    row = lock_driver(driver_id)
    if not rows.is_new(row, under=key, act="reduce-points", content=(points, reason), by=by, at=at):
        return sources.driver_record(row)
    _close_cycle_if_over(row, by=by, at=at)
    counted = PointsEntry.objects.filter(driver=row, cleared_at__isnull=True)
    reduced = -sum(counted.filter(points__lt=0).values_list("points", flat=True))
    refuse_unless(rules.may_reduce(points, total=row.points, reduced=reduced), code="points.not-reducible")
    PointsEntry.objects.create(driver=row, points=-points, reason=reason, on=day_of(at), at=at)
    _count_points(row)
    save(row, kind=EventKind.POINTS_CLEARED, at=at)
    journal.record(
        entries.PointsReduced(points=points, total=row.points, reason=reason), by=by, about=[rows.key(row)], at=at
    )
    return sources.driver_record(row)


@transaction.atomic
def pay_fine(*, driver_id: UUID, line_id: UUID, by: str, at: datetime) -> DriverRecord:
    """Note that the fine behind a ledger line was paid. The total does not change, so nothing is announced.

    NotFound("points.unknown-line"). Paying twice changes nothing.
    """
    row = lock_driver(driver_id)
    changed = PointsEntry.objects.filter(driver=row, id=line_id, is_fine_paid=False).update(is_fine_paid=True)
    if changed:
        journal.record(entries.FinePaid(line=str(line_id)), by=by, about=[rows.key(row)], at=at)
    elif not PointsEntry.objects.filter(driver=row, id=line_id).exists():
        raise NotFound("points.unknown-line", "this driver has no such line in the points ledger")
    return sources.driver_record(row)


@transaction.atomic
def pass_full_mark_education(*, driver_id: UUID, by: str, at: datetime, key: str | None = None) -> DriverRecord:
    """满分教育 passed: the counted points are cleared and letter B goes (163号 Articles 18 to 23).

    Refused("points.not-cleared") when the total is below 12 or a fine is unpaid (Article 23).
    """
    row = lock_driver(driver_id)
    if not rows.is_new(row, under=key, act="pass-full-mark-education", content=(), by=by, at=at):
        return sources.driver_record(row)
    counted = PointsEntry.objects.filter(driver=row, cleared_at__isnull=True)
    is_unpaid = counted.filter(is_fine_paid=False).exists()
    refuse_unless(rules.may_clear_full(total=row.points, has_unpaid_fine=is_unpaid), code="points.not-cleared")
    cleared = row.points
    counted.update(cleared_at=at)
    row.cycle_start, row.cycle_end = rules.cycle_of(first_issued=row.first_issued, on=day_of(at))
    _count_points(row)
    save(row, kind=EventKind.POINTS_CLEARED, at=at)
    journal.record(entries.FullMarkEducationPassed(cleared=cleared), by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


def close_cycles(*, by: str, at: datetime, limit: int = 500) -> int:
    """End the cycles whose last day is past, at most `limit` of them; returns how many. For a daily job.

    Each driver is a transaction of their own, so that a killed job has lost nothing.
    """
    refuse_elsewhere()
    over = Driver.objects.filter(cycle_end__lte=day_of(at)).order_by("cycle_end", "id")
    ids = list(over.values_list("id", flat=True)[:limit])
    for driver_id in ids:
        with transaction.atomic():
            row = lock_driver(driver_id)
            if _close_cycle_if_over(row, by=by, at=at):
                save(row, kind=EventKind.CYCLE_CLOSED, at=at)
    return len(ids)


def _count_points(row: Driver) -> None:
    """Sum the ledger into the row and let B follow the sum."""
    lines = PointsEntry.objects.filter(driver=row, cleared_at__isnull=True).values_list("points", "is_fine_paid")
    row.points = rules.total(rules.Counted(points, is_paid) for points, is_paid in lines)
    row.letters = codes.letters_text(rules.letters_after_points(frozenset(row.letters), total=row.points))


def _close_cycle_if_over(row: Driver, *, by: str, at: datetime) -> bool:
    """Bring the row into the cycle of this day (163号 Articles 3, 15); the caller saves it. False if it is there."""
    if day_of(at) < row.cycle_end:
        return False
    lines = PointsEntry.objects.filter(driver=row, cleared_at__isnull=True)
    before, start = row.points, row.cycle_start
    gone = [
        line.id for line in lines if rules.is_cleared(rules.Counted(line.points, line.is_fine_paid), total=row.points)
    ]
    PointsEntry.objects.filter(id__in=gone).update(cleared_at=at)
    row.cycle_start, row.cycle_end = rules.cycle_of(first_issued=row.first_issued, on=day_of(at))
    _count_points(row)
    entry = entries.CycleClosed(cleared=before - row.points, carried=row.points, cycle_start=start.isoformat())
    journal.record(entry, by=by, about=[rows.key(row)], at=at)
    return True
