"""May this officer see or handle this matter? One function for every door of every service, and one that notes the look.

Four questions, asked before anything of the matter is told, in this order, so that a "no" tells no more than it must:
1. May they know of it? A duty of its readers, given for one of its places. Else it does not exist for them.
2. Do they hold the duty that this door needs, where it needs it?
3. Is it somebody else's business? Nobody handles their own or a relative's (回避, OF-03 and OF-04).
4. Is it still open? What was handed in for a matter is shown as long as the matter is being handled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tongban.errors import Forbidden, NotFound, Refused
from tongban.identifiers import IdentityNumber
from tongban.journal import actions as journal
from tongban.journal.leaves import JournalEntry
from tongban.offices import queries
from tongban.offices.records import LOOKS, Duty, OfficerRecord
from tongban.verdicts import Text

SAME_LOOK = timedelta(minutes=30)
"""A page that is opened again within this time is the same look: reloading does not fill a person's history."""


@dataclass(frozen=True)
class Matter:
    """What the four questions need to know of a matter.

    unknown: the code of NotFound for those who may not know of it, the same as for a matter that is not there.
    readers: the duties whose holders may know of it. places: codes of divisions or offices, one of which has to lie
    where the duty was given; none for what is met everywhere, such as a driver on the road.
    citizens, people: all whom it concerns, those known here by id and others by identity number.
    """

    unknown: str
    readers: tuple[Duty, ...]
    places: tuple[str, ...] = ()
    citizens: tuple[UUID, ...] = ()
    people: tuple[IdentityNumber, ...] = field(default=(), repr=False)
    is_open: bool = True


def guard(
    *, officer: OfficerRecord, matter: Matter, duties: Iterable[Duty] = (), place: str = "", while_open: bool = False
) -> None:
    """Raise unless the officer may pass this door of the matter: with one of `duties` (none: those of its readers),
    at `place` (none: at any of its places), and with `while_open` only until the matter has ended.

    NotFound(matter.unknown), Forbidden("matter.not-in-scope"), Refused("matter.recusal"), Forbidden("matter.closed").
    """
    wanted = tuple(duties) or matter.readers
    if not holds(officer, matter.readers, matter.places):
        raise NotFound(matter.unknown)
    if not holds(officer, wanted, (place,) if place else matter.places):
        raise Forbidden("matter.not-in-scope", f"expected one of {', '.join(wanted)} for this place", say=NOT_YOURS)
    verdict = queries.may_handle(officer.id, parties=matter.people, citizens=matter.citizens)
    if not verdict.is_allowed:
        raise Refused("matter.recusal", verdict)
    if while_open and not matter.is_open:
        raise Forbidden("matter.closed", "expected a matter that is being handled", say=CLOSED)


def look(
    *,
    officer: OfficerRecord,
    matter: Matter,
    entry: JournalEntry,
    about: Iterable[str],
    at: datetime,
    duties: Iterable[Duty] = (),
    while_open: bool = False,
) -> None:
    """`guard`, then note the look for the people of `about`, once within half an hour; call it before showing anything.

    `entry` is one of the service's own; its tag must stand in records.LOOKS, by which histories tell looks apart.
    """
    if entry.tag not in LOOKS:
        raise ValueError(f"expected an entry that stands in LOOKS, came {entry.tag}")
    guard(officer=officer, matter=matter, duties=duties, while_open=while_open)
    with transaction.atomic():
        journal.record_once(entry, by=officer.key, about=about, at=at, within=SAME_LOOK)


def holds(officer: OfficerRecord, duties: Iterable[Duty], places: Iterable[str]) -> bool:
    """True if the officer holds one of the duties at one of the places; without places, anywhere."""
    wanted, there = tuple(duties), tuple(places)
    if not there:
        return not officer.duties.isdisjoint(wanted)
    return any(officer.may(duty, region=place) for duty in wanted for place in there)


NOT_YOURS = Text("这件由别的单位或者别的岗位办理。", "This case belongs to another office or needs another duty.")
CLOSED = Text(
    "这一件已经办结，办理时交的材料不再给看。",
    "This case has ended; what was handed in for it is not shown any more.",
)
