"""162 Article 65: which classes end with age; Article 76: who is in the first year. Pure.

A class ends on the birthday itself ("以上" includes the number, Article 110).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tongban.calendars import years_later

ARTICLE, SINCE = "《机动车驾驶证申领和使用规定》第六十五条", date(2022, 4, 1)
# The age of 60 became 63, with up to three years more on application. The text was not at hand: read it before relying on it.
AMENDMENT, AMENDED = "公安部关于修改〈机动车驾驶证申领和使用规定〉的决定（公安部令第172号）", date(2025, 1, 1)
HEAVY = frozenset({"A1", "A2", "A3", "B1", "B2", "M", "N", "P"})
LIGHT = frozenset({"C3", "C4", "C6", "D", "E"})
MOTORCYCLES = frozenset({"D", "E", "F"})  # 摩托车类; all others are 汽车类 (Article 109)
PROBATION_YEARS = 1  # Article 76
PROFESSIONAL = frozenset({"A1", "A2", "A3", "B1", "B2"})  # 大型客车、重型牵引挂车、城市公交车、中型客车、大型货车


@dataclass(frozen=True)
class AgeLimit:
    """From `years` of age on, nobody drives these classes; in force from `since` until the day before `until`."""

    years: int
    classes: frozenset[str]
    article: str
    quote: str
    since: date
    until: date | None = None


AGE_LIMITS: tuple[AgeLimit, ...] = (
    AgeLimit(
        60,
        HEAVY,
        ARTICLE,
        "年龄在60周岁以上的，不得驾驶大型客车、重型牵引挂车、城市公交车、中型客车、大型货车、轮式专用机械车、无轨电车和有轨电车",
        SINCE,
        AMENDED,
    ),
    AgeLimit(63, HEAVY, f"《{AMENDMENT}》", "", AMENDED),
    AgeLimit(
        70,
        LIGHT,
        ARTICLE,
        "年龄在70周岁以上的，不得驾驶低速载货汽车、三轮汽车、轻型牵引挂车、普通三轮摩托车、普通二轮摩托车",
        SINCE,
    ),
)


def limits_on(on: date) -> tuple[AgeLimit, ...]:
    """The limits in force on that day."""
    return tuple(one for one in AGE_LIMITS if one.since <= on and (one.until is None or on < one.until))


def ended_with_age(classes: tuple[str, ...], *, born: date, on: date) -> tuple[tuple[AgeLimit, tuple[str, ...]], ...]:
    """The classes held that age has ended, by limit; nothing for a limit that touches none of them."""
    reached = [one for one in limits_on(on) if years_later(born, one.years) <= on]
    found = [(one, tuple(code for code in classes if code in one.classes)) for one in reached]
    return tuple((one, ended) for one, ended in found if ended)


def probation_until(
    classes: tuple[str, ...], dates: Mapping[str, date], *, first_issued: date, on: date
) -> date | None:
    """The last day of 实习期, the twelve months after the first class of cars or of motorcycles (Article 76); None when
    it is over, or when the register does not say since when a class is held."""
    ends = []
    kinds = [held for held in (MOTORCYCLES.intersection(classes), frozenset(classes) - MOTORCYCLES) if held]
    for held in kinds:
        since = [first_issued] if len(kinds) == 1 else [dates[code] for code in held if code in dates]
        ends += [years_later(min(since), PROBATION_YEARS)] if since else []
    return max((end for end in ends if end > on), default=None)
