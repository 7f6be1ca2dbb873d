"""Writing to the journal: note an act, give the noted acts their places, erase details."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from tongban.errors import NotFound, Unavailable
from tongban.identifiers.ordered import ordered_id
from tongban.journal import guard, leaves, queries, storage
from tongban.journal.entries import DetailsErased
from tongban.journal.guard import LastCheckpoint
from tongban.journal.keyfield import packed
from tongban.journal.leaves import JournalEntry
from tongban.journal.models import Details, Entry, Log, Waiting
from tongban.standards.tlog import checkpoints, proofs
from tongban.standards.tlog.checkpoints import Checkpoint
from tongban.standards.tlog.hashing import leaf_hash
from tongban.standards.tlog.notes import NoteSigner, VerifierKey

HELD_BACK = timedelta(minutes=1)


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
    same = Entry.objects.filter(tag=entry.tag, about__key=keys[0], details__by=by)
    same = same.filter(details__about=leaves.about_text(keys), details__said=leaves.said_text(entry))
    if within is not None:
        same = same.filter(at__gt=at - within)
    known = same.order_by("-number").values_list("id", flat=True).first()
    return known or record(entry, by=by, about=keys, at=at)


def record_many(
    acts: Iterable[tuple[JournalEntry, Iterable[str]]],
    *,
    by: str,
    at: datetime,
    random: Callable[[int], bytes] = os.urandom,
) -> list[UUID]:
    """`record` for many acts of one moment, each an entry and what it is about; ids in their order."""
    leaves.check_key(by)
    moment = leaves.moment(at)
    noted: list[storage.Act] = []
    for entry, concerned in acts:
        keys = sorted(set(concerned))
        about, said = leaves.about_text(keys), leaves.said_text(entry)
        salt = random(leaves.SALT_BYTES)
        text = leaves.body(tag=entry.tag, at=moment, by=by, about=about, said=said)
        commitment = leaves.commitment(text=text, salt=salt)
        hashed = leaf_hash(leaves.leaf(tag=entry.tag, at=moment, commitment=commitment))
        noted.append(
            storage.Act(
                id=ordered_id(at=at),
                tag=entry.tag,
                commitment=commitment.hex(),
                leaf_hash=hashed.hex(),
                salt=salt.hex(),
                about=about,
                said=said,
                keys=[packed(key).hex() for key in keys],
            )
        )
    storage.note(noted, by=by, at=at)
    return [act.id for act in noted]


def sequence(
    *, at: datetime, limit: int = 4096, key: NoteSigner | None = None, last: LastCheckpoint | None = None
) -> int:
    """Give waiting entries their places, at most `limit`, and sign the tree. Returns how many there were.

    Call it outside any transaction; two at once wait for each other. It may be killed at any moment: entries keep
    waiting, or have places but no checkpoint yet, or the checkpoint is signed but not yet shown; the next call
    goes on from there. Raises Untrusted (guard.check) rather than sign a second history, and, when all is signed,
    Unavailable("journal.held-back") when for a minute entries have waited of which none could be given a place.
    """
    key = key or queries.note_key()
    last = last or queries.last_checkpoint()
    verifier = VerifierKey.parse(key.vkey)
    # 1. Places and tiles, in one transaction, only if the tree continues what was signed.
    with storage.one_sequencer() as log:
        kept = last.read()
        head = guard.check(storage.tree(log.size), last=kept, published=log.checkpoint, key=verifier)
        hashes = storage.take(limit, first=log.size)
        storage.append(log, hashes)
        held_since = note_held(log, is_moving=bool(hashes), at=at)
        grown = log.size
    # 2. The checkpoint, only of what step 1 has committed: first into the file, then into the database.
    with storage.one_sequencer() as log:
        tree = storage.tree(log.size)
        if (last.read(), log.size) != (kept, grown):  # another sequencer came in between
            kept = last.read()
            head = guard.check(tree, last=kept, published=log.checkpoint, key=verifier)
        if kept is None or head is None or head.size < log.size:
            root = proofs.root(log.size, node=tree.node)
            kept = checkpoints.sign(Checkpoint(key.name, log.size, root), key=key)
            last.keep(kept)
        if log.checkpoint != kept.decode():
            log.checkpoint, log.signed_at = kept.decode(), at
            log.save(update_fields=["checkpoint", "signed_at"])
    if held_since is not None and at - held_since >= HELD_BACK:
        raise Unavailable("journal.held-back", f"entries wait since {leaves.moment(held_since)} for {storage.holder()}")
    return len(hashes)


def note_held(log: Log, *, is_moving: bool, at: datetime) -> datetime | None:
    """Since when entries wait that somebody's long transaction holds back; None when none do."""
    is_held = not is_moving and Waiting.objects.exists()
    if is_held != (log.held_since is not None):
        log.held_since = at if is_held else None
        log.save(update_fields=["held_since"])
    return log.held_since


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
        about = Details.objects.filter(entry=row).values_list("about", flat=True).first()
        if about is not None:
            Details.objects.filter(entry=row).delete()
            keys = json.loads(about)
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
