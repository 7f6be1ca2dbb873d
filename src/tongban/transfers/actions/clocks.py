"""Until when the next act of a case is due: the clocks of rules/clocks.py, with the operator's lengths."""

from __future__ import annotations

from datetime import date, datetime, time

from tongban.clock import CHINA, day_of
from tongban.transfers.profile import profile
from tongban.transfers.rules import clocks

CLOSE_OF_BUSINESS = time(17, 0)
ESCALATION = ("origin-release", "origin-escalation", "origin-takeover")
"""The steps of a late origin, in the order in which they come: reminded, its superior told, the province takes over."""


def escalations(since: datetime) -> tuple[datetime, ...]:
    """The ends of the three clocks of ESCALATION for a file that is wanted since then."""
    return tuple(runs_out(name, since) for name in ESCALATION)


def runs_out(name: str, since: datetime) -> datetime:
    """When a clock that starts then runs out; design values have the operator's length."""
    clock = clocks.CLOCKS[name]
    day = clocks.due(name, start=day_of(since), days=getattr(profile(), clock.setting) if clock.setting else None)
    return datetime.combine(day, CLOSE_OF_BUSINESS, CHINA) if clock.is_office else end_of(day)


def end_of(day: date) -> datetime:
    """The last minute of that day in China."""
    return datetime.combine(day, time(23, 59), CHINA)
