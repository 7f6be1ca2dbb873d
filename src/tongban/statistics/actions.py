"""Taking in figures that were counted elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from tongban.credentials import actions as credentials
from tongban.statistics import queries
from tongban.statistics.models import Counted, MonthlyFigure, ReportedDrivers


def load_figures(
    rows: Iterable[tuple[date, str, int]], *, is_invented: bool, drivers: Mapping[str, int] | None = None
) -> int:
    """Replace the reported figures by `rows` (first of the month, two digits of the province, issued).

    drivers: how many hold a licence, by the two digits of the province; provinces left out are not known.
    """
    made = [
        MonthlyFigure(month=month, province=province, issued=issued, is_invented=is_invented)
        for month, province, issued in rows
    ]
    with transaction.atomic():
        MonthlyFigure.objects.all().delete()
        MonthlyFigure.objects.bulk_create(made, batch_size=500)
        ReportedDrivers.objects.all().delete()
        ReportedDrivers.objects.bulk_create(
            ReportedDrivers(province=province, drivers=n) for province, n in (drivers or {}).items()
        )
        Counted.objects.all().delete()  # of figures that are no more
    return len(made)


def count_figures(*, at: datetime) -> int:
    """Count the figures anew for all visitors; a step of the `work` command. Returns how often it counted: 1."""
    credentials.keep_days(queries.issued_kind(), at=at)
    found = queries.count(at=at)
    Counted.objects.update_or_create(id=1, defaults={"figures": queries.as_json(found), "at": at})
    return 1
