"""Writing to the journal."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import BigIntegerField, Func

from tongban.journal import leaves
from tongban.journal.leaves import JournalEntry
from tongban.journal.models import About, Details, Entry


def record(
    entry: JournalEntry,
    *,
    by: str,
    about: Iterable[str],
    at: datetime,
    random: Callable[[int], bytes] = os.urandom,
) -> UUID:
    """Note that something happened; call it inside the transaction of the act itself. Returns the entry's id.

    All fields of `entry` go into the erasable details; the leaf shows only tag, time and commitment.
    `by` and `about` are internal keys ("officer:<uuid>", "licence:<uuid>"), never a person's number or name.
    """
    keys = sorted(set(about))
    text = leaves.body(entry, by=by, about=keys, at=at)
    salt = random(leaves.SALT_BYTES)
    with transaction.atomic():
        row = Entry.objects.create(
            id=uuid.uuid4(),
            transaction=_this_transaction(),
            tag=entry.tag,
            at=at,
            leaf=leaves.leaf(tag=entry.tag, at=at, text=text, salt=salt),
        )
        Details.objects.create(entry=row, salt=salt, by=by, body=text)
        About.objects.bulk_create([About(entry=row, key=key) for key in keys])
    return row.id


def _this_transaction() -> int | Func:
    """PostgreSQL's number of the running transaction; 0 on SQLite, where writers follow one another anyway."""
    if connection.vendor != "postgresql":
        return 0
    return Func(template="pg_current_xact_id()::text::bigint", output_field=BigIntegerField())
