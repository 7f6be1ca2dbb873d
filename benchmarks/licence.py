"""The electronic licence's speed: issue, verify, publish, record, each beside its raw limit and its peers.

    python3 run bench licence [--json | --markdown] [--only NAME] [--rounds 3] [--seconds 1]

How it is measured and what the targets mean: docs/performance.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import _journal
import _journal_builds
import _licence_figures
import _list_figures
import _verify_http
from _measure import Figure, Line, arguments, measured, pin, show


def main() -> int:
    """Measure and print; the exit code tells nothing about targets, because a busy machine is no fault."""
    options = arguments(__doc__ or "")
    pin()
    with tempfile.TemporaryDirectory() as name:
        show(lines(Path(name), options), options)
    return 0


def lines(folder: Path, options: argparse.Namespace) -> Iterator[Line]:
    """Each figure's lines as soon as it is measured."""
    for figure in figures(folder, options.only, alone=options.alone):
        if options.only in figure.name:
            yield from measured(figure, rounds=options.rounds, seconds=options.seconds)


def figures(folder: Path, only: str, *, alone: bool) -> Iterator[Figure]:
    """All of them, the pure ones first, then those that need keys, tables, servers and an older build."""
    if any(only in name for name in _list_figures.NAMES):
        yield from _list_figures.figures(folder, alone=alone)
    if not alone and any(only in name for name in _journal_builds.NAMES):
        yield from _journal_builds.figures(folder)
    yield from _licence_figures.all_figures()
    with _journal.installed(folder):
        with _verify_http.figures(folder) as served:
            yield from served
        yield from _journal.figures(folder)


if __name__ == "__main__":
    sys.exit(main())
