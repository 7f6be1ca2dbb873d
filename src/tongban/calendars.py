"""Counting days as each law counts them: the one place that knows.

Chinese rules say "三日" and mean working days in one regulation, natural days in another; the sentence that
decides it stands at the end of each (Articles below). Legal days are days in China (clock.day_of).

Working days follow the State Council's yearly notices with their exchanged days (调休), which the package
chinesecalendar carries for the years published. For other years Monday to Friday count without the days that are off by
the law itself (`days_off_by_law`), corrected by the table that the operator keeps: a JSON file named by TONGBAN_HOLIDAYS,
`{"holidays": ["2027-01-01"], "working": ["2027-02-07"]}`. The operator's table wins over everything else
(docs/operate/import.md, "Holidays"). What a notice will still change, exchanged days and what is given for a holiday on a
Sunday, nobody can compute: a last day in a year without notice is provisional (`provisional_year`), and is shown as such.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path

import chinese_calendar
import cnlunar

from tongban.errors import Malformed
from tongban.identifiers import spelling

DAY = timedelta(days=1)
NOON = time(12)
# 《全国年节及纪念日放假办法》 of 10 November 2024 (国务院令第795号, in force 2025-01-01), Article 2: days off by the law
# itself, of every year. Article 2 was read in a copy on a firm's page; the number of the order and the day of effect are
# from memory, and no official text was at hand. Earlier years have their notices, so earlier texts are not needed.
LAW_SINCE = 2025
FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
LUNAR_LAST = 2099  # cnlunar's tables end there; later years have the solar days alone
NOTICE_EXPECTED = (
    11,
    1,
)  # from this day on the operator is told that next year's notice is missing; it comes in November


@dataclass(frozen=True)
class Counting:
    """How a rule counts. working: the lengths that are working days (None = all of them), the rest is natural
    days. has_grace: a period that ends on a holiday ends on the first working day after it. quote: the words of the
    article that say so."""

    article: str
    working: frozenset[int] | None
    has_grace: bool = False
    quote: str = ""


class Rule(Enum):
    """The rules whose periods the program counts."""

    REGISTRATION = Counting(
        "《机动车登记规定》第九十二条第一款", frozenset({1, 2, 3, 5, 7, 10, 15}), quote="是指工作日，不包括节假日"
    )
    TEMPORARY_PLATE = Counting("《机动车登记规定》第九十二条第二款", frozenset(), quote="包括工作日和节假日")
    LICENCE = Counting(
        "《机动车驾驶证申领和使用规定》第一百一十条", frozenset({1, 3, 5}), quote="“一日”、“三日”、 “五日”，是指工作日"
    )
    ACCIDENT = Counting(
        "《道路交通事故处理程序规定》第一百一十二条第五项",
        frozenset({1, 2, 3, 5, 10}),
        quote="是指工作日，不包括节假日",
    )
    POINTS = Counting(
        "《道路交通安全违法行为记分管理办法》第三十六条",
        frozenset(),
        has_grace=True,
        quote="是指自然日。期间的最后一日为节假日的，以节假日期满后的第一个工作日为期间届满的日期",
    )
    VIOLATION = Counting(
        "《道路交通安全违法行为处理程序规定》第八十一条第二款",
        frozenset({2, 3, 5, 7, 10, 15}),
        quote="“二日”“三日”“五日”“七日”“十日”“十五日”，是指工作日，不包括节假日",
    )
    PENALTY = Counting(
        "《行政处罚法》第八十五条", frozenset({2, 3, 5, 7}), quote="“二日”“三日”“五日”“七日”的规定是指工作日"
    )
    # The authority's periods alone: of what an applicant has to do, such as asking for a hearing within five days
    # (Article 47) or for another term thirty days before the end (Article 50), the law does not say working days.
    PERMISSION = Counting("《行政许可法》第八十二条", None, quote="行政机关实施行政许可的期限以工作日计算")
    PERMISSION_APPLICANT = Counting(
        "《行政许可法》第四十七条", frozenset(), quote="被告知听证权利之日起五日内提出听证申请"
    )
    # Paragraph 1 sends the end of a period to 《民事诉讼法》 Article 85, which knows the same grace (from memory).
    REVIEW = Counting(
        "《行政复议法》第八十八条",
        frozenset({3, 5, 7, 10}),
        has_grace=True,
        quote="“三日”、“五日”、“七日”、“十日”的规定是指工作日",
    )


REVIEW_DAYS = 60  # 《行政复议法》 Article 20(1)
SUIT_MONTHS = 6  # 《行政诉讼法》 Article 46(1), from memory: the text was not at hand


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
    return working_day_from(last, holidays=holidays) if counting.has_grace else last


def review_ends(
    *,
    known_on: date,
    told_on: date | None,
    hindered: Iterable[tuple[date, date]] = (),
    holidays: Holidays | None = None,
) -> date:
    """The last day on which administrative review can be applied for (《行政复议法》 Article 20).

    known_on: when the decision was served or else known; told_on: when right, body and period were told, None as long as
    they were not. Sixty days from that day, but never later than a year after known_on (paragraph 3). hindered: first and
    last day of each time of force majeure or another good ground, apart from one another and in order; the period goes on
    when it is over (paragraph 2).
    """
    start = known_on if told_on is None else max(known_on, told_on)
    latest = years_later(known_on, 1)
    last = latest if told_on is None else start + REVIEW_DAYS * DAY
    if told_on is not None and told_on > known_on:
        last = min(last, latest)
    for first, until in hindered:
        if first <= last and until > start:
            last += until - max(first, start + DAY) + DAY
    return working_day_from(last, holidays=holidays)


def suit_ends(*, known_on: date, holidays: Holidays | None = None) -> date:
    """The last day on which one can sue: six months from the service, moved to a working day as every period of a court's
    procedure (《行政诉讼法》 Articles 46(1), 101 with 《民事诉讼法》 Article 85; all three from memory)."""
    return working_day_from(months_later(known_on, SUIT_MONTHS), holidays=holidays)


def working_day_from(day: date, *, holidays: Holidays | None = None) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day, holidays=holidays):
        day += DAY
    return day


def is_working_day(day: date, *, holidays: Holidays | None = None) -> bool:
    """True if offices work on this day in China. holidays: as for `deadline`."""
    table = installed() if holidays is None else holidays
    if day in table.working or day in table.holidays:
        return day in table.working
    published = _published(day)
    return day.weekday() < 5 and day not in days_off_by_law(day.year) if published is None else published


@lru_cache(maxsize=4096)
def _published(day: date) -> bool | None:
    """Is it a working day by the State Council's notice? None for a year that is not published, or before 2004."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


