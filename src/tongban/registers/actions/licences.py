"""A licence is renewed, re-issued, ended, restored (162号 Articles 62 to 79)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tongban.calendars import years_later
from tongban.clock import day_of
from tongban.errors import Malformed, refuse_unless
from tongban.journal import actions as journal
from tongban.registers import codes, entries, sources
from tongban.registers.actions import rows
from tongban.registers.actions.drivers import new_card
from tongban.registers.actions.points import close_cycles
from tongban.registers.actions.rows import lock_driver, save
from tongban.registers.ages import AGE_LIMITS
from tongban.registers.models import Driver, FullMarkRound, PointsEntry
from tongban.registers.records import DriverRecord, EventKind
from tongban.registers.rules import endings, renewal
from tongban.registers.rules.endings import ENDINGS
from tongban.verdicts import Verdict

SYSTEM = "system:registers"


@transaction.atomic
def renew(
    *,
    driver_id: UUID,
    health_proof_on: date | None,
    is_reviewed: bool,
    by: str,
    at: datetime,
    card_core_number: str = "",
) -> DriverRecord:
    """换证: a new period of 6 years, 10 years or 长期 (162号 Articles 13, 62, 63), a new card, letters M, N and S cleared.

    health_proof_on: the day of the proof that was handed in; is_reviewed: the review that goes with it is passed. The new
    period follows the old one without a gap. Refused("renewal.not-due") with every reason of rules/renewal.py.
    """
    row = lock_driver(driver_id)
    facts = renewal.RenewalFacts(
        letters=frozenset(row.letters),
        classes=codes.classes(row.classes),
        born=row.born,
        valid_until=row.valid_until,
        health_proof_on=health_proof_on,
        is_reviewed=is_reviewed,
    )
    refuse_unless(renewal.may_renew(facts, on=day_of(at)), code="renewal.not-due")
    assert row.valid_until is not None
    term = renewal.next_term(
        renewal.term_of(valid_from=row.valid_from, valid_until=row.valid_until), was_ever_full=_was_ever_full(row)
    )
    _begin_period(row, row.valid_until, term, card_core_number)
    row.letters = codes.letters_text({*row.letters} - {"M", "N", "S"})
    _take_proof(row, health_proof_on)
    save(row, kind=EventKind.RENEWED, at=at)
    until = row.valid_until.isoformat() if row.valid_until else ""
    entry = entries.DriverRenewed(valid_from=row.valid_from.isoformat(), valid_until=until)
    journal.record(entry, by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def replace_card(
    *, driver_id: UUID, key: str, reason: str, by: str, at: datetime, card_core_number: str = ""
) -> DriverRecord:
    """补证: a new card core number; the old card is void (162号 Article 69). The same key twice is one new card.

    Refused("card.not-replaced") while the licence is seized, withheld, suspended, or when it has ended.
    """
    row = lock_driver(driver_id)
    given = (reason, card_core_number)
    if not rows.is_new(row, under=key, act="replace-card", content=given, by=by, at=at):
        return sources.driver_record(row)
    refuse_unless(renewal.may_replace(frozenset(row.letters)), code="card.not-replaced")
    row.card_core_number = new_card(card_core_number, office=row.office)
    save(row, kind=EventKind.CARD_REPLACED, at=at)
    journal.record(entries.CardReplaced(reason=reason), by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def record_health_proof(*, driver_id: UUID, on: date, by: str, at: datetime) -> DriverRecord:
    """身体条件证明 of the day `on` was handed in (162号 Article 74). The same or an older one changes nothing.

    Refused("health-proof.stale") for one that is older than six months or of a day to come (Article 85).
    """
    row = lock_driver(driver_id)
    is_fresh = renewal.is_fresh(on, on=day_of(at))
    refuse_unless(Verdict.of([None if is_fresh else renewal.NO_HEALTH_PROOF]), code="health-proof.stale")
    if row.health_proof_on is None or row.health_proof_on < on:
        row.health_proof_on = on
        row.save(update_fields=["health_proof_on"])
        journal.record(entries.HealthProofRecorded(on=on.isoformat()), by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def end_licence(*, driver_id: UUID, ground: str, on: date, reason: str, by: str, at: datetime) -> DriverRecord:
    """注销、吊销、撤销 on a ground of rules/endings.py, with effect from the day `on`; from it follows when there can be another
    licence (162号 Articles 15, 79). The same ground twice changes nothing. Malformed("ending.unknown")."""
    if ground not in ENDINGS:
        raise Malformed("ending.unknown", f"expected one of {', '.join(ENDINGS)}")
    row = lock_driver(driver_id)
    if row.ended_for != ground:
        _end(row, ground, on, reason, by=by, at=at)
    return sources.driver_record(row)


@transaction.atomic
def record_death(*, driver_id: UUID, on: date, by: str, at: datetime) -> DriverRecord:
    """The driver died on the day `on`: the licence is cancelled, letter G (162号 Article 79)."""
    row = lock_driver(driver_id)
    if row.died_on is None:
        row.died_on = row.ended_on = on
        row.ended_for = "died"
        row.letters = codes.letters_text({*row.letters, "G"})
        save(row, kind=EventKind.DIED, at=at)
        journal.record(entries.DeathRecorded(on=on.isoformat()), by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def restore_licence(
    *,
    driver_id: UUID,
    has_passed_test: bool,
    health_proof_on: date | None,
    by: str,
    at: datetime,
    card_core_number: str = "",
) -> DriverRecord:
    """恢复驾驶资格 after a licence was not renewed or no health proof came (162号 Article 79(3), (4)).

    One whose validity is over begins a period of the same length today, with a new card. Refused("restore.not-allowed").
    """
    row = lock_driver(driver_id)
    today, ground = day_of(at), row.ended_for
    verdict = endings.may_restore(
        ground,
        ended_on=row.ended_on,
        valid_until=row.valid_until,
        has_passed_test=has_passed_test,
        proof_on=health_proof_on,
        on=today,
    )
    refuse_unless(verdict, code="restore.not-allowed")
    if row.valid_until is not None and row.valid_until < today:
        term = renewal.term_of(valid_from=row.valid_from, valid_until=row.valid_until)
        _begin_period(row, today, term, card_core_number)
    row.letters = codes.letters_text({*row.letters} - {"R", "M", "N", "P"})
    row.ended_on, row.ended_for = None, ""
    _take_proof(row, health_proof_on)
    save(row, kind=EventKind.RESTORED, at=at)
    until = row.valid_until.isoformat() if row.valid_until else ""
    journal.record(entries.DriverRestored(ground=ground, valid_until=until), by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


def follow_calendar(*, at: datetime, limit: int = 500) -> int:
    """What the day alone does to drivers: cycles of points end (163号 Article 15), licences end (162号 Article 79); returns how
    many. Nothing where the register is kept elsewhere."""
    if not sources.current().is_written_here:
        return 0
    return close_cycles(by=SYSTEM, at=at, limit=limit) + end_overdue(by=SYSTEM, at=at, limit=limit)


def end_overdue(*, by: str, at: datetime, limit: int = 500) -> int:
    """End the licences that the day alone ends (162号 Article 79(1)(8) to (10)), and those that can no longer be restored
    (79(3)); at most `limit`, returns how many. For a daily job, each driver a transaction of their own."""
    rows.refuse_elsewhere()
    today = day_of(at)
    done = 0
    for driver_id in _due(today, limit):
        with transaction.atomic():
            row = lock_driver(driver_id)
            ground = endings.overdue(_life(row), on=today)
            if row.ended_on is None and ground is not None:
                _end(row, *ground, "", by=by, at=at)
                done += 1
            elif "R" in row.letters and row.ended_for == "not-renewed" and _is_past_restoring(row, today):
                row.letters = codes.letters_text({*row.letters} - {"R"} | {"G"})
                save(row, kind=EventKind.ENDED, at=at)
                entry = entries.DriverEnded(ground=row.ended_for, letter="G", on=today.isoformat(), reason="")
                journal.record(entry, by=by, about=[rows.key(row)], at=at)
                done += 1
    return done


def _due(today: date, limit: int) -> list[UUID]:
    """Whoever may be ended or moved on today; what really is, the rules say with the row locked."""
    gone = Q(letters__contains="E") | Q(letters__contains="F") | Q(letters__contains="G") | Q(letters__contains="R")
    open_ = Driver.objects.filter(ended_on__isnull=True).exclude(gone)
    year, oldest = years_later(today, -1), years_later(today, -min(limit_.years for limit_ in AGE_LIMITS))
    only = Q(born__lte=oldest, classes__in=ONLY_CLASSES)
    put_off = years_later(today, -1 - endings.PUT_OFF_YEARS)
    late = Q(valid_until__lte=year) & (~Q(letters__contains="N") | Q(valid_until__lte=put_off))
    unproven = (
        Q(health_proof_on__lte=year)
        & (Q(classes__contains="C5") | Q(born__lte=years_later(today, -70)))
        & ~Q(letters__contains="P")
    )
    found = open_.filter(late | only).values_list("id", flat=True).order_by("valid_until", "id")[:limit]
    kept = Driver.objects.filter(
        letters__contains="R", ended_for="not-renewed", ended_on__lt=years_later(today, -endings.RESTORABLE_YEARS)
    )
    proofs = [
        row.id
        for row in open_.filter(unproven).order_by("health_proof_on", "id").iterator()
        if endings.overdue(_life(row), on=today)
    ]
    return list(dict.fromkeys([*found, *kept.values_list("id", flat=True)[:limit], *proofs]))[:limit]


# What 162号 Article 79(1)(10) names, in every combination, as the register writes it.
ONLY_CLASSES = ("M", "N", "P", "MN", "MP", "NP", "MNP", "C3", "C4", "C3C4")


def _life(row: Driver) -> endings.LifeFacts:
    return endings.LifeFacts(
        letters=frozenset(row.letters),
        classes=codes.classes(row.classes),
        born=row.born,
        first_issued=row.first_issued,
        valid_until=row.valid_until,
        health_proof_on=row.health_proof_on,
    )


def _is_past_restoring(row: Driver, today: date) -> bool:
    return row.ended_on is not None and today > years_later(row.ended_on, endings.RESTORABLE_YEARS)


def _end(row: Driver, ground: str, on: date, reason: str, *, by: str, at: datetime) -> None:
    letter = ENDINGS[ground].letter
    row.letters = codes.letters_text({*row.letters} - {"M", "R"} | {letter})
    row.ended_on, row.ended_for = on, ground
    save(row, kind=EventKind.ENDED, at=at)
    entry = entries.DriverEnded(ground=ground, letter=letter, on=on.isoformat(), reason=reason)
    journal.record(entry, by=by, about=[rows.key(row)], at=at)


def _begin_period(row: Driver, start: date, term: renewal.Term, card: str) -> None:
    row.valid_from = start
    row.valid_until = years_later(start, term) if term else None
    row.card_core_number = new_card(card, office=row.office)


def _take_proof(row: Driver, proof_on: date | None) -> None:
    known = [day for day in (row.health_proof_on, proof_on) if day is not None]
    row.health_proof_on = max(known, default=None)


def _was_ever_full(row: Driver) -> bool:
    """Did 12 points ever stand in the ending period? A round of the full-mark course says so too: points that an unpaid fine
    carried into the next cycle make 12 with those of that cycle."""
    lines = PointsEntry.objects.filter(driver=row, revoked_at__isnull=True).values_list("on", "at", "points")
    rounds = FullMarkRound.objects.filter(driver=row, began_on__gte=row.valid_from, dropped_at__isnull=True)
    ever = renewal.was_ever_full(list(lines), first_issued=row.first_issued, valid_from=row.valid_from)
    return ever or rounds.exists()
