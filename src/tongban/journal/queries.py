"""Reading the journal: history for those concerned, the log and its proofs for everybody."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet

from tongban.errors import NotFound, Problem, Unavailable
from tongban.journal import guard, leaves, storage
from tongban.journal.guard import LastCheckpoint
from tongban.journal.models import About, Details, Entry, Log, Place, Waiting
from tongban.journal.records import Disclosure, Listed, Recorded
from tongban.keys import queries as keys
from tongban.standards.tlog import checkpoints, proofs, prooftext
from tongban.standards.tlog.audit import Faults, judge_log
from tongban.standards.tlog.checkpoints import Checkpoint
from tongban.standards.tlog.notes import NoteSigner, VerifierKey
from tongban.standards.tlog.tiles import WIDTH, TilePath
from tongban.ui.paging import Paged, paged
from tongban.verdicts import Check, Report


def history(about: str, limit: int = 100) -> list[Recorded]:
    """What was recorded about this internal key ("licence:<uuid>"), newest first, at most `limit`.

    The last `limit` entries of the log, by the moment of their acts: what is noted later may have happened earlier.
    """
    rows = Entry.objects.filter(about__key=about).select_related("details", "place").order_by("-number")[:limit]
    return _newest_first(rows)


def history_by(by: str, limit: int = 100) -> list[Recorded]:
    """What this actor ("officer:<uuid>") did, newest first, at most `limit`, chosen as for `history`."""
    return _newest_first(row.entry for row in _done_by(by)[:limit])


def history_page(*about: str, number: int, size: int, tags: Collection[str] | None = None) -> Paged[Recorded]:
    """One page of all that was recorded about these internal keys, newest first; nothing is ever cut off.

    tags: only these kinds of entries. An entry about several of the keys stands once.
    """
    rows = Entry.objects.filter(pk__in=About.objects.filter(key__in=about).values("entry_id"))
    rows = rows if tags is None else rows.filter(tag__in=tags)
    found = paged(rows.select_related("details", "place").order_by("-number"), number=number, size=size)
    return found.of(_newest_first(found.rows))


def history_page_by(by: str, *, number: int, size: int) -> Paged[Recorded]:
    """One page of what this actor ("officer:<uuid>") did, newest first."""
    found = paged(_done_by(by), number=number, size=size)
    return found.of(_newest_first(row.entry for row in found.rows))


def _done_by(by: str) -> QuerySet[Details]:
    """Details with their entries, found by actor in the order of the index, the newest first."""
    return Details.objects.filter(by=by).select_related("entry__place").order_by("-entry")


def _newest_first(rows: Iterable[Entry]) -> list[Recorded]:
    return [_recorded(row) for row in sorted(rows, key=lambda row: (row.at, row.number), reverse=True)]


def newest(limit: int = 50) -> list[Listed]:
    """The newest entries as the log shows them to everybody: tag, time and place, no details."""
    return [_listed(row) for row in Entry.objects.select_related("place").order_by("-number")[:limit]]


def listed(entry_id: UUID) -> Listed:
    """One entry as the log shows it to everybody; NotFound for an unknown id."""
    return _listed(_row(entry_id))


def counts_by_actor(tags: Iterable[str], *, since: datetime, until: datetime) -> dict[str, int]:
    """Who recorded how many entries of these tags after `since` and up to `until`, the busiest first."""
    rows = Details.objects.filter(entry__tag__in=list(tags), entry__at__gt=since, entry__at__lte=until)
    counted = rows.values("by").annotate(n=Count("entry_id")).order_by("-n", "by")
    return {str(row["by"]): row["n"] for row in counted}


def signed_at() -> datetime | None:
    """When the published checkpoint was signed; None before the first one."""
    return Log.objects.filter(id=1).values_list("signed_at", flat=True).first()


def entry(entry_id: UUID) -> Recorded:
    """One entry; NotFound for an unknown id."""
    return _recorded(_row(entry_id))


def leaf(entry_id: UUID) -> bytes:
    """The entry's leaf, the bytes that its proof is about; NotFound for an unknown id."""
    return _leaf(_row(entry_id))


def proof(entry_id: UUID) -> str:
    """The entry's inclusion in the published checkpoint as a tlog-proof text.

    NotFound for an unknown id, Unavailable until a checkpoint covers the entry (about a second).
    """
    row = _row(entry_id)
    signed = checkpoint()
    head = checkpoints.parse(signed)
    index = _index(row)
    if index is None or index >= head.size:
        raise Unavailable("journal.not-yet", "no checkpoint covers this entry yet")
    path = proofs.inclusion(index, head.size, node=storage.tree(head.size).node)
    return prooftext.Proof(index=index, path=tuple(path), checkpoint=signed).text


def disclosure(entry_id: UUID) -> Disclosure:
    """An entry with its salt and its proof, to be handed to somebody who may know what it says.

    NotFound for an unknown id and for one whose details were erased, Unavailable until a checkpoint covers it.
    """
    row = _row(entry_id)
    if not hasattr(row, "details"):
        raise NotFound("journal.erased", "the details of this entry were erased")
    return Disclosure(body=_body(row), salt=bytes(row.details.salt), proof=proof(entry_id))


