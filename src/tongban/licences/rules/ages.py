"""What may still be driven when age has ended a class (162 Article 65), and who is in the first year (Article 76).

It is the right to drive such vehicles that ends: who held A1 goes on driving what A1 covers and age does not end, and exchanges the licence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tongban.calendars import years_later
from tongban.licences.rules.categories import CLASS_NAMES, COVERS, covered
from tongban.registers.ages import limits_on

CAR = frozenset(CLASS_NAMES) - {"D", "E", "F"}  # 汽车类; the others are 摩托车类 (Article 109(4))
PROBATION_YEARS = 1
EXTENSION_YEARS = 3  # by the amendment, on application and after a test of abilities


def drivable(classes: tuple[str, ...], *, born: date, on: date) -> tuple[str, ...]:
    """Every class that a holder of `classes` may drive on that day, in the order of the official table."""
    gone = {code for one in limits_on(on) if years_later(born, one.years) <= on for code in one.classes}
    return tuple(code for code in covered(classes) if code not in gone)


def still_held(classes: tuple[str, ...], *, born: date, on: date) -> tuple[str, ...]:
    """`drivable` as a licence writes it: what is held and has not ended, and of what an ended class covered the highest.

    The same as `classes` as long as age has ended none of them.
    """
    may = drivable(classes, born=born, on=on)
    if all(code in may for code in classes):
        return classes
    return tuple(code for code in may if code in classes or not any(code in COVERS.get(other, ()) for other in may))


def probation_until(
    classes: tuple[str, ...], dates: Mapping[str, date], *, first_issued: date, on: date
) -> date | None:
    """The last day of 实习期, the twelve months after the first class of cars or of motorcycles (Article 76); None when
    it is over, or when the register does not say since when a class is held."""
    ends = []
    kinds = [
        held
        for held in (CAR.intersection(classes), CAR.symmetric_difference(CLASS_NAMES).intersection(classes))
        if held
    ]
    for held in kinds:
        since = [first_issued] if len(kinds) == 1 else [dates[code] for code in held if code in dates]
        ends += [years_later(min(since), PROBATION_YEARS)] if since else []
    return max((end for end in ends if end > on), default=None)


def next_day_of_age(classes: tuple[str, ...], *, born: date, after: date) -> date | None:
    """The next birthday on which a class that may be driven ends, None when there is none."""
    days = [
        years_later(born, one.years)
        for one in limits_on(after)
        if one.classes.intersection(drivable(classes, born=born, on=after))
    ]
    return min((day for day in days if day > after), default=None)
