"""Tiles, bundles and places in the database: what the sequencer writes and the log reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from tongban.errors import NotFound
from tongban.journal.models import Bundle, Entry, Log, Tile
from tongban.standards.tlog import tiles
from tongban.standards.tlog.hashing import HASH_BYTES, leaf_hashes
from tongban.standards.tlog.tiles import WIDTH, TiledTree, TilePath

SEQUENCER_LOCK = 0x746C6F67  # any number that nobody else locks; these four letters spell "tlog"


@contextmanager
def one_sequencer() -> Iterator[Log]:
    """A transaction that no second sequencer can be in: SQLite's IMMEDIATE, or an advisory lock of PostgreSQL."""
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        log, _ = Log.objects.get_or_create(id=1)
        yield log


def waiting(limit: int) -> list[Entry]:
    """The oldest outbox rows, at most `limit`, of which no older one can still appear.

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
    return list(rows.order_by("transaction", "number").only("number", "leaf")[:limit])


def place(rows: Sequence[Entry], *, first: int) -> None:
    """Give the rows the indexes `first`, `first` + 1, ..."""
    numbers = [row.number for row in rows]
    places = range(first, first + len(rows))
    table, column = connection.ops.quote_name(Entry._meta.db_table), connection.ops.quote_name("index")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"UPDATE {table} SET {column} = given.place"  # noqa: S608 - only our own names
                " FROM unnest(%s::bigint[], %s::bigint[]) AS given (number, place)"
                f" WHERE {table}.number = given.number",
                [numbers, list(places)],
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
    partial = {at: bytes(Tile.objects.get(level=at[0], index=at[1]).hashes) for at in tiles.edge(log.size)}
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
    begun = bytes(Bundle.objects.get(index=index).entries) if width else b""
    start = 0
    while start < len(leaves):
        end = start + WIDTH - width
        yield Bundle(index=index, entries=begun + tiles.bundle(leaves[start:end]))
        begun, width, start, index = b"", 0, end, index + 1


def read(path: TilePath) -> bytes:
    """The bytes of a tile or bundle at the width of `path`; NotFound if the tree has no such."""
    if path.level is None:
        entries = Bundle.objects.filter(index=path.index).values_list("entries", flat=True).first()
        if entries is None:
            raise NotFound("journal.tile", f"no {path}")
        return tiles.bundle_prefix(bytes(entries), width=path.width)
    hashes = Tile.objects.filter(level=path.level, index=path.index).values_list("hashes", flat=True).first()
    if hashes is None or len(hashes) < path.width * HASH_BYTES:
        raise NotFound("journal.tile", f"no {path}")
    return bytes(hashes[: path.width * HASH_BYTES])


def tree(size: int) -> TiledTree:
    """The tree of the first `size` leaves."""
    return TiledTree(size, read=read)
