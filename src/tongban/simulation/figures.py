"""An invented history of issued licences for the public page of the demo. Nothing in it was ever counted.

Daily totals by province since the pilots began on 1 June 2021, growing as an S-curve, lower on days off. Pages that
draw it must say so.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tongban.calendars import Holidays, is_working_day

SINCE = date(2021, 6, 1)
NATIONWIDE = date(2021, 12, 10)
PILOTS = ("12", "51", "32")
WEIGHTS = {
    "11": 22, "12": 14, "13": 74, "14": 35, "15": 24, "21": 42, "22": 24, "23": 31, "31": 25, "32": 85, "33": 64,
    "34": 61, "35": 41, "36": 45, "37": 101, "41": 99, "42": 58, "43": 66, "44": 126, "45": 50, "46": 10, "50": 32,
    "51": 84, "52": 39, "53": 47, "54": 4, "61": 39, "62": 25, "63": 6, "64": 7, "65": 26,
}  # fmt: skip
PER_WEIGHT = 180_000  # what a province reaches in the end, for each point of its weight


@dataclass(frozen=True)
class Issued:
    """How many licences were issued on a day in a province (two digits of GB/T 2260)."""

    on: date
    province: str
    count: int


def daily(*, until: date, seed: int = 20211210) -> Iterator[Issued]:
    """Every day from SINCE to `until`, both included, every province that had begun."""
    day = SINCE
    while day <= until:
        chance = random.Random(f"figures {seed} {day}")  # noqa: S311 - a story, not a secret
        pace = 1.0 if is_working_day(day, holidays=Holidays()) else 0.45
        for province, weight in WEIGHTS.items():
            begun = SINCE if province in PILOTS else NATIONWIDE
            if day >= begun:
                grown = _share((day - begun).days + 1) - _share((day - begun).days)
                yield Issued(day, province, round(PER_WEIGHT * weight * grown * pace * chance.uniform(0.85, 1.15)))
        day += timedelta(days=1)


def drivers() -> dict[str, int]:
    """How many hold a licence in each province: more than will ever have the electronic one, here more, there less."""
    chance = random.Random("drivers by province")  # noqa: S311 - a story, not a secret
    return {province: round(PER_WEIGHT * weight / chance.uniform(0.72, 0.97)) for province, weight in WEIGHTS.items()}


def _share(days: int) -> float:
    """The share of all drivers reached after so many days: half of them after two years."""
    return 1 / (1 + math.exp(-(days - 730) / 210))
