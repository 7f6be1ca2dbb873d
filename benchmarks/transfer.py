"""The used-vehicle registration's speed: files moved between offices and pre-checks, each beside its limit.

    python3 run bench transfer [--json | --markdown] [--only NAME] [--rounds 3] [--seconds 1]

How it is measured and what the targets mean: docs/performance.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from _builds import AGAINST, OURS, before, working
from _measure import LESS, Figure, Line, Rival, arguments, measured, show

DATABASES = ("postgresql", "sqlite")
MOVED = "file moved, one a transaction, SQLite, CPU"


def main() -> int:
    """Measure and print; the exit code tells nothing about targets, because a busy machine is no fault."""
    options = arguments(__doc__ or "")
    show(lines(options.only, rounds=options.rounds, seconds=options.seconds, alone=options.alone), options)
    return 0


def lines(only: str, *, rounds: int, seconds: float, alone: bool = False) -> Iterator[Line]:
    """Each figure's lines; a process for each kind of database, because Django has one for its life."""
    figures = Path(__file__).parent / "_transfer_figures.py"
    for database in DATABASES:
        command = [sys.executable, str(figures), database, only, str(rounds), str(seconds)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for row in process.stdout or ():
                yield Line(**json.loads(row))
        if process.returncode:
            raise SystemExit(process.returncode)
    if only in MOVED and not alone:
        yield from beside_before(rounds=rounds, seconds=seconds)


def beside_before(*, rounds: int, seconds: float) -> Iterator[Line]:
    """One file a transaction on SQLite by CPU, beside an older build of ours; nothing where there is none."""
    older = before()
    if older is None:
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        working(OURS, "_moves_worker.py", Path(folder) / "ours") as ours,
        working(older, "_moves_worker.py", Path(folder) / "before") as theirs,
    ):
        rival = Rival(AGAINST, lambda _seconds: float(theirs.ask({})), target=0.22, floor=0.3)
        figure = Figure(MOVED, "CPU-ms a file", lambda _seconds: float(ours.ask({})), (rival,), LESS)
        yield from measured(figure, rounds=rounds, seconds=seconds)


if __name__ == "__main__":
    sys.exit(main())
