"""Several processes at the same work, each with a connection of its own, started together."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import UUID

Work = Callable[[], object]
Act = Callable[[Sequence[Any]], int]
"""Does its work on these cases and says on how many of them it was done."""
Prepare = Callable[[Sequence[UUID]], Sequence[Any]]
"""What a client does before the clock starts, with all of its cases; what it returns goes to the act."""


def rate(act: Act, cases: Sequence[UUID], *, clients: int, by: int = 1, prepare: Prepare = list) -> float:
    """Cases a second, from the common start until the last client has done its share; by: how many an act takes.

    RuntimeError if a case was left undone: a rate of work that was refused says nothing.
    """
    from django.db import connections  # noqa: PLC0415 - after django.setup()

    connections.close_all()
    fork = multiprocessing.get_context("fork")
    start, results = fork.Barrier(clients + 1), fork.SimpleQueue()
    shares = [cases[n::clients] for n in range(clients)]
    how = {"by": by, "prepare": prepare, "start": start, "results": results}
    started = [fork.Process(target=client, args=(act, share), kwargs=how) for share in shares]
    for one in started:
        one.start()
    start.wait()
    begin = time.perf_counter()
    done = sum(results.get() for _ in started)
    passed = time.perf_counter() - begin
    for one in started:
        one.join()
    if done != len(cases):
        raise RuntimeError(f"{len(cases) - done} of {len(cases)} cases were left undone")
    return done / passed


def client(
    act: Act, share: Sequence[UUID], *, by: int, prepare: Prepare, start: Barrier, results: SimpleQueue[Any]
) -> None:
    """One process: connect, prepare, wait for the others, work."""
    from django.db import connection  # noqa: PLC0415 - after django.setup()

    done = 0
    connection.ensure_connection()
    prepared = prepare(share)
    start.wait()
    try:
        for place in range(0, len(share), by):
            done += act(prepared[place : place + by])
    finally:
        results.put(done)
        connection.close()


def moment() -> datetime:
    """This moment: a seal may not be from the future."""
    return datetime.now(UTC)


def send(cases: Sequence[UUID]) -> int:
    """Seal and release each file, as the follower does."""
    from tongban.transfers import actions  # noqa: PLC0415 - after django.setup()

    for case in cases:
        actions.send_file(transfer_id=case, key=f"send-{case}", officer=None, at=moment())
    return len(cases)


def receive(cases: Sequence[UUID]) -> int:
    """Verify seal and pages of each file and take custody, each in its own transaction."""
    from tongban.transfers import actions  # noqa: PLC0415 - after django.setup()

    for case in cases:
        actions.receive_file(transfer_id=case, key=f"receive-{case}", by="system:benchmark", at=moment())
    return len(cases)


def send_and_receive(cases: Sequence[UUID]) -> int:
    """Both, one file after the other."""
    for case in cases:
        send([case])
        receive([case])
    return len(cases)


def receive_together(cases: Sequence[UUID]) -> int:
    """Verify seal and pages of each file and take custody of all in one transaction, as the follower does."""
    from tongban.transfers import actions  # noqa: PLC0415 - after django.setup()

    return actions.receive_files(transfer_ids=cases, by="system:benchmark", at=moment())


def verified(cases: Sequence[UUID]) -> list[Any]:
    """The files of these cases, seal and pages verified: what `receive_file` does before its transaction."""
    from tongban.dossiers import actions as dossiers  # noqa: PLC0415 - after django.setup()
    from tongban.transfers.queries.files import VEHICLE_FILE  # noqa: PLC0415

    return list(dossiers.those_verified(VEHICLE_FILE, cases, at=moment()).values())


def move(files: Sequence[Any]) -> int:
    """The transaction alone, one a file."""
    from tongban.transfers.actions.files import take_file  # noqa: PLC0415 - after django.setup()

    for sent in files:
        take_file(sent, transfer_id=sent.matter_id, key=f"move-{sent.pk}", by="system:benchmark", at=moment())
    return len(files)


def move_together(files: Sequence[Any]) -> int:
    """The transaction alone, one for all of these files."""
    from tongban.transfers.actions.files import take_files  # noqa: PLC0415 - after django.setup()

    return take_files({sent.matter_id: sent for sent in files}, by="system:benchmark", at=moment())
