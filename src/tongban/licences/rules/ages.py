"""What may still be driven when age has ended a class (162 Article 65).

It is the right to drive such vehicles that ends: who held A1 goes on driving what A1 covers and age does not end, and exchanges the licence.
"""

from __future__ import annotations

from datetime import date

from tongban.calendars import years_later
from tongban.licences.rules.categories import COVERS, covered
from tongban.registers.ages import limits_on

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


def next_day_of_age(classes: tuple[str, ...], *, born: date, after: date) -> date | None:
    """The next birthday on which a class that may be driven ends, None when there is none."""
    days = [
        years_later(born, one.years)
        for one in limits_on(after)
        if one.classes.intersection(drivable(classes, born=born, on=after))
    ]
    return min((day for day in days if day > after), default=None)
