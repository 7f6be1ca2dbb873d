"""Several who act at the same moment, each with a connection of their own, on either database."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

from django.db import connection, connections


@contextmanager
def many_connections(folder):
    """On SQLite the tests have one connection, in memory: within, new ones open a file with all that it holds."""
    if connection.vendor != "sqlite":
        yield
        return
    file, chosen = str(folder / "rivals.sqlite3"), connections.databases["default"]
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
    before, chosen["NAME"] = chosen["NAME"], file
    try:
        yield
    finally:
        chosen["NAME"] = before


def at_once(acts):
    """What each of the acts answers, all begun at the same moment; an exception is an answer too."""
    line = threading.Barrier(len(acts))

    def run(act):
        try:
            line.wait(20)
            return act()
        except Exception as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
