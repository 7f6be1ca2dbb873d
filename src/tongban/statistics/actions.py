"""Taking in figures that were counted elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from tongban.statistics.models import MonthlyFigure


def load_figures(rows: Iterable[tuple[date, str, int]], *, is_invented: bool) -> int:
    """Replace the reported figures by `rows` (first of the month, two digits of the province, issued)."""
    made = [
        MonthlyFigure(month=month, province=province, issued=issued, is_invented=is_invented)
        for month, province, issued in rows
    ]
    with transaction.atomic():
        MonthlyFigure.objects.all().delete()
        MonthlyFigure.objects.bulk_create(made, batch_size=500)
    return len(made)
