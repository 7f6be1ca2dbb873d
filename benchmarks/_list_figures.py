"""Publishing a real list: a place is set, the list read, packed, signed twice and written, at every density alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from _builds import AGAINST, OURS, Worker, before, working
from _measure import LESS, Figure, Measure, Rival, promise

FLOORS = {1: 0.5, 10: 0.15, 38: 0.1}
WANTED_MS = 5.0
NAME = {percent: f"list of 2^20 published, {percent:g} % set" for percent in FLOORS}
NAMES = tuple(NAME.values())


def figures(folder: Path, *, alone: bool) -> Iterator[Figure]:
    """One a density."""
    older = None if alone else before()
    with working(OURS, "_lists_worker.py", folder / "lists") as ours:
        if older is None:
            yield from (figure(percent, ours, ()) for percent in FLOORS)
            return
        with working(older, "_lists_worker.py", folder / "lists-before") as theirs:
            for percent, floor in FLOORS.items():
                yield figure(percent, ours, (Rival(AGAINST, asking(theirs, percent), floor=floor, target=floor),))


def figure(percent: int, ours: Worker, rivals: tuple[Rival, ...]) -> Figure:
    """Against five milliseconds, and against an older build where there is one."""
    limit = Rival(f"{WANTED_MS:g} ms", promise(WANTED_MS), 1)
    return Figure(NAME[percent], "CPU-ms a change", asking(ours, percent), (*rivals, limit), LESS)


def asking(worker: Worker, percent: float) -> Measure:
    """Milliseconds as the worker measures them."""
    return lambda seconds: float(worker.ask([percent, seconds]))
