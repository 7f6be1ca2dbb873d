"""Every page of the house beside a plain Django view with as many reads, and pages with many cases beside an older build."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from _builds import AGAINST, OURS, Worker, before, working
from _measure import LESS, Figure, Line, Rival, line

LISTS = ("transfers:cases", "transfers:vehicles", "transfers:dealer", "transfers:inspect-list", "transfers:desk-queue")
SIMPLE = "people:account"
MANY = (
    "home of a buyer",
    "home of a market",
    "home of an officer",
    *LISTS,
    "transfers:desk-late",
    "transfers:desk-alerts",
    "transfers:times",
    "statistics:figures",
    "portal:record",
    SIMPLE,
)
FEW, ALL, SLOWEST = 50, 5000, 10
HOUSE = "page "
NAMES = (
    "a simple signed-in page, durable writes",
    f"lists of {FEW} cases, statements",
    *(f"{name} at {ALL} cases" for name in (*MANY, f"the {SLOWEST} slowest pages")),
)


def house(folder: Path, only: str, *, rounds: int, seconds: float) -> Iterator[Line]:
    """Requests a CPU-second of each address; its statements stand in the words of the plain view that it is held against."""
    with (
        working(OURS, "_house_worker.py", folder / "house") as ours,
        working(OURS, "_plain_worker.py", folder / "plain") as plain,
    ):
        for name in ours.ask(None):
            if only not in HOUSE + name:
                continue
            cost, peer = 1e9, 1e9
            for _ in range(rounds):
                said = ours.ask({"page": name, "seconds": seconds})
                cost = min(cost, said["ms"])
                peer = min(peer, plain.ask({"reads": said["statements"], "seconds": seconds})["ms"])
            rival = Rival(f"plain Django view, {said['statements']} indexed reads", lambda _seconds: 0.0)
            figure = Figure(HOUSE + name, "requests/CPU-s", rival.measure, (rival,))
            yield line(figure, rival, ours=1000 / cost, theirs=1000 / peer)


def against_before(folder: Path, *, rounds: int, seconds: float) -> Iterator[Line]:
    """A simple page, lists of fifty cases and the ten slowest pages at five thousand; nothing without the older build."""
    with two_towns(folder) as (ours, theirs):
        if theirs is None:
            return
        both = (ours, theirs)
        for worker in both:
            worker.ask({"cases": FEW})
        simple = costs(both, (SIMPLE,), rounds=rounds, seconds=seconds)[SIMPLE]
        yield compared("a simple signed-in page", "CPU-ms", simple, "ms", floor=0.65, target=0.5)
        yield compared("a simple signed-in page, durable writes", "writes", simple, "writes", floor=0, target=0)
        lists = list(costs(both, LISTS, rounds=rounds, seconds=seconds).values())
        mean = tuple(
            {key: sum(pair[side][key] for pair in lists) / len(lists) for key in lists[0][0]} for side in (0, 1)
        )
        yield compared(f"lists of {FEW} cases", "CPU-ms", mean, "ms", floor=0.25, target=0.15)
        yield compared(f"lists of {FEW} cases, statements", "statements", mean, "statements")
        for worker in both:
            worker.ask({"cases": ALL - FEW})
        many = costs(both, MANY, rounds=rounds, seconds=seconds)
        slowest = sorted(many, key=lambda name: -many[name][1]["ms"])[:SLOWEST]
        for name in slowest:
            yield compared(f"{name} at {ALL} cases", "CPU-ms", many[name], "ms")
        total = tuple({"ms": sum(many[name][side]["ms"] for name in slowest)} for side in (0, 1))
        yield compared(f"the {SLOWEST} slowest pages at {ALL} cases", "CPU-ms", total, "ms", floor=0.33, target=0.2)


@contextmanager
def two_towns(folder: Path) -> Iterator[tuple[Worker, Worker | None]]:
    """A worker of either build."""
    older, script = before(), "_pages_worker.py"
    with working(OURS, script, folder / "towns") as ours:
        if older is None:
            yield ours, None
            return
        with working(older, script, folder / "towns-before") as theirs:
            yield ours, theirs


def costs(both: tuple[Worker, Worker], names: tuple[str, ...], *, rounds: int, seconds: float) -> dict[str, Any]:
    """By page what it costs in either build, measured in turns; of each the best round."""
    found: dict[str, Any] = {}
    for name in names:
        tries = [[one.ask({"page": name, "seconds": seconds}) for one in both] for _ in range(rounds)]
        found[name] = tuple(min((each[side] for each in tries), key=lambda cost: cost["ms"]) for side in (0, 1))
    return found


def compared(
    name: str, unit: str, pair: Any, key: str, *, floor: float | None = None, target: float | None = None
) -> Line:
    """One line of two costs."""
    rival = Rival(AGAINST, lambda _seconds: 0.0, target=target, floor=floor)
    return line(Figure(name, unit, rival.measure, (rival,), LESS), rival, ours=pair[0][key], theirs=pair[1][key])
