"""The pages' speed: each beside a plain Django view with as many indexed reads, the slow ones beside an older build.

    python3 run bench pages [--json | --markdown] [--only NAME] [--rounds 3] [--seconds 1] [--alone]

How it is measured and what the targets mean: docs/performance.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import _page_figures
import _page_memory
from _measure import Line, arguments, show

EACH_PAGE = 0.2  # of the seconds: there are more than a hundred


def main() -> int:
    """Measure and print; the exit code tells nothing about targets, because a busy machine is no fault."""
    options = arguments(__doc__ or "")
    with tempfile.TemporaryDirectory() as name:
        show((one for one in lines(Path(name), options) if options.only in one.name), options)
    return 0


def lines(folder: Path, options: argparse.Namespace) -> Iterator[Line]:
    """What is held against an older build first, then every page."""
    only = options.only
    if not options.alone:
        if only in _page_memory.NAME:
            yield from _page_memory.lines(folder)
        if any(only in name for name in _page_figures.NAMES):
            yield from _page_figures.against_before(folder, rounds=options.rounds, seconds=options.seconds)
    if only.startswith(_page_figures.HOUSE) or not only:
        yield from _page_figures.house(folder, only, rounds=options.rounds, seconds=options.seconds * EACH_PAGE)


if __name__ == "__main__":
    sys.exit(main())
