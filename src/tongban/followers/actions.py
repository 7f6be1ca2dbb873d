"""Following a line or a list of rows, and setting aside what cannot be handled.

A dead letter names a line of work and the item in it, never what stood there. It is tried again at growing pauses;
after TRIES it is dead: the operator sees it, mends the cause and releases it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError, transaction
from django.db.models import F, Q

from tongban.errors import NotFound, Problem, Unavailable
from tongban.followers.lines import locked
from tongban.followers.models import Cursor, DeadLetter, Step
from tongban.verdicts import Text

log = logging.getLogger("tongban.work")
TRIES = 8  # with pauses of 2, 4, 8 ... seconds: about eight minutes
FIRST_PAUSE_SECONDS = 2.0
PASSING = (InterfaceError, InternalError, OperationalError, ProgrammingError, Unavailable)
"""Not the item's fault: the whole step is tried again at its next turn. What a constraint refuses is the item's own."""


class Numbered(Protocol):
    """An item of a numbered line."""

    @property
    def seq(self) -> int: ...


Item = TypeVar("Item", bound=Numbered)
Read = Callable[[int, int], Sequence[Item]]  # (cursor, limit) -> the items after the cursor, in order


# --- Following -------------------------------------------------------------------------------------------------
def follow(line: str, read: Read[Item], handle: Callable[[Item], object], *, at: datetime, limit: int) -> int:
    """Handle what came into a line since the last time, each item in its own transaction; returns how many.

    An item that cannot be handled is set aside, and the next ones are handled.
    """
    handled = retry(line, lambda number: handle(*read(int(number) - 1, 1)), at=at)
    while handled < limit:
        with following(line) as cursor:
            items = read(cursor.seq, 1)
            if not items:
                break
            [item] = items
            tried(line, str(item.seq), lambda item=item: handle(item), at=at)  # type: ignore[misc]
            cursor.seq = item.seq
        handled += 1
    return handled


@contextmanager
def following(line: str) -> Iterator[Cursor]:
    """A transaction around the locked cursor of a follower; where it stands at the end is kept with what was done."""
    with transaction.atomic():
        cursor = locked(line)
        before = cursor.seq
        yield cursor
        if cursor.seq != before:
            cursor.save(update_fields=["seq"])


def each(line: str, ids: Iterable[UUID], act: Callable[[UUID], object], *, at: datetime) -> int:
    """Do `act` for each row, each in a transaction of its own; what fails is set aside. Returns how many were done."""
    known = set(DeadLetter.objects.filter(line=line).values_list("item", flat=True))
    done = 0
    for one in ids:
        if tried(line, str(one), lambda one=one: act(one), at=at):  # type: ignore[misc]
            done += 1
            if str(one) in known:
                DeadLetter.objects.filter(line=line, item=str(one)).delete()
    return done


# --- Dead letters ----------------------------------------------------------------------------------------------
def tried(line: str, item: str, act: Callable[[], object], *, at: datetime) -> bool:
    """Do `act` in a transaction of its own, or a savepoint; True if it was done, False if the item was set aside."""
    try:
        with transaction.atomic():
            act()
    except PASSING:
        raise
    except Exception as error:
        log.exception("%s %s failed and is set aside", line, item)
        set_aside(line, item, error, at=at)
        return False
    return True


def set_aside(line: str, item: str, error: Exception, *, at: datetime) -> None:
    """Note that this item failed once more, and when it is tried again; never what it says."""
    with transaction.atomic():
        letter, _ = DeadLetter.objects.select_for_update().get_or_create(
            line=line, item=item, defaults={"first_at": at, "last_at": at, "next_try_at": at}
        )
        letter.tries += 1
        letter.error = name_of(error)
        letter.last_at = at
        letter.is_dead = letter.tries >= TRIES
        letter.next_try_at = at + timedelta(seconds=FIRST_PAUSE_SECONDS * 2.0 ** (letter.tries - 1))
        letter.save()


def retry(line: str, act: Callable[[str], object], *, at: datetime, limit: int = 100) -> int:
    """Try the items of a line again whose pause is over; returns how many were done at last."""
    due = DeadLetter.objects.filter(line=line, is_dead=False, next_try_at__lte=at).order_by("next_try_at")
    done = 0
    for item in list(due.values_list("item", flat=True)[:limit]):
        if tried(line, item, lambda item=item: act(item), at=at):  # type: ignore[misc]
            DeadLetter.objects.filter(line=line, item=item).delete()
            done += 1
    return done


def held(line: str, *, at: datetime) -> set[str]:
    """The items of a line that are not to be tried now: dead, or in their pause."""
    waiting = DeadLetter.objects.filter(Q(is_dead=True) | Q(next_try_at__gt=at), line=line)
    return set(waiting.values_list("item", flat=True))


def release_letter(*, line: str, item: str, at: datetime) -> None:
    """An operator has mended the cause: the item is tried again from the beginning. NotFound("letter.unknown")."""
    changed = DeadLetter.objects.filter(line=line, item=item).update(tries=0, is_dead=False, next_try_at=at)
    if not changed:
        raise NotFound("letter.unknown", "no such item was set aside")


# --- The account of a step -------------------------------------------------------------------------------------
def introduce(step: str, *, words: Text, rest: timedelta) -> None:
    """Say what a step of `work` does and how long it rests between two turns; its account stays as it is."""
    said = {"words_zh": words.zh, "words_en": words.en, "rest_seconds": rest.total_seconds()}
    Step.objects.update_or_create(name=step, defaults=said)


def note_done(step: str, *, count: int, at: datetime) -> None:
    """A step of `work` went well and did `count` things."""
    Step.objects.get_or_create(name=step)
    Step.objects.filter(pk=step).update(done=F("done") + count, last_done_at=at, failing_since=None, error="")


def note_failed(step: str, error: Exception, *, at: datetime) -> None:
    """A step of `work` failed as a whole; it is tried again at its next turn."""
    with transaction.atomic():
        row, _ = Step.objects.select_for_update().get_or_create(name=step)
        row.failed += 1
        row.error = name_of(error)
        row.failing_since = row.failing_since or at
        row.save()


def name_of(error: Exception) -> str:
    """The code of a Problem or the name of an exception: never its words, which may name somebody."""
    return (error.code if isinstance(error, Problem) else type(error).__name__)[:60]
