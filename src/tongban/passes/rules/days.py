"""When: which class a day is of, and whether a minute falls into a schedule.

China keeps one time without summer time since 1992, so a moment is a day and a minute by arithmetic. Which days are off or
worked in exchange is data that is handed in with a version, never asked of a library here; what a year without a notice
will still change is provisional and is said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tongban import calendars
from tongban.passes.rules.records import Counted, Days, Period, Schedule
from tongban.passes.rules.truth import YES, Finding, Truth, all_of, any_of, none_of

DAY = timedelta(days=1)
MINUTES = {f"{hour:02}:{minute:02}": 60 * hour + minute for hour in range(25) for minute in range(60)}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EAST_MINUTES = 8 * 60
EPOCH = date(1970, 1, 1).toordinal()
TIME = Finding(Truth.YES, frozenset(("time",)))
NOT_SAID = Finding(Truth.UNKNOWN, frozenset(("time",)), frozenset(("notice",)))


@dataclass(frozen=True)
class Calendar:
    """Days off and days worked. days_off: all of the State Council's notices, weekends between them too; by_law: those that
    are holidays by the law itself; worked: Saturdays and Sundays worked in exchange; provisional: years without notice."""

    days_off: frozenset[date] = frozenset()
    by_law: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    provisional: frozenset[int] = frozenset()

    @property
    def version(self) -> str:
        """Which data an answer rests on: the beginning of their SHA-256."""
        parts: Iterable[Iterable[object]] = (self.days_off, self.by_law, self.worked, self.provisional)
        text = "|".join(",".join(sorted(map(str, part))) for part in parts)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def calendar_of(years: Iterable[int], *, holidays: calendars.Holidays) -> Calendar:
    """The calendar of these years by the house's table of working days. holidays: the operator's corrections."""
    days_off: set[date] = set()
    by_law: set[date] = set()
    worked: set[date] = set()
    provisional: set[int] = set()
    for year in years:
        run: list[
            date
        ] = []  # days without work that follow each other; with a weekday or a holiday they are one holiday
        law = calendars.days_off_by_law(year)
        by_law |= law
        if calendars.provisional_year(date(year, 7, 1), holidays=holidays):
            provisional.add(year)
        for ordinal in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()):
            day = date.fromordinal(ordinal)
            if not calendars.is_working_day(day, holidays=holidays):
                run.append(day)
                continue
            if any(one.weekday() < 5 or one in law for one in run):
                days_off |= set(run)
            run = []
            if day.weekday() >= 5:
                worked.add(day)
        if any(one.weekday() < 5 or one in law for one in run):
            days_off |= set(run)
    return Calendar(frozenset(days_off), frozenset(by_law), frozenset(worked), frozenset(provisional))


def minute_of(at: datetime) -> int:
    """Minutes since 1970 began in China; a day begins where it is a multiple of 1440. The seconds are cut off."""
    return int(at.timestamp() // 60) + EAST_MINUTES


def day_and_minute(at: datetime) -> tuple[date, int]:
    """The day in China and the minute of that day."""
    day, minute = divmod(minute_of(at), 1440)
    return date.fromordinal(day + EPOCH), minute


def schedule_holds(schedule: Schedule | None, *, calendar: Calendar, day: date, minute: int) -> Finding:
    """Does the minute of that day fall into the schedule? None: always."""
    if schedule is None:
        return YES
    periods, exceptions = (
        any_of(period_holds(one, calendar=calendar, day=day, minute=minute) for one in group)
        for group in (schedule.periods, schedule.exceptions)
    )
    return all_of((periods, none_of(exceptions)))


def period_holds(period: Period, *, calendar: Calendar, day: date, minute: int) -> Finding:
    """A window over midnight belongs to the day on which it begins, whatever the day is on which it ends."""
    if not period.windows:
        return day_holds(period, calendar=calendar, day=day)
    found = []
    for window in period.windows:
        starts, ends = MINUTES[window.starts], MINUTES[window.ends]
        if starts <= minute and (minute < ends or ends <= starts):
            found.append(day_holds(period, calendar=calendar, day=day))
        if minute < ends <= starts:
            found.append(day_holds(period, calendar=calendar, day=day - DAY))
    return any_of(found) if found else TIME._replace(truth=Truth.NO)


def day_holds(period: Period, *, calendar: Calendar, day: date) -> Finding:
    """Is the day one of the period's days? Whether exchanged days and holidays count is the rule's own word."""
    days = period.days
    if (period.first and day < period.first) or (period.last and period.last < day):
        return TIME._replace(truth=Truth.NO)
    if (days.parity and (day.day % 2 == 1) != (days.parity == "odd")) or (days.months and day.month not in days.months):
        return TIME._replace(truth=Truth.NO)
    counted = _word_on(days, calendar=calendar, day=day)
    if counted == "not-said":
        return NOT_SAID
    is_counted = WEEKDAYS[day.weekday()] in days.weekdays if counted == "by-weekday" else counted == "counted"
    return TIME._replace(truth=Truth.of(is_counted))


def bounds(schedule: Schedule | None) -> set[int]:
    """The minutes of a day at which the schedule may change, midnight apart."""
    if schedule is None:
        return set()
    windows = [window for period in (*schedule.periods, *schedule.exceptions) for window in period.windows]
    return {MINUTES[hour] % 1440 for window in windows for hour in (window.starts, window.ends)}


def _word_on(days: Days, *, calendar: Calendar, day: date) -> Counted:
    if day in calendar.worked:
        return days.worked_days
    holidays = calendar.by_law if days.holiday_means == "by-law" else calendar.days_off
    return days.holidays if day in holidays else "by-weekday"
