"""Counting days as each law counts them: the one place that knows.

Chinese rules say "三日" and mean working days in one regulation, natural days in another; the sentence that
decides it stands at the end of each (Articles below). Legal days are days in China (clock.day_of).

Working days follow the State Council's yearly notices with their exchanged days (调休), which the package
chinesecalendar carries for the years published. For other years Monday to Friday count, without
the solar days off that the law itself names (1 January, 1 and 2 May, 1 to 3 October), corrected by the table
that the operator keeps: a JSON file named by TONGBAN_HOLIDAYS, `{"holidays": ["2027-01-01"], "working":
["2027-02-07"]}`. The operator's table wins over everything else (docs/operate/import.md, "Holidays").
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache
from pathlib import Path

import chinese_calendar

from tongban.errors import Malformed
from tongban.identifiers import spelling

DAY = timedelta(days=1)
# 《全国年节及纪念日放假办法》, text of 2024: days off by the law itself, of every year. The lunar ones are not here yet.
FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
FIXED_SINCE = 2025


@dataclass(frozen=True)
class Counting:
    """How a rule counts. working: the lengths that are working days (None = all of them), the rest is natural
    days. has_grace: a period that ends on a holiday ends on the first working day after it."""

    article: str
    working: frozenset[int] | None
    has_grace: bool = False


class Rule(Enum):
    """The rules whose periods the program counts."""

    REGISTRATION = Counting("《机动车登记规定》第九十二条第一款", frozenset({1, 2, 3, 5, 7, 10, 15}))
    TEMPORARY_PLATE = Counting("《机动车登记规定》第九十二条第二款", frozenset())
    LICENCE = Counting("《机动车驾驶证申领和使用规定》第一百一十条", frozenset({1, 3, 5}))
    ACCIDENT = Counting("《道路交通事故处理程序规定》第一百一十二条第五项", frozenset({1, 2, 3, 5, 10}))
    POINTS = Counting("《道路交通安全违法行为记分管理办法》第三十六条", frozenset(), has_grace=True)
    PERMISSION = Counting("《行政许可法》第八十二条", None)
    # Paragraph 1 sends the end of a period to 《民事诉讼法》 Article 85, which knows the same grace.
    REVIEW = Counting("《行政复议法》第八十八条", frozenset({3, 5, 7, 10}), has_grace=True)


@dataclass(frozen=True)
class Holidays:
    """The operator's corrections: days off and days worked that no published table knows yet."""

    holidays: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()


def deadline(rule: Rule, n: int, start: date, *, holidays: Holidays | None = None) -> date:
    """The last day of a period of `n` days (n >= 1) that begins with an event on `start`.

    The day of the event is not counted. holidays: the operator's table; None takes the installed one.
    """
    if n < 1:
        raise ValueError(f"a period has at least one day, not {n}")
    counting = rule.value
    if counting.working is None or n in counting.working:
        return _working_days_after(start, n, holidays)
    last = start + n * DAY
    if counting.has_grace:
        while not is_working_day(last, holidays=holidays):
            last += DAY
    return last


def is_working_day(day: date, *, holidays: Holidays | None = None) -> bool:
    """True if offices work on this day in China. holidays: as for `deadline`."""
    table = installed() if holidays is None else holidays
    if day in table.working or day in table.holidays:
        return day in table.working
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # a year that is not published, or before 2004
        is_holiday = day.year >= FIXED_SINCE and (day.month, day.day) in FIXED
        return day.weekday() < 5 and not is_holiday


def years_later(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 1 March, so that no period is shortened by the calendar."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def read_holidays(text: str) -> Holidays:
    """The operator's table from JSON; Malformed("holidays.malformed") says which entry is wrong."""
    try:
        document = json.loads(text)
        if not isinstance(document, dict) or not set(document) <= {"holidays", "working"}:
            raise ValueError("expected an object with the lists holidays and working")
        found = {name: frozenset(spelling.day(day) for day in days) for name, days in document.items()}
    except (ValueError, TypeError) as error:
        raise Malformed("holidays.malformed", f"expected days as 2027-01-01: {error}") from None
    table = Holidays(**found)
    for day in sorted(table.holidays & table.working):
        raise Malformed("holidays.malformed", f"{day} is in both lists")
    return table


@cache
def installed() -> Holidays:
    """The table named by TONGBAN_HOLIDAYS; an empty one when that is not set."""
    path = os.environ.get("TONGBAN_HOLIDAYS", "")
    return read_holidays(Path(path).read_text("utf-8")) if path else Holidays()


def _working_days_after(start: date, n: int, holidays: Holidays | None) -> date:
    day = start
    while n:
        day += DAY
        n -= is_working_day(day, holidays=holidays)
    return day
