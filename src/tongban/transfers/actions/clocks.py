"""Until when the next act of a case is due: the clocks of rules/clocks.py, with the operator's lengths."""

from __future__ import annotations

from datetime import date, datetime, time

from tongban.clock import CHINA, day_of
from tongban.transfers.profile import profile
from tongban.transfers.rules import clocks
from tongban.transfers.stages import TABLE, Ground, Stage, Way

CLOSE_OF_BUSINESS = time(17, 0)
ESCALATION = ("origin-release", "origin-escalation", "origin-takeover")
"""The steps of a late origin, in the order in which they come: reminded, its superior told, the province takes over."""


def due(stage: Stage, *, way: Way, ground: Ground, at: datetime) -> datetime | None:
    """The end of the clock that starts when a case enters `stage`; None where none runs."""
    name = TABLE.row(stage, ground, way).clock
    return runs_out(name, start=day_of(at)) if name else None


def escalations(since: datetime) -> tuple[datetime, ...]:
    """The ends of the three clocks of ESCALATION for a file that is wanted since then."""
    return tuple(runs_out(name, start=day_of(since)) for name in ESCALATION)


def runs_out(name: str, *, start: date) -> datetime:
    """When a clock that starts on that day runs out; design values have the operator's length."""
    clock = clocks.CLOCKS[name]
    day = clocks.due(name, start=start, days=getattr(profile(), clock.setting) if clock.setting else None)
    return datetime.combine(day, CLOSE_OF_BUSINESS, CHINA) if clock.is_office else end_of(day)


def end_of(day: date) -> datetime:
    """The last minute of that day in China."""
    return datetime.combine(day, time(23, 59), CHINA)
