"""The journal beside an older build of ours: CPU of recording on PostgreSQL, and bytes of an act on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import _transfer_postgres as postgres
from _builds import AGAINST, OURS, Worker, before, working
from _measure import LESS, Figure, Measure, Rival

SCRIPT = "_journal_worker.py"
RECORDING = "journal, recording by 100, PostgreSQL"
BYTES = {"SQLite": (0.65, 0.6), "PostgreSQL": (0.77, 0.7)}
NAMES = (RECORDING, *(f"bytes of an act in the journal, {kind}" for kind in BYTES))


def figures(folder: Path) -> Iterator[Figure]:
    """Nothing where there is no older build. Bytes are counted once: they are the same each time."""
    older = before()
    if older is None:
        return
    with (
        working(OURS, SCRIPT, folder / "acts") as ours,
        working(older, SCRIPT, folder / "acts-before") as theirs,
    ):
        yield of_bytes("SQLite", ours, theirs)
    with (
        postgres.running() as server,
        two_databases(server) as (first, second),
        working(OURS, SCRIPT, folder / "pg", database=first) as ours,
        working(older, SCRIPT, folder / "pg-before", database=second) as theirs,
    ):
        yield of_bytes("PostgreSQL", ours, theirs)
        rival = Rival(AGAINST, asking(theirs, "record"), floor=0.6, target=0.35)
        yield Figure(RECORDING, "CPU-ms an act", asking(ours, "record"), (rival,), LESS)


def of_bytes(kind: str, ours: Worker, theirs: Worker) -> Figure:
    """Of the same acts in both, recorded and sequenced by 100."""
    counted = {worker: float(worker.ask({"what": "bytes"})) for worker in (ours, theirs)}
    floor, target = BYTES[kind]
    rival = Rival(AGAINST, lambda _seconds: counted[theirs], floor=floor, target=target)
    name = f"bytes of an act in the journal, {kind}"
    return Figure(name, "bytes", lambda _seconds: counted[ours], (rival,), LESS)


def asking(worker: Worker, what: str) -> Measure:
    """Milliseconds as the worker measures them, the database's process too."""
    return lambda seconds: float(worker.ask({"what": what, "seconds": seconds}))


@contextmanager
def two_databases(server: postgres.Server) -> Iterator[tuple[str, str]]:
    """The addresses of two empty ones on one server."""
    import psycopg  # noqa: PLC0415

    names = ("ours", "theirs")
    with psycopg.connect(server.address("postgres"), autocommit=True) as admin:
        for name in names:
            admin.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    yield server.address(names[0]), server.address(names[1])
