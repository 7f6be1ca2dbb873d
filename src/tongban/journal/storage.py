"""Entries, tiles and places in the database: what is recorded, what the sequencer writes and the log reads.

Rows that come by the hundred are written in SQL: making an object of the ORM for each takes most of the time of an act.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection, transaction

from tongban import statements
from tongban.errors import NotFound
from tongban.journal import leaves
from tongban.journal.keyfield import packed
from tongban.journal.models import Log, Place
from tongban.standards.tlog import tiles
from tongban.standards.tlog.hashing import HASH_BYTES
from tongban.standards.tlog.tiles import WIDTH, TiledTree, TilePath

SEQUENCER_LOCK = 0x746C6F67  # any number that nobody else locks; these four letters spell "tlog"


class Act(msgspec.Struct, frozen=True):
    """One act to note: its id, what its leaf shows and hashes to, and what it commits to (salt, about, said).

    keys: the internal keys of `about`, each packed (keyfield).
    """

    id: UUID
    tag: str
    commitment: str  # hexadecimal, as the other octets here
    leaf_hash: str
    salt: str
    about: str
    said: str
    keys: list[str]


NOTE = """
WITH given AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('journal_entry', 'number')) AS number, act.* FROM json_to_recordset(%s) AS act
        (id uuid, tag text, commitment text, leaf_hash text, salt text, about text, said text, keys json)),
shown AS (INSERT INTO journal_entry (number, id, tag, at, commitment)
    SELECT number, id, tag, %s, decode(commitment, 'hex') FROM given),
waiting AS (INSERT INTO journal_waiting (transaction, entry_id, leaf_hash)
    SELECT pg_current_xact_id()::text::bigint, number, decode(leaf_hash, 'hex') FROM given),
told AS (INSERT INTO journal_details (entry_id, salt, by, about, said)
    SELECT number, decode(salt, 'hex'), decode(%s, 'hex'), about, said FROM given)
INSERT INTO journal_about (key, entry_id)
    SELECT decode(key, 'hex'), number FROM given, json_array_elements_text(keys) AS key
"""
NOTE_ON_SQLITE = (
    "INSERT INTO journal_entry (number, id, tag, at, commitment) VALUES (%s, %s, %s, %s, %s)",
    'INSERT INTO journal_waiting ("transaction", entry_id, leaf_hash) VALUES (0, %s, %s)',
    'INSERT INTO journal_details (entry_id, salt, "by", about, said) VALUES (%s, %s, %s, %s, %s)',
    'INSERT INTO journal_about ("key", entry_id) VALUES (%s, %s)',
)


def note(acts: Sequence[Act], *, by: str, at: datetime) -> None:
    """Store acts of one moment with their details and links, all of them or none, in the caller's transaction if any."""
    if not acts:
        return
    with transaction.atomic(savepoint=False), statements.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(NOTE, [msgspec.json.encode(acts).decode(), at, packed(by).hex()])
            return
        moment, actor = connection.ops.adapt_datetimefield_value(at), packed(by)
        cursor.execute("SELECT coalesce(max(number), 0) FROM journal_entry")  # SQLite has one writer, and it is we
        numbered = list(enumerate(acts, cursor.fetchone()[0] + 1))
        rows: tuple[list[tuple[Any, ...]], ...] = (
            [(number, act.id.hex, act.tag, moment, bytes.fromhex(act.commitment)) for number, act in numbered],
            [(number, bytes.fromhex(act.leaf_hash)) for number, act in numbered],
            [(number, bytes.fromhex(act.salt), actor, act.about, act.said) for number, act in numbered],
            [(bytes.fromhex(key), number) for number, act in numbered for key in act.keys],
        )
        for statement, values in zip(NOTE_ON_SQLITE, rows, strict=True):
            cursor.executemany(statement, values)


@contextmanager
def one_sequencer() -> Iterator[Log]:
    """A transaction that no second sequencer can be in: SQLite's IMMEDIATE, or an advisory lock of PostgreSQL."""
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        log, _ = Log.objects.get_or_create(id=1)
        yield log


