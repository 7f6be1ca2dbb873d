"""The figures: what was reported, and what this installation itself has issued, added up."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from tongban.clock import now
from tongban.credentials import queries as credentials
from tongban.identifiers import spelling
from tongban.licences import queries as licences
from tongban.statistics.models import Counted, MonthlyFigure, ReportedDrivers
from tongban.transfers import queries as transfers

WINDOW = timedelta(days=90)

# GB/T 2260, first two digits -> the province's character
PROVINCES = {
    "11": "京", "12": "津", "13": "冀", "14": "晋", "15": "蒙", "21": "辽", "22": "吉", "23": "黑",
    "31": "沪", "32": "苏", "33": "浙", "34": "皖", "35": "闽", "36": "赣", "37": "鲁", "41": "豫",
    "42": "鄂", "43": "湘", "44": "粤", "45": "桂", "46": "琼", "50": "渝", "51": "川", "52": "贵",
    "53": "云", "54": "藏", "61": "陕", "62": "甘", "63": "青", "64": "宁", "65": "新",
}  # fmt: skip


@dataclass(frozen=True)
class Services:
    """How the services go, for those who answer for them. Numbers of things and offices, never of people.

    registered, open, overdue, refused, median_days: transfers (transfers.queries.National); registered_days: by Chinese
    calendar day. refusals: ground code -> cases; late: (office code, overdue cases, since when the oldest is due).
    reviews, reviews_late, reviews_overdue: photos decided, decided late, waiting beyond their clock;
    review_hours: median; returns: requirement code -> photos. All within the last 90 days.
    """

    registered: int = 0
    registered_days: dict[date, int] = field(default_factory=dict)
    open: int = 0
    overdue: int = 0
    median_days: float | None = None
    refused: int = 0
    refusals: dict[str, int] = field(default_factory=dict)
    late: list[tuple[str, int, datetime]] = field(default_factory=list)
    reviews: int = 0
    reviews_late: int = 0
    reviews_overdue: int = 0
    review_hours: float | None = None
    returns: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """series: cumulative, by month. provinces: issued by two digits of the province; shares: the same in per cent of
    all, with one decimal, by the province's character; usage: issued in per cent of those who hold a licence, where the
    province has reported them. own: issued by this installation, own_days: the same by Chinese
    calendar day. is_invented: some of it is demonstration data."""

    total: int
    latest: int
    own: int
    usage: dict[str, float]
    services: Services
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
        services=services_from(stored.get("services", {})),
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
        "services": services_as_json(found.services),
        "own_days": {day.isoformat(): n for day, n in found.own_days.items()},
        "is_invented": found.is_invented,
    }


def services_as_json(found: Services) -> dict[str, Any]:
    """The same with days and moments as text."""
    return {
        **asdict(found),
        "registered_days": {day.isoformat(): n for day, n in found.registered_days.items()},
        "late": [(code, cases, oldest.isoformat()) for code, cases, oldest in found.late],
    }


def services_from(stored: dict[str, Any]) -> Services:
    """What `services_as_json` wrote; nothing yet from an installation that has just been brought up to date."""
    days = stored.get("registered_days", {})
    late = stored.get("late", [])
    return Services(
        **{name: value for name, value in stored.items() if name not in ("registered_days", "late")},
        registered_days={spelling.day(day): n for day, n in days.items()},
        late=[(code, cases, datetime.fromisoformat(oldest)) for code, cases, oldest in late],
    )


def services(*, at: datetime) -> Services:
    """Count how the services go."""
    found = transfers.national(at=at)
    reviews = licences.review_clocks(region_prefixes=("",), since=at - WINDOW, at=at)
    return Services(
        registered=found.registered,
        registered_days=found.by_day,
        open=found.open,
        overdue=found.overdue,
        median_days=found.median_days,
        refused=found.refused,
        refusals=found.refusals,
        late=[(one.code, one.cases, one.oldest) for one in found.late],
        reviews=reviews.decided,
        reviews_late=reviews.late,
        reviews_overdue=reviews.overdue,
        review_hours=reviews.median_hours,
        returns={reason.code: n for reason, n in reviews.returns},
    )


def count(*, at: datetime) -> Figures:
    """Add everything up, from the reports and the services' own counts; these go over whole tables."""
    by_month: Counter[date] = Counter()
    by_province: Counter[str] = Counter()
    is_invented = False
    for row in MonthlyFigure.objects.all():
        by_month[row.month] += row.issued
        by_province[row.province] += row.issued
        is_invented = is_invented or row.is_invented
    own_days = credentials.issued_by_day(licences.DRIVING_LICENCE)
    for day, count in own_days.items():
        by_month[day.replace(day=1)] += count
    by_province.update(credentials.live_by_province(licences.DRIVING_LICENCE))
    months = sorted(by_month)
    drivers = dict(ReportedDrivers.objects.values_list("province", "drivers"))
    total = sum(by_month.values())
    return Figures(
        total=total,
        latest=by_month[months[-1]] if months else 0,
        own=credentials.issued_total(licences.DRIVING_LICENCE),
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
        own_days=own_days,
        is_invented=is_invented,
    )
