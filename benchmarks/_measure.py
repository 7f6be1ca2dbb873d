"""How a figure is measured: beside its limit and its peers, in turns, and only the ratio counts.

A machine's speed drifts by a quarter between one minute and the next, so a rate by itself says little. Ours, the
raw limit and the peers run one after another in each round, on one core; of each the best round counts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from math import inf
from pathlib import Path

from tongban.standards import native

GATE = 0.8
Work = Callable[[], object]
Measure = Callable[[float], float]
"""Works for at least that many seconds and returns units a second, or what one costs."""
MORE, LESS = "more", "less"


@dataclass(frozen=True)
class Rival:
    """What a figure is held against: a raw limit, a peer or an older build of ours.

    target, floor: the ratio wanted, and the one without which we are not content; None if none was set.
    """

    against: str
    measure: Measure
    target: float | None = None
    floor: float | None = None


@dataclass(frozen=True)
class Figure:
    """One thing that we do, and what it is held against. better: of rates more is better, of costs less."""

    name: str
    unit: str
    measure: Measure
    rivals: tuple[Rival, ...]
    better: str = MORE


@dataclass(frozen=True)
class Line:
    """A figure against one rival, as printed."""

    name: str
    rate: float
    unit: str
    against: str
    ratio: float
    floor: float | None = None
    target: float | None = None
    better: str = MORE

    @property
    def wanted(self) -> str:
        """The target, and how far from it we are. Below the floor, or where there is none below four fifths, which is
        what a machine drifts by, it is missed."""
        if self.target is None:
            return "-"
        reached = self.reached(self.target)
        is_missed = reached < GATE if self.floor is None else self.reached(self.floor) < 1
        how = "" if reached >= 1 else " (missed)" if is_missed else f" ({int(100 * reached)}%)"
        return f"{self.target:g}{how}"

    def reached(self, wanted: float) -> float:
        """How much of a wanted ratio was reached; 1 is all of it."""
        return wanted / max(self.ratio, 1e-9) if self.better == LESS else self.ratio / wanted


def arguments(purpose: str) -> argparse.Namespace:
    """What every benchmark understands."""
    parser = argparse.ArgumentParser(description=purpose, formatter_class=argparse.RawDescriptionHelpFormatter)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="one JSON line a figure and rival")
    how.add_argument("--markdown", action="store_true", help="the table of docs/performance.md")
    parser.add_argument("--only", default="", help="only figures whose name contains this")
    parser.add_argument("--alone", action="store_true", help="hold nothing against the older build")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the best counts")
    parser.add_argument("--seconds", type=float, default=1.0, help="for how long each side works in a round")
    return parser.parse_args()


def pin() -> None:
    """Stay on one core, the last that we may use; where the system knows no affinity, go without."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def measured(figure: Figure, *, rounds: int, seconds: float) -> list[Line]:
    """The figure against each of its rivals."""
    sides = (figure.measure, *(rival.measure for rival in figure.rivals))
    best, choose = ([inf] * len(sides), min) if figure.better == LESS else ([0.0] * len(sides), max)
    for _ in range(rounds):
        best = [choose(before, measure(seconds)) for before, measure in zip(best, sides, strict=True)]
    return [line(figure, rival, ours=best[0], theirs=rate) for rival, rate in zip(figure.rivals, best[1:], strict=True)]


def line(figure: Figure, rival: Rival, *, ours: float, theirs: float) -> Line:
    """What is printed of two rates, or of two costs."""
    ratio = round(ours / theirs, 3) if theirs else 0.0 if not ours else inf
    rate = round(ours, 1 if ours >= 100 else 3)
    return Line(figure.name, rate, figure.unit, rival.against, ratio, rival.floor, rival.target, figure.better)


def cpu(work: Work, *, units: int = 1, times: int = 16) -> Measure:
    """Units a CPU-second of this process. units: how many one call does; times: calls between looks at the clock."""
    return lambda seconds: rate(work, units=units, times=times, seconds=seconds, clock=time.process_time)


def wall(work: Work, *, units: int) -> Measure:
    """Units a second of the wall's clock, where waiting for a disk is part of the work."""
    return lambda seconds: rate(work, units=units, times=1, seconds=seconds, clock=time.perf_counter)


def promise(rate: float) -> Measure:
    """A rate that was promised and is not measured."""
    return lambda _seconds: rate


def rate(work: Work, *, units: int, times: int, seconds: float, clock: Callable[[], float]) -> float:
    """Units a second of `clock`, over at least `seconds` of it and `times` calls."""
    calls = 0
    start = clock()
    while True:
        for _ in range(times):
            work()
        calls += times
        passed = clock() - start
        if passed >= seconds:
            return calls * units / max(passed, 1e-6)


def show(lines: Iterable[Line], options: argparse.Namespace) -> None:
    """Print each line as soon as it is there, in the form that was asked for."""
    if options.markdown:
        print(f"{machine()}\n")
        print("| figure | rate | against | ratio | floor | target |\n|---|---|---|---|---|---|")
    for one in lines:
        print(printed(one, options), flush=True)


def machine() -> str:
    """The processor and the interpreter, build and all: one compiled without profiles is a tenth slower."""
    models = [row for row in lines_of("/proc/cpuinfo") if row.startswith("model name")]
    name = models[0].partition(":")[2].strip() if models else platform.processor()
    compiled = [word for word, has in (("the compiled core", native.core), ("AWS-LC", native.aws)) if has is not None]
    with_what = f"with {' and '.join(compiled)}" if compiled else "nothing of ours compiled"
    return f"{os.cpu_count()} cores of {name}, {platform.python_implementation()} {sys.version}, {with_what}"


def lines_of(path: str) -> list[str]:
    """The lines of a file; none where the system has no such."""
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def printed(one: Line, options: argparse.Namespace) -> str:
    """One line as JSON, as a row of a table, or for a terminal."""
    if options.json:
        return json.dumps(asdict(one))
    if options.markdown:
        floor = "-" if one.floor is None else f"{one.floor:g}"
        return f"| {one.name} | {number(one)} {one.unit} | {one.against} | {one.ratio:.2f} | {floor} | {one.wanted} |"
    return f"{one.name:<34}{number(one):>12} {one.unit:<22}{one.ratio:>9.2f} x {one.against}  [target {one.wanted}]"


def number(one: Line) -> str:
    """The rate with as many digits as mean something."""
    return f"{one.rate:,.0f}" if one.rate >= 100 else f"{one.rate:.3g}"