def consistency(old: int) -> list[bytes]:
    """The consistency proof from the tree of `old` entries to the published one; NotFound for another size."""
    head = checkpoints.parse(checkpoint())
    if not 0 < old <= head.size:
        raise NotFound("journal.size", f"expected a size from 1 to {head.size}")
    return proofs.consistency(old, head.size, node=storage.tree(head.size).node)


def checkpoint() -> bytes:
    """The published checkpoint, a signed note; Unavailable before the first one."""
    log = Log.objects.filter(id=1).first()
    if log is None or not log.checkpoint:
        raise Unavailable("journal.not-yet", "no checkpoint was signed yet")
    return log.checkpoint.encode()


def tile(path: TilePath) -> bytes:
    """A tile or bundle of the published tree; NotFound beyond it."""
    size = checkpoints.parse(checkpoint()).size
    count = size >> 8 * (path.level or 0)
    if path.index * WIDTH + path.width > count:
        raise NotFound("journal.tile", f"no {path} in a log of {size} entries")
    return storage.read(path)


def waiting() -> int:
    """How many entries have no place yet."""
    return Waiting.objects.count()


def vkey() -> str:
    """The public key of the log, to be handed to everybody who wants to verify it."""
    return note_key().vkey


def note_key() -> NoteSigner:
    """The key that signs checkpoints."""
    return keys.note_key()


def last_checkpoint() -> LastCheckpoint:
    """Where the last signed checkpoint is kept outside the database."""
    return LastCheckpoint(Path(settings.DATA) / "journal" / "checkpoint")


def verify_all(*, key: VerifierKey | None = None, last: LastCheckpoint | None = None) -> Report:
    """Recompute the whole journal: signature, tree, entries, places, details, and the checkpoint outside.

    For the end of every journey test and the command `verify_journal`. Unavailable before the first checkpoint.
    """
    key = key or VerifierKey.parse(vkey())
    last = last or last_checkpoint()
    signed = checkpoint()
    head = checkpoints.parse(signed)
    places, details = Faults("places", "docs/operate/journal.md"), Faults("details", "docs/standards/tlog.md, Leaves")
    tree, entries = judge_log(head, read=storage.read)
    size = Log.objects.get(id=1).size
    if Place.objects.count() != size or Place.objects.filter(index__gte=size).exists():
        places.add(f"the places that were given are not the first {size}")
    if Place.objects.exclude(entry_id__in=Entry.objects.values("pk")).exists():
        places.add("an entry that has a place is not there")
    lost = Entry.objects.filter(place=None).exclude(pk__in=Waiting.objects.values("entry_id"))
    if (found := lost.first()) is not None:
        places.add(f"entry {found.id} has no place and waits for none")
    for row in Entry.objects.filter(details__isnull=False).select_related("details").iterator(chunk_size=1000):
        if leaves.commitment(text=_body(row), salt=bytes(row.details.salt)) != bytes(row.commitment):
            details.add(f"the details of entry {row.id} are not those that were committed to")
    return Report(
        (
            prooftext.signature_check(signed, key=key),
            tree,
            entries,
            places.check,
            details.check,
            _guard_check(size, signed, key, last),
        ),
        {**prooftext.elements(head), "waiting": waiting()},
    )


def _guard_check(size: int, signed: bytes, key: VerifierKey, last: LastCheckpoint) -> Check:
    faults = Faults("last-checkpoint", "c2sp.org/tlog-checkpoint, Signatures")
    try:
        guard.check(storage.tree(size), last=last.read(), published=signed.decode(), key=key)
    except Problem as problem:
        faults.add(problem.detail)
    return faults.check


def head() -> Checkpoint:
    """The published checkpoint's content; Unavailable before the first one."""
    return checkpoints.parse(checkpoint())


def _row(entry_id: UUID) -> Entry:
    row = Entry.objects.select_related("details", "place").filter(id=entry_id).first()
    if row is None:
        raise NotFound("journal.entry", "no such entry")
    return row


def _index(row: Entry) -> int | None:
    return row.place.index if hasattr(row, "place") else None


def _leaf(row: Entry) -> bytes:
    return leaves.leaf(tag=row.tag, at=leaves.moment(row.at), commitment=bytes(row.commitment))


def _body(row: Entry) -> str:
    told = row.details
    return leaves.body(tag=row.tag, at=leaves.moment(row.at), by=told.by, about=told.about, said=told.said)


def _listed(row: Entry) -> Listed:
    return Listed(id=row.id, tag=row.tag, at=row.at, index=_index(row))


def _recorded(row: Entry) -> Recorded:
    index = _index(row)
    if not hasattr(row, "details"):
        return Recorded(id=row.id, tag=row.tag, at=row.at, by="", details={}, index=index, is_erased=True)
    said = json.loads(row.details.said)
    return Recorded(id=row.id, tag=row.tag, at=row.at, by=row.details.by, details=said, index=index)
