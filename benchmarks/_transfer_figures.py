"""The figures of one kind of database: `_transfer_figures.py postgresql|sqlite ONLY ROUNDS SECONDS` prints JSON lines."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import _transfer_clients as clients
import _transfer_postgres as postgres
import _transfer_world as world
from _measure import Figure, Measure, Rival, cpu, measured, wall

CLIENTS = 2 * (os.cpu_count() or 1)
BATCH = 50  # cases.running.AT_ONCE
TOGETHER = 2  # times as many files where many go in one transaction
FILES_A_SECOND = 800  # how many files are prepared for a second of measuring


def main(database: str, only: str, rounds: int, seconds: float) -> int:
    """Print the lines of every figure whose name contains `only`."""
    with tempfile.TemporaryDirectory() as name, KINDS[database](Path(name)) as figures:
        for figure in figures:
            if only in figure.name:
                for line in measured(figure, rounds=rounds, seconds=seconds):
                    print(json.dumps(asdict(line)), flush=True)
    return 0


@contextmanager
def on_postgresql(folder: Path) -> Iterator[Iterator[Figure]]:
    """Several clients at once against pgbench's TPC-B with as many."""
    with postgres.running() as server, world.installed(folder, database=server.address("tongban")):
        tpc_b = Rival(
            f"pgbench TPC-B, {CLIENTS} clients", lambda seconds: server.tpc_b(clients=CLIENTS, seconds=seconds)
        )
        yield all_figures("PostgreSQL", tpc_b, at_once=CLIENTS)


@contextmanager
def on_sqlite(folder: Path) -> Iterator[Iterator[Figure]]:
    """One client, as SQLite has one writer, against the least that a durable commit costs on the same disk."""
    with world.installed(folder, database=f"sqlite:///{folder / 'tongban.sqlite3'}"):
        commit = Rival("one INSERT and its durable commit", wall(plain_commit(folder / "plain.sqlite3"), units=1))
        yield all_figures("SQLite", commit, at_once=1)


KINDS = {"postgresql": on_postgresql, "sqlite": on_sqlite}


def all_figures(database: str, rival: Rival, *, at_once: int) -> Iterator[Figure]:
    """What is measured on either database."""
    is_server = database == "PostgreSQL"
    alone = replace(rival, floor=0.28, target=0.45) if is_server else rival
    together = replace(rival, floor=0.7, target=1.0) if is_server else rival
    clients.send_and_receive(world.cases(1))  # keys are opened and modules loaded before anybody forks
    for name, act, by, prepare, against in (
        ("file moved", clients.move, 1, clients.verified, alone),
        (f"files moved by {BATCH}", clients.move_together, BATCH, clients.verified, together),
        ("file verified and moved", clients.receive, 1, list, rival),
        (f"files verified and moved by {BATCH}", clients.receive_together, BATCH, list, rival),
    ):
        yield Figure(f"{name}, {database}", "files/s", received(act, at_once, by=by, prepare=prepare), (against,))
    yield Figure(f"file sealed, verified and moved, {database}", "files/s", sent_and_received(at_once), (rival,))
    yield from prechecks(database)


def prepared(seconds: float) -> int:
    """How many files: enough for the time, and a few for each client at least."""
    return max(2 * CLIENTS, round(seconds * FILES_A_SECOND))


def received(act: clients.Act, at_once: int, *, by: int, prepare: clients.Prepare) -> Measure:
    """Files received a second, `by` in a transaction; they were sent, and prepared, before the clock starts."""

    def measure(seconds: float) -> float:
        cases = world.cases(prepared(seconds) * (TOGETHER if by > 1 else 1))
        clients.rate(clients.send, cases, clients=at_once)
        return clients.rate(act, cases, clients=at_once, by=by, prepare=prepare)

    return measure


def sent_and_received(at_once: int) -> Measure:
    """Files that leave the one office and arrive at the other a second: two transactions each."""

    def measure(seconds: float) -> float:
        return clients.rate(clients.send_and_receive, world.cases(prepared(seconds)), clients=at_once)

    return measure


def plain_commit(path: Path) -> clients.Work:
    """One row and its commit in WAL with synchronous=FULL, as our own database is opened."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE move (id INTEGER PRIMARY KEY, body TEXT)")

    def work() -> None:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO move (body) VALUES ('from 510100000000 to 320500000000')")
        database.execute("COMMIT")

    return work


def prechecks(database: str) -> Iterator[Figure]:
    """UC-01 to UC-20 by the rules alone, and with every fact gathered first, against one read of the vehicle."""
    from tongban.registers.models import Vehicle  # noqa: PLC0415 - after django.setup()
    from tongban.transfers.models import Transfer  # noqa: PLC0415
    from tongban.transfers.queries import facts  # noqa: PLC0415

    row = Transfer.objects.get(pk=world.case_with_people())

    def read() -> None:
        Vehicle.objects.get(pk=row.vehicle_id)

    one_read = "one indexed read of the vehicle by Django"
    if database == "SQLite":
        rules = cpu(world.precheck_of_given_facts(row))
        yield Figure("pre-check, rules alone", "pre-checks/CPU-s", rules, (Rival(one_read, cpu(read)),))
    gathered = wall(lambda: facts.check_case(row, on=world.TODAY), units=1)
    yield Figure(
        f"pre-check with its facts, {database}",
        "pre-checks/s",
        gathered,
        (Rival(one_read, wall(read, units=1), 0.35, 0.1),),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
