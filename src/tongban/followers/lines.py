"""A line of rows, in an order that no late commit can break.

Serial numbers are given when a row is written, not when it is committed: with two writers, row 8 may be visible
before row 7, and a follower at cursor 8 would never see 7. So a row is written without `seq`, and only rows
that are already committed are numbered, one numbering at a time under the lock of the line's cursor. What is
visible is then always an unbroken beginning of the line. It is the same on SQLite and PostgreSQL and needs
neither transaction ids nor a lock in the writers' way. Cost: one small write when something new has happened.
"""

from __future__ import annotations

from typing import TypeVar

from django.db import models, transaction

from tongban.followers.models import Cursor

NUMBERED_AT_ONCE = 5000
Row = TypeVar("Row", bound=models.Model)


def after(line: type[Row], cursor: int, limit: int) -> list[Row]:
    """At most `limit` rows with seq > cursor, in order."""
    number(line)
    return list(line._default_manager.filter(seq__gt=cursor).order_by("seq")[:limit])


def number(line: type[Row]) -> int:
    """Give the next numbers to committed rows that have none yet; returns how many it numbered.

    line: a model with a growing `id` and a `seq` that is null until now and unique.
    """
    waiting = line._default_manager.filter(seq__isnull=True)
    if not waiting.exists():
        return 0
    with transaction.atomic():
        cursor = locked(line._meta.label_lower)
        rows = list(waiting.order_by("id").only("id", "seq")[:NUMBERED_AT_ONCE])
        for place, row in enumerate(rows, start=cursor.seq + 1):
            row.seq = place  # type: ignore[attr-defined]
        line._default_manager.bulk_update(rows, ["seq"], batch_size=500)
        cursor.seq += len(rows)
        cursor.save(update_fields=["seq"])
    return len(rows)


def locked(name: str) -> Cursor:
    """A cursor, locked until the transaction ends; made when it is first asked for."""
    Cursor.objects.get_or_create(name=name)
    return Cursor.objects.select_for_update().get(name=name)
