"""Points, their reduction, and the cycles they are counted in (163号)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tongban.calendars import Rule, deadline, years_later
from tongban.clock import day_of
from tongban.errors import Malformed, NotFound, refuse_unless
from tongban.identifiers import spelling
from tongban.journal import actions as journal
from tongban.registers import codes, entries, sources
from tongban.registers.actions import rows
from tongban.registers.actions.rows import lock_driver, refuse_elsewhere, save
from tongban.registers.ages import PROFESSIONAL, probation_until
from tongban.registers.models import Driver, FullMarkRound, PointsEntry, Vehicle
from tongban.registers.records import DriverRecord, EventKind, Study
from tongban.registers.rules import drivers as rules
from tongban.registers.rules import full_mark
from tongban.verdicts import Verdict


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
    _count_points(row, at=at)
    save(row, kind=EventKind.POINTS_ADDED, at=at)
    journal.record(
        entries.PointsAdded(points=points, total=row.points, reason=reason, on=day.isoformat()),
        by=by,
        about=[rows.key(row)],
        at=at,
    )
    return sources.driver_record(row)


@transaction.atomic
def reduce_points(
    *,
    driver_id: UUID,
    key: str,
    points: int,
    reason: str,
    by: str,
    at: datetime,
    declared: frozenset[str] = frozenset(),
) -> DriverRecord:
    """学法减分: take 1 or 2 points off, at most 6 in a cycle and only below 12 (163号 Articles 25 to 27).

    declared: the grounds of Article 26 that the register does not hold, of rules.DECLARED, as whoever receives the
    application found them. key: as for add_points. Refused("points.not-reducible") with every ground.
    """
    if -points not in rules.REDUCTIONS:
        raise Malformed("points.value", f"expected 1 or 2, found {points}")
    row = lock_driver(driver_id)
    if not rows.is_new(row, under=key, act="reduce-points", content=(points, reason), by=by, at=at):
        return sources.driver_record(row)
    _close_cycle_if_over(row, by=by, at=at)
    counted = PointsEntry.objects.filter(driver=row, cleared_at__isnull=True)
    reduced = -sum(counted.filter(points__lt=0).values_list("points", flat=True))
    facts = rules.ReductionFacts(
        total=row.points,
        reduced=reduced,
        letters=frozenset(row.letters),
        educations=_passed_in(row, cycles=2),
        is_on_probation=is_on_probation(row, on=day_of(at)),
        has_overdue_vehicle=_has_overdue_vehicle(row, on=day_of(at)),
        declared=declared,
    )
    refuse_unless(rules.may_reduce(points, facts), code="points.not-reducible")
    PointsEntry.objects.create(driver=row, points=-points, reason=reason, on=day_of(at), at=at)
    _count_points(row, at=at)
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
def change_points(
    *, driver_id: UUID, line_id: UUID, key: str, points: int, reason: str, by: str, at: datetime
) -> DriverRecord:
    """The decision behind a line was changed or revoked, so its points are too (163号 Article 16); 0 revokes them.

    The former line stays, marked; a changed one goes on with another value from its own day. B follows the new sum. A
    reduction that was cheated is revoked in the same way (Article 31). Malformed("points.value"),
    NotFound("points.unknown-line") for none that counts for something, Refused("points.unchanged").
    """
    if points not in (0, *rules.VALUES):
        raise Malformed("points.value", f"expected 0 or one of {rules.VALUES}, found {points}")
    row = lock_driver(driver_id)
    if not rows.is_new(row, under=key, act="change-points", content=(line_id, points, reason), by=by, at=at):
        return sources.driver_record(row)
    line = PointsEntry.objects.filter(driver=row, id=line_id, revoked_at__isnull=True).first()
    if line is None:
        raise NotFound("points.unknown-line", "this driver has no such line in the points ledger")
    if line.points == points or (line.points < 0 and points):
        raise Malformed("points.value", "expected another value than the line has, and for a reduction 0")
    before, cleared_at = line.points, line.cleared_at
    line.revoked_at, line.cleared_at = at, line.cleared_at or at
    line.save(update_fields=["revoked_at", "cleared_at"])
    if points:
        PointsEntry.objects.create(
            driver=row,
            points=points,
            reason=line.reason,
            on=line.on,
            at=line.at,
            is_fine_paid=line.is_fine_paid,
            cleared_at=cleared_at,
        )
    _count_points(row, at=at)
    save(row, kind=EventKind.POINTS_CHANGED, at=at)
    entry = entries.PointsChanged(line=str(line_id), before=before, after=points, total=row.points, reason=reason)
    journal.record(entry, by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def serve_full_mark_notice(*, driver_id: UUID, on: date, by: str, at: datetime) -> DriverRecord:
    """满分教育通知书 was served on the day `on` (163号 Article 17): thirty days later the use of the licence may be stopped
    (Article 29). Served is served. Refused("points.not-full") below 12 points."""
    row = lock_driver(driver_id)
    refuse_unless(Verdict.of([full_mark.NOT_FULL if row.points < rules.FULL else None]), code="points.not-full")
    round_ = _open_round(row, at=at)
    if round_.noticed_on is None:
        round_.noticed_on = on
        round_.save(update_fields=["noticed_on"])
        last = deadline(Rule.POINTS, full_mark.STOP_AFTER_DAYS, on)
        entry = entries.FullMarkNoticed(on=on.isoformat(), stop_after=last.isoformat())
        journal.record(entry, by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def pass_full_mark_education(
    *, driver_id: UUID, study: Study, by: str, at: datetime, key: str | None = None
) -> DriverRecord:
    """满分教育 passed: the counted points are cleared and letter B goes (163号 Articles 18 to 23).

    study: the days and tests of this round, as they were certified. Refused("points.not-cleared") with every reason: below
    12, a fine unpaid, days or tests missing.
    """
    row = lock_driver(driver_id)
    content = (study.onsite_days, study.online_days, study.own_days, sorted(study.tests))
    if not rows.is_new(row, under=key, act="pass-full-mark-education", content=content, by=by, at=at):
        return sources.driver_record(row)
    counted = PointsEntry.objects.filter(driver=row, cleared_at__isnull=True)
    # Asked for before the round is: below 12 points there is none.
    total, number = row.points, round_of(row)
    verdict = full_mark.may_clear_full(
        total=total,
        has_unpaid_fine=counted.filter(is_fine_paid=False).exists(),
        study=study,
        round_number=number,
        is_professional=bool(PROFESSIONAL.intersection(codes.classes(row.classes))),
    )
    refuse_unless(verdict, code="points.not-cleared")
    round_ = _open_round(row, at=at)
    round_.passed_on, round_.tests = day_of(at), "".join(str(one) for one in sorted(study.tests))
    round_.onsite_days, round_.online_days, round_.own_days = study.onsite_days, study.online_days, study.own_days
    round_.save()
    counted.update(cleared_at=at)
    row.cycle_start, row.cycle_end = rules.cycle_of(first_issued=row.first_issued, on=day_of(at))
    _count_points(row, at=at)
    save(row, kind=EventKind.POINTS_CLEARED, at=at)
    journal.record(entries.FullMarkEducationPassed(cleared=total), by=by, about=[rows.key(row)], at=at)
    days = {"onsite_days": study.onsite_days, "online_days": study.online_days, "own_days": study.own_days}
    certified = entries.StudyCertified(round=number, tests=round_.tests, **days)
    journal.record(certified, by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


def is_on_probation(row: Driver, *, on: date) -> bool:
    """True in the first year (162号 Article 76)."""
    dates = {code: spelling.day(day) for code, day in row.class_dates.items()}
    return probation_until(codes.classes(row.classes), dates, first_issued=row.first_issued, on=on) is not None


def _has_overdue_vehicle(row: Driver, *, on: date) -> bool:
    """True if a vehicle of this driver is past its inspection, or was to be deregistered and is not."""
    own = Vehicle.objects.filter(owner_number=row.number).exclude(letters__contains="E")
    return own.filter(Q(inspected_until__lt=on) | Q(letters__contains="M") | Q(letters__contains="P")).exists()


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


def round_of(row: Driver) -> int:
    """Which round of the full-mark course this driver is in or would begin, in the cycle of the open one."""
    return full_mark.round_number(passed_before=_passed_in(row, cycles=1), total=row.points)


def _passed_in(row: Driver, *, cycles: int) -> int:
    """How many rounds that began in the running cycle, or in the last so many, were passed."""
    since = years_later(row.cycle_start, 1 - cycles)
    return FullMarkRound.objects.filter(driver=row, began_on__gte=since, passed_on__isnull=False).count()


def _open_round(row: Driver, *, at: datetime) -> FullMarkRound:
    """The round that is open; a register that was loaded with 12 points may have none yet."""
    found = FullMarkRound.objects.filter(driver=row, passed_on__isnull=True, dropped_at__isnull=True).first()
    return found or FullMarkRound.objects.create(driver=row, began_on=day_of(at))


def _count_points(row: Driver, *, at: datetime) -> None:
    """Sum the ledger into the row and let B, and the round of the full-mark course, follow the sum."""
    lines = PointsEntry.objects.filter(driver=row, cleared_at__isnull=True).values_list("points", "is_fine_paid")
    row.points = rules.total(rules.Counted(points, is_paid) for points, is_paid in lines)
    row.letters = codes.letters_text(rules.letters_after_points(frozenset(row.letters), total=row.points))
    if row.points >= rules.FULL:
        _open_round(row, at=at)
    else:
        FullMarkRound.objects.filter(driver=row, passed_on__isnull=True, dropped_at__isnull=True).update(dropped_at=at)


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
    _count_points(row, at=at)
    entry = entries.CycleClosed(cleared=before - row.points, carried=row.points, cycle_start=start.isoformat())
    journal.record(entry, by=by, about=[rows.key(row)], at=at)
    return True
