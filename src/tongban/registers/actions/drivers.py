"""A driver's status letters, the licence itself (162号), the photo, the end."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tongban.calendars import years_later
from tongban.clock import day_of
from tongban.errors import Refused
from tongban.identifiers import CardCoreNumber, OfficeCode
from tongban.journal import actions as journal
from tongban.offices import queries as offices
from tongban.registers import codes, entries, sources
from tongban.registers.actions import rows
from tongban.registers.actions.portraits import store_portrait
from tongban.registers.actions.rows import lock_driver, require_letter, save
from tongban.registers.models import PointsEntry
from tongban.registers.records import DriverRecord, EventKind
from tongban.registers.rules import drivers as rules


@transaction.atomic
def set_letter(
    *, driver_id: UUID, letter: str, reason: str, by: str, at: datetime, key: str | None = None
) -> DriverRecord:
    """Add a status letter other than A and B. Does nothing when it is already there.

    key: of whoever asks, so that a late repetition does not set again what was cleared since; None for none.
    """
    require_letter(letter, table=codes.Table.DRIVER_STATUS)
    row = lock_driver(driver_id)
    is_first = rows.is_new(row, under=key, act="set-letter", content=(letter, reason), by=by, at=at)
    if is_first and letter not in row.letters:
        row.letters = codes.letters_text({*row.letters, letter})
        save(row, kind=EventKind.LETTER_SET, at=at)
        entry = entries.LetterSet(register="driver", letter=letter, letters=row.letters, reason=reason)
        journal.record(entry, by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def clear_letter(
    *, driver_id: UUID, letter: str, reason: str, by: str, at: datetime, key: str | None = None
) -> DriverRecord:
    """Take a status letter other than A and B away; A returns with the last one. Does nothing when it is not there.

    B follows from the points alone: it goes by pass_full_mark_education. key: as for set_letter.
    """
    require_letter(letter, table=codes.Table.DRIVER_STATUS)
    row = lock_driver(driver_id)
    is_first = rows.is_new(row, under=key, act="clear-letter", content=(letter, reason), by=by, at=at)
    if is_first and letter in row.letters:
        row.letters = codes.letters_text({*row.letters} - {letter})
        save(row, kind=EventKind.LETTER_CLEARED, at=at)
        entry = entries.LetterCleared(register="driver", letter=letter, letters=row.letters, reason=reason)
        journal.record(entry, by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def renew(*, driver_id: UUID, by: str, at: datetime, card_core_number: str = "") -> DriverRecord:
    """换证: a new period of 6 years, 10 years or 长期 (162号 Articles 13, 62, 63), a new card, letter M cleared.

    The new period follows the old one without a gap. Refused("renewal.not-due") for 长期, or earlier than 90 days
    before the end.
    """
    row = lock_driver(driver_id)
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
    save(row, kind=EventKind.RENEWED, at=at)
    until = row.valid_until.isoformat() if row.valid_until else ""
    entry = entries.DriverRenewed(valid_from=row.valid_from.isoformat(), valid_until=until)
    journal.record(entry, by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def change_classes(
    *, driver_id: UUID, classes: tuple[str, ...], reason: str, by: str, at: datetime, card_core_number: str = ""
) -> DriverRecord:
    """增加准驾车型 or 降级: the new set of classes; kept ones keep their start day, new ones start today.

    Does nothing when these are the classes already.
    """
    text = "".join(codes.classes("".join(classes)))
    row = lock_driver(driver_id)
    if text == row.classes:
        return sources.driver_record(row)
    before, today = row.classes, day_of(at).isoformat()
    row.classes = text
    row.class_dates = {code: row.class_dates.get(code, today) for code in codes.classes(text)}
    row.card_core_number = _card_core_number(card_core_number, office=row.office)
    save(row, kind=EventKind.CLASSES_CHANGED, at=at)
    entry = entries.ClassesChanged(before=before, after=text, reason=reason)
    journal.record(entry, by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def replace_card(
    *, driver_id: UUID, key: str, reason: str, by: str, at: datetime, card_core_number: str = ""
) -> DriverRecord:
    """补证: a new card core number; the old card is void (162号 Article 98). The same key twice is one new card."""
    row = lock_driver(driver_id)
    given = (reason, card_core_number)
    if not rows.is_new(row, under=key, act="replace-card", content=given, by=by, at=at):
        return sources.driver_record(row)
    row.card_core_number = _card_core_number(card_core_number, office=row.office)
    save(row, kind=EventKind.CARD_REPLACED, at=at)
    journal.record(entries.CardReplaced(reason=reason), by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def change_office(*, driver_id: UUID, office: str, issuing_authority: str, by: str, at: datetime) -> DriverRecord:
    """转入: another office is now the issuing authority (162号 Article 64); letter C goes. Twice is the same as once."""
    row = lock_driver(driver_id)
    if (row.office, row.issuing_authority) == (office, issuing_authority) and "C" not in row.letters:
        return sources.driver_record(row)
    before = row.office
    row.office, row.issuing_authority = OfficeCode(office), issuing_authority
    row.letters = codes.letters_text({*row.letters} - {"C"})
    save(row, kind=EventKind.OFFICE_CHANGED, at=at)
    journal.record(entries.DriverOfficeChanged(before=before, after=row.office), by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def change_portrait(*, driver_id: UUID, image: bytes, by: str, at: datetime) -> DriverRecord:
    """A new register photo (JPEG, at most 200 kB); Malformed("portrait.malformed")."""
    digest = store_portrait(image=image)
    row = lock_driver(driver_id)
    if row.portrait_digest != digest:
        row.portrait_digest = digest
        save(row, kind=EventKind.PORTRAIT_CHANGED, at=at)
        journal.record(entries.PortraitChanged(digest=digest), by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


@transaction.atomic
def record_death(*, driver_id: UUID, on: date, by: str, at: datetime) -> DriverRecord:
    """The driver died on the day `on`: the licence is cancelled, letter G (162号 Article 79)."""
    row = lock_driver(driver_id)
    if row.died_on is None:
        row.died_on = on
        row.letters = codes.letters_text({*row.letters, "G"})
        save(row, kind=EventKind.DIED, at=at)
        journal.record(entries.DeathRecorded(on=on.isoformat()), by=by, about=[rows.key(row)], at=at)
    return sources.driver_record(row)


def _card_core_number(given: str, *, office: str) -> CardCoreNumber:
    return CardCoreNumber(
        given or rules.card_core_number(province=offices.province_of(office), serial=secrets.randbelow(10**11))
    )
