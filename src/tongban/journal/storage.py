"""Entries, tiles, bundles and places in the database: what is recorded, what the sequencer writes and the log reads.

Rows that come by the hundred are written in SQL: making an object of the ORM for each takes most of the time of an act.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, Q
from django.db.models.expressions import RawSQL

from tongban.errors import NotFound
from tongban.journal.models import About, Bundle, Details, Entry, Log, Tile
from tongban.standards.tlog import tiles
from tongban.standards.tlog.hashing import HASH_BYTES, leaf_hashes
from tongban.standards.tlog.tiles import WIDTH, TiledTree, TilePath

SEQUENCER_LOCK = 0x746C6F67  # any number that nobody else locks; these four letters spell "tlog"


@dataclass(frozen=True)
class Row:
    """One act to note: its row in the outbox, what its leaf commits to, and whom or what it is about."""

    id: UUID
    tag: str
    leaf: bytes
    salt: bytes
    body: str
    keys: Sequence[str]


def note(rows: Sequence[Row], *, by: str, at: datetime) -> None:
    """Store acts of one moment with their details and links, all of them or none, in the caller's transaction if any."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        numbers: dict[UUID, int] = {}
        for start in range(0, len(rows), ROWS_AT_ONCE):
            numbers |= _outbox(cursor, rows[start : start + ROWS_AT_ONCE], at)
        cursor.executemany(
            _insert(Details, "entry_id", "salt", "by", "body") + "(%s, %s, %s, %s)",
            [(numbers[row.id], row.salt, by, row.body) for row in rows],
        )
        cursor.executemany(
            _insert(About, "entry_id", "key") + "(%s, %s)", [(numbers[row.id], key) for row in rows for key in row.keys]
        )


ROWS_AT_ONCE = 100  # far from the number of parameters that any database allows


def _outbox(cursor: CursorWrapper, rows: Sequence[Row], at: datetime) -> dict[UUID, int]:
    """The numbers that the new outbox rows got, by their ids: no database promises an order in which it returns them."""
    # PostgreSQL's number of the running transaction; 0 on SQLite, where writers follow one another anyway.
    writer = "pg_current_xact_id()::text::bigint" if connection.vendor == "postgresql" else "0"
    moment = Entry._meta.get_field("at").get_db_prep_save(at, connection)
    is_native = connection.features.has_native_uuid_field
    stored = {row.id if is_native else row.id.hex: row for row in rows}
    cursor.execute(
        _insert(Entry, "id", "transaction", "tag", "at", "leaf")
        + ", ".join([f"(%s, {writer}, %s, %s, %s)"] * len(rows))
        + " RETURNING id, number",
        [part for key, row in stored.items() for part in (key, row.tag, moment, row.leaf)],
    )
    return {stored[key].id: number for key, number in cursor.fetchall()}


def _insert(model: type[Model], *columns: str) -> str:
    """The beginning of an INSERT, up to its values; only our own names are in it."""
    return f"INSERT INTO {_table(model)} ({', '.join(map(_name, columns))}) VALUES "  # noqa: S608


def _table(model: type[Model]) -> str:
    return _name(model._meta.db_table)


def _name(name: str) -> str:
    return connection.ops.quote_name(name)


@contextmanager
def one_sequencer() -> Iterator[Log]:
    """A transaction that no second sequencer can be in: SQLite's IMMEDIATE, or an advisory lock of PostgreSQL."""
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        log, _ = Log.objects.get_or_create(id=1)
        yield log


def waiting(limit: int) -> list[tuple[int, bytes]]:
    """Number and leaf of the oldest outbox rows, at most `limit`, of which no older one can still appear.

    On PostgreSQL a row may become visible after a younger one. So only rows of transactions older than every
    running one are taken (below xmin), and our own; those from xmax on stem from another server, before a restore.
    """
    rows = Entry.objects.filter(index__isnull=True)
    if connection.vendor == "postgresql":
        rows = rows.filter(
            Q(transaction__lt=RawSQL("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", []))
            | Q(transaction__gte=RawSQL("pg_snapshot_xmax(pg_current_snapshot())::text::bigint", []))
            | Q(transaction=RawSQL("pg_current_xact_id_if_assigned()::text::bigint", []))
        )
    found = rows.order_by("transaction", "number").values_list("number", "leaf")[:limit]
    return [(number, bytes(leaf)) for number, leaf in found]


def place(numbers: Sequence[int], *, first: int) -> None:
    """Give the rows of these numbers the indexes `first`, `first` + 1, ..."""
    places = range(first, first + len(numbers))
    table, column = _table(Entry), _name("index")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"UPDATE {table} SET {column} = given.place"  # noqa: S608 - only our own names
                " FROM unnest(%s::bigint[], %s::bigint[]) AS given (number, place)"
                f" WHERE {table}.number = given.number",
                [list(numbers), list(places)],
            )
        else:
            cursor.executemany(
                f"UPDATE {table} SET {column} = %s WHERE number = %s",  # noqa: S608 - only our own names
                list(zip(places, numbers, strict=True)),
            )


def append(log: Log, leaves: Sequence[bytes]) -> None:
    """Append leaves to the tree: tiles, bundles and size, in the caller's transaction."""
    if not leaves:
        return
    partial = {at: _hashes(*at) for at in tiles.edge(log.size)}
    changed = tiles.grow(log.size, partial=partial, hashes=leaf_hashes(leaves))
    Tile.objects.bulk_create(
        [Tile(level=level, index=index, hashes=hashes) for (level, index), hashes in changed.items()],
        update_conflicts=True,
        unique_fields=["level", "index"],
        update_fields=["hashes"],
    )
    Bundle.objects.bulk_create(
        _bundles(log.size, leaves), update_conflicts=True, unique_fields=["index"], update_fields=["entries"]
    )
    log.size += len(leaves)
    log.save(update_fields=["size"])


def _bundles(size: int, leaves: Sequence[bytes]) -> Iterator[Bundle]:
    index, width = divmod(size, WIDTH)
    begun = _entries(index) if width else b""
    start = 0
    while start < len(leaves):
        end = start + WIDTH - width
        yield Bundle(index=index, entries=begun + tiles.bundle(leaves[start:end]))
        begun, width, start, index = b"", 0, end, index + 1


def read(path: TilePath) -> bytes:
    """The bytes of a tile or bundle at the width of `path`; NotFound if the tree has no such."""
    if path.level is None:
        return tiles.bundle_prefix(_entries(path.index), width=path.width)
    hashes = _hashes(path.level, path.index)
    if len(hashes) < path.width * HASH_BYTES:
        raise NotFound("journal.tile", f"no {path}")
    return hashes[: path.width * HASH_BYTES]


def _hashes(level: int, index: int) -> bytes:
    return _content(f"SELECT hashes FROM {_table(Tile)} WHERE level = %s AND {_name('index')} = %s", level, index)  # noqa: S608


def _entries(index: int) -> bytes:
    return _content(f"SELECT entries FROM {_table(Bundle)} WHERE {_name('index')} = %s", index)  # noqa: S608


def _content(query: str, *key: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(query, key)
        row = cursor.fetchone()
    if row is None:
        raise NotFound("journal.tile", f"no tile or bundle {'/'.join(map(str, key))}")
    return bytes(row[0])


def tree(size: int) -> TiledTree:
    """The tree of the first `size` leaves."""
    return TiledTree(size, read=read)