TAKE = """
WITH taken AS MATERIALIZED (
    SELECT transaction, entry_id, leaf_hash FROM journal_waiting
    WHERE transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        OR transaction >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
        OR transaction = pg_current_xact_id_if_assigned()::text::bigint
    ORDER BY transaction, entry_id LIMIT %s),
placed AS (INSERT INTO journal_place (index, entry_id)
    SELECT %s - 1 + row_number() OVER (ORDER BY transaction, entry_id), entry_id FROM taken),
emptied AS (DELETE FROM journal_waiting USING taken
    WHERE journal_waiting.transaction = taken.transaction AND journal_waiting.entry_id = taken.entry_id)
SELECT leaf_hash FROM taken ORDER BY transaction, entry_id
"""
TAKE_ON_SQLITE = (
    'INSERT INTO journal_place ("index", entry_id) SELECT %s - 1 + row_number() OVER (ORDER BY "transaction", entry_id),'
    ' entry_id FROM (SELECT * FROM journal_waiting ORDER BY "transaction", entry_id LIMIT %s)',
    'SELECT leaf_hash FROM journal_waiting ORDER BY "transaction", entry_id LIMIT %s',
    'DELETE FROM journal_waiting WHERE entry_id IN (SELECT entry_id FROM journal_place WHERE "index" >= %s)',
)


def take(limit: int, *, first: int) -> list[bytes]:
    """Give the oldest that wait, at most `limit`, the places `first`, `first` + 1, ...; their leaves' hashes in order.

    On PostgreSQL an entry may become visible after a younger one. So only those of transactions older than every
    running one are taken (below xmin), and our own; those from xmax on stem from another server, before a restore.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(TAKE, [limit, first])
            return [bytes(row[0]) for row in cursor.fetchall()]
        place, read, empty = TAKE_ON_SQLITE
        cursor.execute(place, [first, limit])
        cursor.execute(read, [limit])
        hashes = [row[0] for row in cursor.fetchall()]
        cursor.execute(empty, [first])
        return hashes


def holder() -> str:
    """Whose transaction the waiting entries wait for, as far as this role of the database may see it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, datname, usename, application_name FROM pg_stat_activity"
            " WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() ORDER BY age(backend_xid) DESC LIMIT 1"
        )
        row = cursor.fetchone()
    return "process {}, database {}, user {}, {}".format(*row) if row else "a transaction that cannot be seen from here"


GROW = (
    'INSERT INTO journal_tile (level, "index", hashes) VALUES (%s, %s, %s)'
    ' ON CONFLICT (level, "index") DO UPDATE SET hashes = excluded.hashes'
)


def append(log: Log, hashes: list[bytes]) -> None:
    """Append leaves by their hashes to the tree: tiles and size, in the caller's transaction."""
    if not hashes:
        return
    partial = {at: _hashes(*at) for at in tiles.edge(log.size)}
    changed = tiles.grow(log.size, partial=partial, hashes=hashes)
    with connection.cursor() as cursor:
        cursor.executemany(GROW, [(level, index, octets) for (level, index), octets in changed.items()])
    log.size += len(hashes)
    log.save(update_fields=["size"])


def read(path: TilePath) -> bytes:
    """The bytes of a tile or bundle at the width of `path`; NotFound if the tree has no such."""
    if path.level is None:
        return tiles.bundle(_leaves(path))
    hashes = _hashes(path.level, path.index)
    if len(hashes) < path.width * HASH_BYTES:
        raise NotFound("journal.tile", f"no {path}")
    return hashes[: path.width * HASH_BYTES]


def _hashes(level: int, index: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute('SELECT hashes FROM journal_tile WHERE level = %s AND "index" = %s', [level, index])
        row = cursor.fetchone()
    if row is None:
        raise NotFound("journal.tile", f"no tile {level}/{index}")
    return bytes(row[0])


def _leaves(path: TilePath) -> list[bytes]:
    """The leaves of a bundle, made again from their entries."""
    first = path.index * WIDTH
    rows = Place.objects.filter(index__gte=first, index__lt=first + path.width).order_by("index")
    shown = rows.values_list("entry__tag", "entry__at", "entry__commitment")
    made = [leaves.leaf(tag=tag, at=leaves.moment(at), commitment=bytes(commitment)) for tag, at, commitment in shown]
    if len(made) < path.width:
        raise NotFound("journal.tile", f"no {path}")
    return made


def tree(size: int) -> TiledTree:
    """The tree of the first `size` leaves."""
    return TiledTree(size, read=read)
