"""Changing the registers: one public function for each thing that happens.

Every function has the same shape: lock the row; guard; change with a new version; record in the journal;
announce with a RegisterEvent; all in one transaction. It returns the record as it is afterwards.
`by` is an internal key ("officer:<uuid>", "system:<name>"). `at` is an aware moment in UTC.

Raises NotFound for an unknown driver or vehicle, Malformed for a value outside its table, Refused when a rule
says no, Forbidden("registers.kept-elsewhere") when the operator plugged in another register (sources.py).
Where a new card is made, card_core_number is its 证芯编号; without one an opaque number is drawn.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from tongban.calendars import years_later
from tongban.clock import day_of
from tongban.errors import Forbidden, Malformed, NotFound, Refused
from tongban.identifiers import CardCoreNumber, OfficeCode
from tongban.journal import actions as journal
from tongban.registers import codes, entries, events, loading, rules, sources
from tongban.registers.bulk import bulk_write
from tongban.registers.models import Driver, PointsEntry, Portrait, Vehicle
from tongban.registers.records import NORMAL, DriverRecord, EventKind, PointsRecord, VehicleRecord

JPEG = b"\xff\xd8\xff"
LARGEST_PORTRAIT_BYTES = 200_000
Known = TypeVar("Known", DriverRecord, VehicleRecord)


# --- Points (163号) ------------------------------------------------------------------------------------------


@transaction.atomic
def add_points(
    *,
    driver_id: UUID,
    points: int,
    reason: str,
    by: str,
    at: datetime,
    on: date | None = None,
    is_fine_paid: bool = True,
) -> DriverRecord:
    """Count 12, 9, 6, 3 or 1 points for a violation (163号 Articles 8 to 12). At 12 and more letter B joins.

    reason: the violation in words, or its code. on: its day, today when None. is_fine_paid: an unpaid fine carries
    its points into the next cycle (Article 15). Malformed("points.value") for any other number.
    """
    if points not in rules.VALUES:
        raise Malformed("points.value", f"expected one of {rules.VALUES}, found {points}")
    row = _lock_driver(driver_id)
    _close_cycle_if_over(row, by=by, at=at)
    day = on or day_of(at)
    PointsEntry.objects.create(driver=row, points=points, reason=reason, on=day, at=at, is_fine_paid=is_fine_paid)
    _count_points(row)
    _save(row, kind=EventKind.POINTS_ADDED, at=at)
    journal.record(
        entries.PointsAdded(points=points, total=row.points, reason=reason, on=day.isoformat()),
        by=by,
        about=[_key(row)],
        at=at,
    )
    return sources.driver_record(row)


@transaction.atomic
def reduce_points(*, driver_id: UUID, points: int, reason: str, by: str, at: datetime) -> DriverRecord:
    """学法减分: take 1 or 2 points off, at most 6 in a cycle and only below 12 (163号 Articles 25, 27).

    The grounds of Article 26 that lie outside the register are for whoever receives the application.
    """
    if -points not in rules.REDUCTIONS:
        raise Malformed("points.value", f"expected 1 or 2, found {points}")
    row = _lock_driver(driver_id)
    _close_cycle_if_over(row, by=by, at=at)
    counted = PointsEntry.objects.filter(driver=row, cleared_at__isnull=True)
    reduced = -sum(counted.filter(points__lt=0).values_list("points", flat=True))
    verdict = rules.may_reduce(points, total=row.points, reduced=reduced)
    if not verdict.is_allowed:
        raise Refused("points.not-reducible", verdict)
    PointsEntry.objects.create(driver=row, points=-points, reason=reason, on=day_of(at), at=at)
    _count_points(row)
    _save(row, kind=EventKind.POINTS_CLEARED, at=at)
    journal.record(
        entries.PointsReduced(points=points, total=row.points, reason=reason), by=by, about=[_key(row)], at=at
    )
    return sources.driver_record(row)


@transaction.atomic
def pay_fine(*, driver_id: UUID, line_id: UUID, by: str, at: datetime) -> DriverRecord:
    """Note that the fine behind a ledger line was paid. The total does not change, so nothing is announced.

    NotFound("points.unknown-line"). Paying twice changes nothing.
    """
    row = _lock_driver(driver_id)
    changed = PointsEntry.objects.filter(driver=row, id=line_id, is_fine_paid=False).update(is_fine_paid=True)
    if changed:
        journal.record(entries.FinePaid(line=str(line_id)), by=by, about=[_key(row)], at=at)
    elif not PointsEntry.objects.filter(driver=row, id=line_id).exists():
        raise NotFound("points.unknown-line", "this driver has no such line in the points ledger")
    return sources.driver_record(row)


@transaction.atomic
def pass_full_mark_education(*, driver_id: UUID, by: str, at: datetime) -> DriverRecord:
    """满分教育 passed: the counted points are cleared and letter B goes (163号 Articles 18 to 23).

    Refused("points.not-cleared") when the total is below 12 or a fine is unpaid (Article 23).
    """
    row = _lock_driver(driver_id)
    counted = PointsEntry.objects.filter(driver=row, cleared_at__isnull=True)
    verdict = rules.may_clear_full(total=row.points, has_unpaid_fine=counted.filter(is_fine_paid=False).exists())
    if not verdict.is_allowed:
        raise Refused("points.not-cleared", verdict)
    cleared = row.points
    counted.update(cleared_at=at)
    row.cycle_start, row.cycle_end = rules.cycle_of(first_issued=row.first_issued, on=day_of(at))
    _count_points(row)
    _save(row, kind=EventKind.POINTS_CLEARED, at=at)
    journal.record(entries.FullMarkEducationPassed(cleared=cleared), by=by, about=[_key(row)], at=at)
    return sources.driver_record(row)


def close_cycles(*, by: str, at: datetime, limit: int = 500) -> int:
    """End the cycles whose last day is past, at most `limit` of them; returns how many. For a daily job.

    Each driver is a transaction of their own, so that a killed job has lost nothing.
    """
    _refuse_elsewhere()
    over = Driver.objects.filter(cycle_end__lte=day_of(at)).order_by("cycle_end", "id")
    ids = list(over.values_list("id", flat=True)[:limit])
    for driver_id in ids:
        with transaction.atomic():
            row = _lock_driver(driver_id)
            if _close_cycle_if_over(row, by=by, at=at):
                _save(row, kind=EventKind.CYCLE_CLOSED, at=at)
    return len(ids)


# --- Status letters ------------------------------------------------------------------------------------------


@transaction.atomic
def set_letter(*, driver_id: UUID, letter: str, reason: str, by: str, at: datetime) -> DriverRecord:
    """Add a status letter other than A and B. Does nothing when it is already there."""
    _require_letter(letter, table=codes.Table.DRIVER_STATUS)
    row = _lock_driver(driver_id)
    if letter not in row.letters:
        row.letters = codes.letters_text({*row.letters, letter})
        _save(row, kind=EventKind.LETTER_SET, at=at)
        entry = entries.LetterSet(register="driver", letter=letter, letters=row.letters, reason=reason)
        journal.record(entry, by=by, about=[_key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def clear_letter(*, driver_id: UUID, letter: str, reason: str, by: str, at: datetime) -> DriverRecord:
    """Take a status letter other than A and B away; A returns with the last one. Does nothing when it is not there.

    B follows from the points alone: it goes by pass_full_mark_education.
    """
    _require_letter(letter, table=codes.Table.DRIVER_STATUS)
    row = _lock_driver(driver_id)
    if letter in row.letters:
        row.letters = codes.letters_text({*row.letters} - {letter})
        _save(row, kind=EventKind.LETTER_CLEARED, at=at)
        entry = entries.LetterCleared(register="driver", letter=letter, letters=row.letters, reason=reason)
        journal.record(entry, by=by, about=[_key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def set_vehicle_letter(*, vehicle_id: UUID, letter: str, reason: str, by: str, at: datetime) -> VehicleRecord:
    """Add a vehicle status letter other than A. Does nothing when it is already there."""
    return _change_vehicle_letters(vehicle_id, letter, reason, by, at, is_set=True)


@transaction.atomic
def clear_vehicle_letter(*, vehicle_id: UUID, letter: str, reason: str, by: str, at: datetime) -> VehicleRecord:
    """Take a vehicle status letter away. Does nothing when it is not there."""
    return _change_vehicle_letters(vehicle_id, letter, reason, by, at, is_set=False)


# --- The licence itself (162号) ------------------------------------------------------------------------------


@transaction.atomic
def renew(*, driver_id: UUID, by: str, at: datetime, card_core_number: str = "") -> DriverRecord:
    """换证: a new period of 6 years, 10 years or 长期 (162号 Articles 13, 62, 63), a new card, letter M cleared.

    The new period follows the old one without a gap. Refused("renewal.not-due") for 长期, or earlier than 90 days
    before the end.
    """
    row = _lock_driver(driver_id)
    verdict = rules.may_renew(valid_until=row.valid_until, on=day_of(at))
    if not verdict.is_allowed or row.valid_until is None:
        raise Refused("renewal.not-due", verdict)
    lines = PointsEntry.objects.filter(driver=row, points__gt=0).values_list("on", "points")
    was_full = rules.was_ever_full(list(lines), first_issued=row.first_issued, valid_from=row.valid_from)
    term = rules.next_term(
        rules.term_of(valid_from=row.valid_from, valid_until=row.valid_until), was_ever_full=was_full
    )
    row.valid_from = row.valid_until
    row.valid_until = years_later(row.valid_from, term) if term else None
    row.letters = codes.letters_text({*row.letters} - {"M"})
    row.card_core_number = _card_core_number(card_core_number, office=row.office)
    _save(row, kind=EventKind.RENEWED, at=at)
    until = row.valid_until.isoformat() if row.valid_until else ""
    entry = entries.DriverRenewed(valid_from=row.valid_from.isoformat(), valid_until=until)
    journal.record(entry, by=by, about=[_key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def change_classes(
    *, driver_id: UUID, classes: tuple[str, ...], reason: str, by: str, at: datetime, card_core_number: str = ""
) -> DriverRecord:
    """增加准驾车型 or 降级: the new set of classes; kept ones keep their start day, new ones start today."""
    text = "".join(codes.classes("".join(classes)))
    row = _lock_driver(driver_id)
    before, today = row.classes, day_of(at).isoformat()
    row.classes = text
    row.class_dates = {code: row.class_dates.get(code, today) for code in codes.classes(text)}
    row.card_core_number = _card_core_number(card_core_number, office=row.office)
    _save(row, kind=EventKind.CLASSES_CHANGED, at=at)
    entry = entries.ClassesChanged(before=before, after=text, reason=reason)
    journal.record(entry, by=by, about=[_key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def replace_card(*, driver_id: UUID, reason: str, by: str, at: datetime, card_core_number: str = "") -> DriverRecord:
    """补证: a new card core number; the old card is void (162号 Article 98)."""
    row = _lock_driver(driver_id)
    row.card_core_number = _card_core_number(card_core_number, office=row.office)
    _save(row, kind=EventKind.CARD_REPLACED, at=at)
    journal.record(entries.CardReplaced(reason=reason), by=by, about=[_key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def change_office(*, driver_id: UUID, office: str, issuing_authority: str, by: str, at: datetime) -> DriverRecord:
    """转入: another office is now the issuing authority (162号 Article 64); letter C goes."""
    row = _lock_driver(driver_id)
    before = row.office
    row.office, row.issuing_authority = OfficeCode(office), issuing_authority
    row.letters = codes.letters_text({*row.letters} - {"C"})
    _save(row, kind=EventKind.OFFICE_CHANGED, at=at)
    journal.record(entries.DriverOfficeChanged(before=before, after=row.office), by=by, about=[_key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def change_portrait(*, driver_id: UUID, image: bytes, by: str, at: datetime) -> DriverRecord:
    """A new register photo (JPEG, at most 200 kB); Malformed("portrait.malformed")."""
    digest = store_portrait(image=image)
    row = _lock_driver(driver_id)
    if row.portrait_digest != digest:
        row.portrait_digest = digest
        _save(row, kind=EventKind.PORTRAIT_CHANGED, at=at)
        journal.record(entries.PortraitChanged(digest=digest), by=by, about=[_key(row)], at=at)
    return sources.driver_record(row)


def store_portrait(*, image: bytes) -> str:
    """Keep a JPEG under its SHA-256 and return that in hex; the same picture is kept once."""
    [digest] = store_portraits(images=[image])
    return digest


@transaction.atomic
def record_death(*, driver_id: UUID, on: date, by: str, at: datetime) -> DriverRecord:
    """The driver died on the day `on`: the licence is cancelled, letter G (162号 Article 79)."""
    row = _lock_driver(driver_id)
    if row.died_on is None:
        row.died_on = on
        row.letters = codes.letters_text({*row.letters, "G"})
        _save(row, kind=EventKind.DIED, at=at)
        journal.record(entries.DeathRecorded(on=on.isoformat()), by=by, about=[_key(row)], at=at)
    return sources.driver_record(row)


# --- A new installation --------------------------------------------------------------------------------------


@transaction.atomic
def load_register(
    *,
    drivers: Iterable[DriverRecord],
    points: Iterable[PointsRecord] = (),
    vehicles: Iterable[VehicleRecord] = (),
    by: str,
    at: datetime,
) -> int:
    """Put whole records in as they are, with their ids; rows whose id is there already are left alone.

    For moving a register that was checked elsewhere, and for the demo's population. Nothing is announced, since
    nobody can have followed these people yet. Returns how many rows were new.
    django.db.IntegrityError when a number belongs to another id; then nothing was loaded.
    """
    _refuse_elsewhere()
    new_drivers = [loading.driver_row(record) for record in _unknown(drivers, Driver)]
    new_ids = {row.id for row in new_drivers}
    new_points = [loading.points_row(line) for line in points if line.driver_id in new_ids]
    new_vehicles = [loading.vehicle_row(record) for record in _unknown(vehicles, Vehicle)]
    for rows in (new_drivers, new_points, new_vehicles):
        bulk_write(rows)
    if new_drivers or new_vehicles:
        entry = entries.RegisterLoaded(drivers=len(new_drivers), points=len(new_points), vehicles=len(new_vehicles))
        journal.record(entry, by=by, about=[by], at=at)
    return len(new_drivers) + len(new_points) + len(new_vehicles)


def store_portraits(*, images: Iterable[bytes]) -> list[str]:
    """As store_portrait, for many; the digests in the order of the images."""
    kept = [(hashlib.sha256(image).hexdigest(), image) for image in images]
    for _, image in kept:
        _require_portrait(image)
    rows = [Portrait(digest=digest, image=image) for digest, image in kept]
    Portrait.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
    return [digest for digest, _ in kept]


# --- The shape they share ------------------------------------------------------------------------------------


def _require_portrait(image: bytes) -> None:
    if not image.startswith(JPEG) or len(image) > LARGEST_PORTRAIT_BYTES:
        raise Malformed("portrait.malformed", f"expected a JPEG of at most {LARGEST_PORTRAIT_BYTES} bytes")


def _unknown(records: Iterable[Known], model: type[Driver] | type[Vehicle]) -> list[Known]:
    given = list(records)
    known: set[UUID] = set()
    for start in range(0, len(given), 500):
        ids = [record.id for record in given[start : start + 500]]
        known.update(model._default_manager.filter(id__in=ids).values_list("id", flat=True))
    return [record for record in given if record.id not in known]


def _refuse_elsewhere() -> None:
    if not sources.current().is_written_here:
        raise Forbidden("registers.kept-elsewhere", "this register is written by its own system, not by Tongban")


def _lock_driver(driver_id: UUID) -> Driver:
    _refuse_elsewhere()
    try:
        return Driver.objects.select_for_update().get(id=driver_id)
    except Driver.DoesNotExist:
        raise NotFound("driver.unknown", "no driver in the register has this id") from None


def _save(row: Driver | Vehicle, *, kind: EventKind, at: datetime) -> None:
    row.version += 1
    row.save()
    events.announce(row, kind=kind, at=at)


def _card_core_number(given: str, *, office: str) -> CardCoreNumber:
    return CardCoreNumber(given or rules.card_core_number(province=office[:2], serial=secrets.randbelow(10**11)))


def _key(row: Driver | Vehicle) -> str:
    return f"{'driver' if isinstance(row, Driver) else 'vehicle'}:{row.id}"


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
    journal.record(entry, by=by, about=[_key(row)], at=at)
    return True


def _require_letter(letter: str, *, table: codes.Table) -> None:
    if letter == NORMAL or (table is codes.Table.DRIVER_STATUS and letter == rules.OVER):
        raise Malformed("status.letter", f"{letter} follows from the other facts and is not set by hand")
    codes.name(table, letter)


def _change_vehicle_letters(
    vehicle_id: UUID, letter: str, reason: str, by: str, at: datetime, *, is_set: bool
) -> VehicleRecord:
    _require_letter(letter, table=codes.Table.VEHICLE_STATUS)
    _refuse_elsewhere()
    try:
        row = Vehicle.objects.select_for_update().get(id=vehicle_id)
    except Vehicle.DoesNotExist:
        raise NotFound("vehicle.unknown", "no vehicle in the register has this id") from None
    if (letter in row.letters) == is_set:
        return sources.vehicle_record(row)
    row.letters = codes.letters_text({*row.letters, letter} if is_set else {*row.letters} - {letter})
    _save(row, kind=EventKind.LETTER_SET if is_set else EventKind.LETTER_CLEARED, at=at)
    make = entries.LetterSet if is_set else entries.LetterCleared
    journal.record(
        make(register="vehicle", letter=letter, letters=row.letters, reason=reason), by=by, about=[_key(row)], at=at
    )
    return sources.vehicle_record(row)
