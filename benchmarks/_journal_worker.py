"""The whole journal by batches: recorded in one transaction, then sequenced. Asked for "cpu" or "bytes"."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from _worker import AT, answer, installed, milliseconds

BATCH = 100
FILLED = 20_000  # acts, over which the bytes of one are counted
SWEPT = 2_000  # acts, after which PostgreSQL's autovacuum would have come by


@dataclass(frozen=True)
class LicenceIssued:
    """An act of the size that the licence service records."""

    tag: ClassVar[str] = "licence-issued"
    licence: str
    region: str
    office: str


def main() -> None:
    """Answer milliseconds of CPU an act, the database's own part too, or bytes an act."""
    installed()
    from django.db import connection  # noqa: PLC0415

    from tongban.journal import actions  # noqa: PLC0415

    entry = LicenceIssued(licence="3f6c2f0e-6a0c-4c53-9f8b-1f5f7e9f2a11", region="510104", office="510100000400")
    acts = [(entry, (f"licence:{entry.licence}", f"driver:{entry.licence}"))] * BATCH

    def record() -> None:
        actions.record_many(acts, by="officer:3f6c2f0e-6a0c-4c53-9f8b-1f5f7e9f2a11", at=AT)

    def append() -> None:
        record()
        actions.sequence(at=AT, limit=BATCH)

    def asked(question: Any) -> Any:
        if question["what"] == "bytes":
            before = stored(connection)
            for done in range(0, FILLED, BATCH):
                append()
                if done % SWEPT == 0:
                    sweep(connection)
            return (stored(connection) - before) / FILLED
        also = of_process(backend(connection)) if connection.vendor == "postgresql" else None
        if question["what"].endswith("client"):
            also = None
        return milliseconds(
            record if question["what"].startswith("record") else append,
            units=BATCH,
            seconds=question["seconds"],
            also=also,
        )

    answer(asked)


def stored(connection: Any) -> int:
    """Bytes of the journal's tables with their indexes, or of the whole file where there is nothing else to grow."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)"
            )
        else:
            cursor.execute(
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relname LIKE 'journal_%'"
            )
        return int(cursor.fetchone()[0])


def sweep(connection: Any) -> None:
    """What the database does by itself, at moments that do not depend on the clock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")


def backend(connection: Any) -> int:
    """The process of PostgreSQL that works for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def of_process(pid: int) -> Any:
    """CPU-seconds of another process so far, in nanoseconds' steps where the system counts them so."""
    schedule = Path(f"/proc/{pid}/schedstat")
    if schedule.exists():
        return lambda: int(schedule.read_text().split()[0]) / 1e9
    stat, ticks = Path(f"/proc/{pid}/stat"), os.sysconf("SC_CLK_TCK")
    return lambda: sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13])) / ticks


if __name__ == "__main__":
    main()
