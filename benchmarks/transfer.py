"""The used-vehicle registration's speed: files moved between offices and pre-checks, each beside its limit.

    python3 run bench transfer [--json | --markdown] [--only NAME] [--rounds 3] [--seconds 1]

How it is measured and what the targets mean: docs/performance.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from _measure import Line, arguments, show

DATABASES = ("postgresql", "sqlite")


def main() -> int:
    """Measure and print; the exit code tells nothing about targets, because a busy machine is no fault."""
    options = arguments(__doc__ or "")
    show(lines(options.only, rounds=options.rounds, seconds=options.seconds), options)
    return 0


def lines(only: str, *, rounds: int, seconds: float) -> Iterator[Line]:
    """Each figure's lines; a process for each kind of database, because Django has one for its life."""
    figures = Path(__file__).parent / "_transfer_figures.py"
    for database in DATABASES:
        command = [sys.executable, str(figures), database, only, str(rounds), str(seconds)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for row in process.stdout or ():
                yield Line(**json.loads(row))
        if process.returncode:
            raise SystemExit(process.returncode)


if __name__ == "__main__":
    sys.exit(main())
