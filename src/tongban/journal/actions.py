"""Writing to the journal: note an act, give the noted acts their places, erase details."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from tongban.errors import NotFound
from tongban.journal import guard, leaves, queries, storage
from tongban.journal.entries import DetailsErased
from tongban.journal.guard import LastCheckpoint
from tongban.journal.leaves import JournalEntry
from tongban.journal.models import Details, Entry
from tongban.standards.tlog import checkpoints, proofs
from tongban.standards.tlog.checkpoints import Checkpoint
from tongban.standards.tlog.notes import NoteSigner, VerifierKey


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
    return record_many([(entry, about)], by=by, at=at, random=random)[0]


def record_once(
    entry: JournalEntry, *, by: str, about: Iterable[str], at: datetime, within: timedelta | None = None
) -> UUID:
    """`record`, unless this actor has recorded the very same about the same keys less than `within` ago (None: ever).

    Two at the same moment may both be noted; a caller that cannot bear that holds a lock. Returns the entry's id.
    """
    keys = sorted(set(about))
    said = Entry.objects.filter(tag=entry.tag, about__key=keys[0], details__by=by).select_related("details")
    if within is not None:
        said = said.filter(at__gt=at - within)
    for row in said.order_by("-number"):
        known = json.loads(row.details.body)
        if (known["about"], known["details"]) == (keys, leaves.plain(entry)):
            return row.id
    return record(entry, by=by, about=keys, at=at)


def record_many(
    acts: Iterable[tuple[JournalEntry, Iterable[str]]],
    *,
    by: str,
    at: datetime,
    random: Callable[[int], bytes] = os.urandom,
) -> list[UUID]:
    """`record` for many acts of one moment, each an entry and what it is about; ids in their order."""
    rows: list[storage.Row] = []
    for entry, about in acts:
        keys = sorted(set(about))
        text = leaves.body(entry, by=by, about=keys, at=at)
        salt = random(leaves.SALT_BYTES)
        leaf = leaves.leaf(tag=entry.tag, at=at, text=text, salt=salt)
        rows.append(storage.Row(id=uuid.uuid4(), tag=entry.tag, leaf=leaf, salt=salt, body=text, keys=keys))
    storage.note(rows, by=by, at=at)
    return [row.id for row in rows]


def sequence(
    *, at: datetime, limit: int = 4096, key: NoteSigner | None = None, last: LastCheckpoint | None = None
) -> int:
    """Give waiting entries their places, at most `limit`, and sign the tree. Returns how many there were.

    Call it outside any transaction; two at once wait for each other. It may be killed at any moment: entries keep
    waiting, or have places but no checkpoint yet, or the checkpoint is signed but not yet shown; the next call
    goes on from there. Raises Untrusted (guard.check) rather than sign a second history.
    """
    key = key or queries.note_key()
    last = last or queries.last_checkpoint()
    verifier = VerifierKey.parse(key.vkey)
    # 1. Places and tiles, in one transaction, only if the tree continues what was signed.
    with storage.one_sequencer() as log:
        guard.check(storage.tree(log.size), last=last.read(), published=log.checkpoint, key=verifier)
        rows = storage.waiting(limit)
        storage.place([number for number, _ in rows], first=log.size)
        storage.append(log, [leaf for _, leaf in rows])
    # 2. The checkpoint, only of what step 1 has committed: first into the file, then into the database.
    with storage.one_sequencer() as log:
        tree = storage.tree(log.size)
        kept = last.read()
        head = guard.check(tree, last=kept, published=log.checkpoint, key=verifier)
        if kept is None or head is None or head.size < log.size:
            root = proofs.root(log.size, node=tree.node)
            kept = checkpoints.sign(Checkpoint(key.name, log.size, root), key=key)
            last.keep(kept)
        if log.checkpoint != kept.decode():
            log.checkpoint, log.signed_at = kept.decode(), at
            log.save(update_fields=["checkpoint", "signed_at"])
    return len(rows)


def erase_details(entry_id: UUID, *, by: str, reason: str, at: datetime) -> None:
    """Delete what an entry says, with its salt; its leaf and its proofs stay. The erasure itself is recorded.

    reason: a code such as "citizen-request". Erasing twice changes nothing. NotFound for an unknown entry.
    """
    with transaction.atomic():
        row = Entry.objects.filter(id=entry_id).first()
        if row is None:
            raise NotFound("journal.entry", "no such entry")
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA secure_delete = ON")  # otherwise the text stays in free pages of the file
        deleted, _ = Details.objects.filter(entry=row).delete()
        if deleted:
            keys = list(row.about.values_list("key", flat=True))
            record(DetailsErased(entry=entry_id, reason=reason), by=by, about=keys, at=at)


def adopt_checkpoint(*, key: NoteSigner | None = None, last: LastCheckpoint | None = None) -> None:
    """Trust the database's checkpoint after the file outside it was lost; a person decides that, never a job.

    Raises NotFound if the database has none, Untrusted if it does not fit key or tree or the file is there.
    """
    key = key or queries.note_key()
    last = last or queries.last_checkpoint()
    with storage.one_sequencer() as log:
        if not log.checkpoint:
            raise NotFound("journal.checkpoint", "the database has no checkpoint")
        signed = log.checkpoint.encode()
        known = last.read()
        guard.check(
            storage.tree(log.size), last=known or signed, published=log.checkpoint, key=VerifierKey.parse(key.vkey)
        )
        if known is None:
            last.keep(signed)
