"""A driver's status letters, classes, office and photo (162号)."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.clock import day_of
from tongban.errors import refuse_unless
from tongban.identifiers import CardCoreNumber, OfficeCode
from tongban.journal import actions as journal
from tongban.offices import queries as offices
from tongban.registers import codes, entries, sources
from tongban.registers.actions import rows
from tongban.registers.actions.portraits import store_portrait
from tongban.registers.actions.rows import lock_driver, require_letter, save
from tongban.registers.models import FullMarkRound
from tongban.registers.records import DriverRecord, EventKind
from tongban.registers.rules import drivers as rules
from tongban.registers.rules.full_mark import may_stop_use

STOPPED = "J"  # 停止使用


@transaction.atomic
def set_letter(
    *, driver_id: UUID, letter: str, reason: str, by: str, at: datetime, key: str | None = None
) -> DriverRecord:
    """Add a status letter other than A and B. Does nothing when it is already there. Refused("letter.not-yet") for J, the
    stopped use, as long as 163号 Article 29 does not allow it.

    key: of whoever asks, so that a late repetition does not set again what was cleared since; None for none.
    """
    require_letter(letter, table=codes.Table.DRIVER_STATUS)
    row = lock_driver(driver_id)
    is_first = rows.is_new(row, under=key, act="set-letter", content=(letter, reason), by=by, at=at)
    if is_first and letter not in row.letters:
        if letter == STOPPED:
            open_round = FullMarkRound.objects.filter(
                driver=row, passed_on__isnull=True, dropped_at__isnull=True
            ).first()
            noticed_on = None if open_round is None else open_round.noticed_on
            verdict = may_stop_use(
                total=row.points, noticed_on=noticed_on, is_withheld="U" in row.letters, on=day_of(at)
            )
            refuse_unless(verdict, code="letter.not-yet")
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
    row.card_core_number = new_card(card_core_number, office=row.office)
    save(row, kind=EventKind.CLASSES_CHANGED, at=at)
    entry = entries.ClassesChanged(before=before, after=text, reason=reason)
    journal.record(entry, by=by, about=[rows.key(row)], at=at)
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


def new_card(given: str, *, office: str) -> CardCoreNumber:
    """The number of a new card: the given one, or an opaque one of our own."""
    return CardCoreNumber(
        given or rules.card_core_number(province=offices.province_of(office), serial=secrets.randbelow(10**11))
    )
