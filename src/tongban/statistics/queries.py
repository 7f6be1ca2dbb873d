"""The figures: what was reported, and what this installation itself has issued, added up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from tongban.licences import queries as licences
from tongban.statistics.models import MonthlyFigure

# GB/T 2260, first two digits -> the province's character
PROVINCES = {
    "11": "京", "12": "津", "13": "冀", "14": "晋", "15": "蒙", "21": "辽", "22": "吉", "23": "黑",
    "31": "沪", "32": "苏", "33": "浙", "34": "皖", "35": "闽", "36": "赣", "37": "鲁", "41": "豫",
    "42": "鄂", "43": "湘", "44": "粤", "45": "桂", "46": "琼", "50": "渝", "51": "川", "52": "贵",
    "53": "云", "54": "藏", "61": "陕", "62": "甘", "63": "青", "64": "宁", "65": "新",
}  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """series: cumulative, by month. provinces: issued by two digits of the province; shares: the same in per cent of
    all, with one decimal, by the province's character. own: issued by this installation, own_days: the same by Chinese
    calendar day. is_invented: some of it is demonstration data."""

    total: int
    latest: int
    own: int
    series: list[tuple[date, int]]
    provinces: dict[str, int]
    shares: dict[str, float]
    own_days: dict[date, int]
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
    own_days = licences.issued_by_day()
    for day, count in own_days.items():
        by_month[day.replace(day=1)] += count
    by_province.update(licences.issued_by_region())
    months = sorted(by_month)
    total = sum(by_month.values())
    return Figures(
        total=total,
        latest=by_month[months[-1]] if months else 0,
        own=licences.issued_total(),
        series=list(zip(months, accumulate(by_month[month] for month in months), strict=True)),
        provinces=dict(sorted(by_province.items())),
        shares={
            PROVINCES[code]: round(100 * count / by_province.total(), 1)
            for code, count in by_province.items()
            if code in PROVINCES and count
        },
        own_days=own_days,
        is_invented=is_invented,
    )
