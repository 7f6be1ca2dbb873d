"""What a pass would open, minute by minute: decided with it and without it by the city's rules, never guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from msgspec.structs import replace

from tongban.clock import CHINA
from tongban.passes.granting.asked import Asked
from tongban.passes.rules.compiled import DAY_MINUTES, OUTCOMES, Row, Sheet, Strip
from tongban.passes.rules.days import EPOCH, MINUTES
from tongban.passes.rules.decisions import Hit, Outcome, RuleBook
from tongban.passes.rules.facts import Pass, Question
from tongban.passes.rules.records import Window

LOOKED_AT = timedelta(days=400)  # a longer pass repeats its weeks, and each check asks the rules of its own moment
UNNUMBERED = "-"


@dataclass(frozen=True)
class Spans:
    """Minutes of the wanted hours, over all spots. free: allowed without any pass. opened: shut without this pass and open
    with it. shut: shut with it too. untold: cannot be told. closing: the clauses that keep them so, each once; missing: the
    facts that would tell."""

    free: int = 0
    opened: int = 0
    shut: int = 0
    untold: int = 0
    closing: tuple[Hit, ...] = ()
    missing: frozenset[str] = frozenset()


def spans(book: RuleBook, asked: Asked, *, pass_type: str) -> Spans:
    """What the pass would do on every wanted minute of its term (of its first 400 days)."""
    first, last = asked.first, min(asked.last, asked.first + LOOKED_AT)
    held = Pass(type=pass_type, number=UNNUMBERED, starts=_midnight(first), ends=_midnight(last + timedelta(days=1)))
    days = range(first.toordinal() - EPOCH, last.toordinal() - EPOCH + 1)
    counts: Counter[str] = Counter()
    closing: dict[tuple[str, str], Hit] = {}
    for spot in asked.spots:
        question = Question(vehicle=asked.vehicle, spot=spot, at=asked.at, trip=asked.trip)
        without = Sheet(book, question).at(spot)
        with_it = Sheet(book, replace(question, passes=(held,))).at(spot)
        for is_first, bare, row, times in _kinds(without, with_it, days):
            wanted = _wanted(asked.windows, is_first=is_first)
            for minute, place in enumerate(row.which):
                if wanted[minute]:
                    name = _name(OUTCOMES[bare.outcomes[minute]], row.decisions[place].outcome)
                    counts[name] += times
                    if name in ("shut", "untold"):
                        hits = (hit for hit in row.decisions[place].hits if not hit.opened_by)
                        closing |= {(hit.notice, hit.clause.id): hit for hit in hits}
    missing = frozenset[str]().union(*(hit.missing for hit in closing.values()))
    return Spans(counts["free"], counts["opened"], counts["shut"], counts["untold"], tuple(closing.values()), missing)


def _kinds(without: Strip, with_it: Strip, days: range) -> Iterator[tuple[bool, Row, Row, int]]:
    """The days by how they run: is it the first one, how without and with the pass, and how many of them there are."""
    found: dict[tuple[bool, int, int], list[Any]] = {}
    for day in days:
        bare, row = without.row(day), with_it.row(day)
        known = found.setdefault((day == days[0], id(bare), id(row)), [bare, row, 0])
        known[2] += 1
    for (is_first, *_), (bare, row, times) in found.items():
        yield is_first, bare, row, times


def _name(bare: Outcome, with_it: Outcome) -> str:
    if with_it is Outcome.CANNOT_BE_TOLD:
        return "untold"
    if with_it is not Outcome.ALLOWED:
        return "shut"
    return "free" if bare is Outcome.ALLOWED else "opened"


def _wanted(windows: tuple[Window, ...], *, is_first: bool) -> bytes:
    """The wanted minutes of a day as 1. A window over midnight goes on into the next morning, not before the first day."""
    if not windows:
        return b"\1" * DAY_MINUTES
    flags = bytearray(DAY_MINUTES)
    for window in windows:
        starts, ends = MINUTES[window.starts], MINUTES[window.ends]
        flags[starts : ends if starts < ends else DAY_MINUTES] = b"\1" * (
            (ends if starts < ends else DAY_MINUTES) - starts
        )
        if ends <= starts and not is_first:
            flags[:ends] = b"\1" * ends
    return bytes(flags)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
