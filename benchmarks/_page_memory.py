"""What a web worker takes of the memory of the machine: its proportional share (PSS), with two workers, after some pages."""

from __future__ import annotations

import http.client
import subprocess
from collections.abc import Sequence
from pathlib import Path

from _builds import AGAINST, OURS, VERSION, Build, before, environment
from _measure import LESS, Figure, Line, Rival, line
from _serving import free_port, wait_for

NAME = "a web worker's proportional memory, two workers"
FLOOR_MB, TARGET_MB = 65.0, 55.0
OPTIONS = ("--host", "127.0.0.1", "--workers", "2", "--log-level", "error")
SERVED = {
    OURS.name: ("-m", "tongban.config.serve"),
    AGAINST: ("-m", "granian", "tongban.config.wsgi:application", "--interface", "wsgi", "--blocking-threads", "2"),
}
PAGES = ("account/login/", "figures/", "log/vkey")
TURNS = 40
SETUP = """
import django
django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
from tongban.keys import actions
actions.hold_ceremony(at=datetime.now(UTC))
call_command("migrate", verbosity=0, interactive=False)
"""


def lines(folder: Path) -> list[Line]:
    """Against what is wanted, and against the older build where there is one."""
    ours = megabytes(OURS, folder / "memory")
    limit = Rival(f"{TARGET_MB:g} MB", lambda _seconds: 0.0, target=1, floor=round(FLOOR_MB / TARGET_MB, 2))
    figure = Figure(NAME, "MB", limit.measure, (limit,), LESS)
    found = [line(figure, limit, ours=ours, theirs=TARGET_MB)]
    older = before()
    if older is not None:
        theirs = megabytes(older, folder / f"memory-{VERSION}")
        found.append(line(figure, Rival(AGAINST, limit.measure), ours=ours, theirs=theirs))
    return found


def megabytes(build: Build, folder: Path) -> float:
    """Of the larger of two workers."""
    (folder / "static").mkdir(parents=True)
    around = dict(environment(folder)) | {"PYTHONWARNINGS": "ignore"}
    subprocess.run([build.python, "-c", SETUP], env=around, check=True)
    port = free_port()
    server = subprocess.Popen([build.python, *SERVED[build.name], *OPTIONS, "--port", str(port)], env=around)
    try:
        wait_for(port, server)  # type: ignore[arg-type]
        ask(port, PAGES)
        return max(share(pid) for pid in children(server.pid)) / 1024
    finally:
        server.terminate()
        server.wait()


def ask(port: int, pages: Sequence[str]) -> None:
    """Each page so often that every worker has made it, or the page that says that there is none."""
    for page in pages:
        for _ in range(TURNS):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", f"/{page}")
            connection.getresponse().read()
            connection.close()


def children(pid: int) -> list[int]:
    """The processes that it made."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in found]


def share(pid: int) -> int:
    """Kilobytes: what is its own, and its part of what several share."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
