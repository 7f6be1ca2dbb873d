"""The figures: what was reported, and what this installation itself has issued, added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from typing import Any

from tongban.clock import now
from tongban.credentials import queries as credentials
from tongban.faces.queries import faces, in_order
from tongban.faces.records import Wall
from tongban.identifiers import spelling
from tongban.statistics.models import Counted, MonthlyFigure, ReportedDrivers

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
    all, with one decimal, by the province's character; usage: issued in per cent of those who hold a licence, where the
    province has reported them. services: what each service counted, by its name. own: issued by this installation,
    own_days: the same by Chinese calendar day. is_invented: some of it is demonstration data."""

    total: int
    latest: int
    own: int
    usage: dict[str, float]
    services: Mapping[str, Mapping[str, Any]]
    series: list[tuple[date, int]]
    provinces: dict[str, int]
    shares: dict[str, float]
    own_days: dict[date, int]
    is_invented: bool
    counted_at: datetime | None = None


def figures() -> Figures:
    """Everything that the page shows, as `work` counted it last: one row is read. Counted on the spot only where it
    never was, on a system that has just been set up."""
    row = Counted.objects.filter(id=1).first()
    return count(at=now()) if row is None else from_json(row.figures, at=row.at)


def from_json(stored: dict[str, Any], *, at: datetime) -> Figures:
    """The figures as `as_json` wrote them."""
    return Figures(
        total=stored["total"],
        latest=stored["latest"],
        own=stored["own"],
        series=[(spelling.day(month), n) for month, n in stored["series"]],
        provinces=stored["provinces"],
        shares=stored["shares"],
        usage=stored.get("usage", {}),
        services=stored.get("services", {}),
        own_days={spelling.day(day): n for day, n in stored["own_days"].items()},
        is_invented=stored["is_invented"],
        counted_at=at,
    )


def as_json(found: Figures) -> dict[str, Any]:
    """The figures as they are stored."""
    return {
        "total": found.total,
        "latest": found.latest,
        "own": found.own,
        "series": [(month.isoformat(), n) for month, n in found.series],
        "provinces": found.provinces,
        "shares": found.shares,
        "usage": found.usage,
        "services": found.services,
        "own_days": {day.isoformat(): n for day, n in found.own_days.items()},
        "is_invented": found.is_invented,
    }


def services(*, at: datetime) -> dict[str, Mapping[str, Any]]:
    """Count how the services go, each by itself; by name."""
    return {face.name: face.figures.count(at) for face in faces() if face.figures}


def wall(found: Figures, *, at: datetime) -> Wall:
    """What the services show of their counts, in order."""
    drawn = [face.figures.draw(found.services.get(face.name, {}), at) for face in faces() if face.figures]
    return Wall(
        tiles=tuple(in_order(part for one in drawn for part in one.tiles)),
        cards=tuple(in_order(part for one in drawn for part in one.cards)),
        trends=tuple(trend for one in drawn for trend in one.trends),
    )


def issued_kind() -> str:
    """The kind of credential whose issue the national figures follow; "" when no service has one."""
    return next((face.figures.issues for face in faces() if face.figures and face.figures.issues), "")


def count(*, at: datetime) -> Figures:
    """Add everything up, from the reports and the services' own counts."""
    by_month: Counter[date] = Counter()
    by_province: Counter[str] = Counter()
    is_invented = False
    for row in MonthlyFigure.objects.all():
        by_month[row.month] += row.issued
        by_province[row.province] += row.issued
        is_invented = is_invented or row.is_invented
    own_days: Counter[date] = Counter()
    own = 0
    for one in credentials.issued(issued_kind()):
        own_days[one.day] += one.issued
        by_month[one.day.replace(day=1)] += one.issued
        by_province[one.province] += one.subjects
        own += one.subjects
    months = sorted(by_month)
    drivers = dict(ReportedDrivers.objects.values_list("province", "drivers"))
    total = sum(by_month.values())
    return Figures(
        total=total,
        latest=by_month[months[-1]] if months else 0,
        own=own,
        series=list(zip(months, accumulate(by_month[month] for month in months), strict=True)),
        provinces=dict(sorted(by_province.items())),
        shares={
            PROVINCES[code]: round(100 * count / by_province.total(), 1)
            for code, count in by_province.items()
            if code in PROVINCES and count
        },
        usage={
            PROVINCES[code]: round(100 * by_province[code] / n, 1)
            for code, n in drivers.items()
            if code in PROVINCES and n
        },
        services=services(at=at),
        own_days=dict(own_days),
        is_invented=is_invented,
    )
