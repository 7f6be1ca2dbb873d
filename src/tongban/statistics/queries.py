"""The figures: what was reported, and what this installation itself has issued, added up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from tongban.licences import queries as licences
from tongban.statistics.models import MonthlyFigure

PROVINCES = dict(
    zip(
        [
            "11",
            "12",
            "13",
            "14",
            "15",
            "21",
            "22",
            "23",
            "31",
            "32",
            "33",
            "34",
            "35",
            "36",
            "37",
            "41",
            "42",
            "43",
            "44",
            "45",
            "46",
            "50",
            "51",
            "52",
            "53",
            "54",
            "61",
            "62",
            "63",
            "64",
            "65",
        ],
        "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新",
        strict=True,
    )
)


@dataclass(frozen=True)
class Figures:
    """series: cumulative, by month. shares: whole per cent of the national total by province character.
    own: issued by this installation. is_invented: some of it is demonstration data."""

    total: int
    latest: int
    own: int
    series: list[tuple[date, int]]
    shares: dict[str, int]
    is_invented: bool


def figures() -> Figures:
    """Everything that the page shows, from two queries and the licences' own counts."""
    by_month: Counter[date] = Counter()
    by_province: Counter[str] = Counter()
    is_invented = False
    for row in MonthlyFigure.objects.all():
        by_month[row.month] += row.issued
        by_province[row.province] += row.issued
        is_invented = is_invented or row.is_invented
    for day, count in licences.issued_by_day().items():
        by_month[day.replace(day=1)] += count
    by_province.update(licences.issued_by_region())
    months = sorted(by_month)
    total = sum(by_month.values())
    return Figures(
        total=total,
        latest=by_month[months[-1]] if months else 0,
        own=licences.issued_total(),
        series=list(zip(months, accumulate(by_month[month] for month in months), strict=True)),
        shares={
            PROVINCES[code]: round(100 * count / sum(by_province.values()))
            for code, count in by_province.items()
            if code in PROVINCES
        },
        is_invented=is_invented,
    )
