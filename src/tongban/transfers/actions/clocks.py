"""Until when the next act of a case is due: the clocks of rules/clocks.py, with the operator's lengths."""

from __future__ import annotations

from datetime import date, datetime, time

from tongban.clock import CHINA, day_of
from tongban.transfers.profile import profile
from tongban.transfers.rules import clocks
from tongban.transfers.stages import TURNS, Ground, Stage, Way

CLOSE_OF_BUSINESS = time(17, 0)
OFFICES = (
    "acceptance",
    "origin-decision",
    "origin-release",
    "file-check",
    "decision",
    "decision-moved-in",
    "moving-home",
)
"""Clocks of offices end at the close of business, those of people with the day."""
ESCALATION = ("origin-release", "origin-escalation", "origin-takeover")
"""The steps of a late origin, in the order in which they come: reminded, its superior told, the province takes over."""


def due(stage: Stage, *, way: Way, ground: Ground, at: datetime) -> datetime | None:
    """The end of the clock that starts when a case enters `stage`; None where none runs."""
    name = TURNS[stage].clock
    if not name:
        return None
    if name == "decision":
        name = clocks.decision_clock(is_old_way=way is Way.ORIGIN_FIRST, is_sale=ground is not Ground.MOVE)
    day = last_day(name, start=day_of(at))
    return close_of(day) if name in OFFICES else end_of(day)


def escalations(since: datetime) -> tuple[datetime, ...]:
    """The ends of the three clocks of ESCALATION for a file that is wanted since then."""
    return tuple(close_of(last_day(name, start=day_of(since))) for name in ESCALATION)


def last_day(name: str, *, start: date) -> date:
    """The last day of a clock; design values have the operator's length."""
    setting = clocks.CLOCKS[name].setting
    return clocks.due(name, start=start, days=getattr(profile(), setting) if setting else None)


def close_of(day: date) -> datetime:
    """17:00 in China on that day."""
    return datetime.combine(day, CLOSE_OF_BUSINESS, CHINA)


def end_of(day: date) -> datetime:
    """The last minute of that day in China."""
    return datetime.combine(day, time(23, 59), CHINA)