@lru_cache(maxsize=256)
def days_off_by_law(year: int) -> frozenset[date]:
    """The days on which everybody is off by the law itself (Article 2), without any notice; none before 2025.

    Four days of the Spring Festival from its eve, Qingming, Dragon Boat and Mid-Autumn by the lunar calendar until 2099.
    """
    if year < LAW_SINCE:
        return frozenset()
    solar = {date(year, month, day) for month, day in FIXED}
    if year > LUNAR_LAST:
        return frozenset(solar)
    new_year = _first(date(year, 1, 20), lambda day: _lunar(day) == (1, 1))
    return frozenset(
        {
            *solar,
            *(new_year + n * DAY for n in (-1, 0, 1, 2)),
            date(year, *cnlunar.Lunar(datetime(year, 1, 1, 12)).thisYearSolarTermsDic["清明"]),  # noqa: DTZ001 - a day
            _first(date(year, 5, 25), lambda day: _lunar(day) == (5, 5)),
            _first(date(year, 9, 5), lambda day: _lunar(day) == (8, 15)),
        }
    )


def has_notice(year: int, *, holidays: Holidays | None = None) -> bool:
    """True if the year's days off and exchanged days are known: by the installed package, or because the operator's table
    names a day of that year. holidays: as for `deadline`."""
    table = installed() if holidays is None else holidays
    if any(day.year == year for day in table.holidays | table.working):
        return True
    return _published(date(year, 7, 1)) is not None


def provisional_year(last: date, *, holidays: Holidays | None = None) -> int | None:
    """The year whose notice may still move this last day of a period in working days; None when it is final.

    Years before the law of 2024 are final: nothing will be published about them any more.
    """
    is_open = last.year >= LAW_SINCE and not has_notice(last.year, holidays=holidays)
    return last.year if is_open else None


def missing_notices(today: date, *, holidays: Holidays | None = None) -> tuple[int, ...]:
    """The years whose notice should be installed by now and is not: this one, and from 1 November on the next."""
    expected = [today.year] + [today.year + 1] * ((today.month, today.day) >= NOTICE_EXPECTED)
    return tuple(year for year in expected if not has_notice(year, holidays=holidays))


def years_later(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 1 March, so that no period is shortened by the calendar."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month when it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def read_holidays(text: str) -> Holidays:
    """The operator's table from JSON; Malformed("holidays.malformed") says which entry is wrong."""
    try:
        document = json.loads(text)
        if not isinstance(document, dict) or not set(document) <= {"holidays", "working"}:
            raise ValueError("expected an object with the lists holidays and working")
        found = {name: frozenset(spelling.day(day) for day in days) for name, days in document.items()}
    except (ValueError, TypeError, Malformed) as error:
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


def _first(start: date, is_it: Callable[[date], bool]) -> date:
    return next(day for n in range(40) if is_it(day := start + n * DAY))


def _lunar(day: date) -> tuple[int, int]:
    """Lunar month and day; a leap month is the negative of its month, so that it is no festival."""
    found = cnlunar.Lunar(datetime.combine(day, NOON))
    return (-found.lunarMonth if found.isLunarLeapMonth else found.lunarMonth), found.lunarDay


def _working_days_after(start: date, n: int, holidays: Holidays | None) -> date:
    day = start
    while n:
        day += DAY
        n -= is_working_day(day, holidays=holidays)
    return day
