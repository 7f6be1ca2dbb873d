"""The numbers by which people know a case."""

from __future__ import annotations

from datetime import datetime

from tongban.cases.rows import CaseNumber
from tongban.clock import day_of


def next_number(numbers: type[CaseNumber], *, prefix: str, at: datetime) -> str:
    """The next case number of the year, e.g. ZY-2026-11-004817; counted under a row lock, inside a transaction."""
    day = day_of(at)
    numbers._default_manager.get_or_create(year=day.year)
    row = numbers._default_manager.select_for_update().get(year=day.year)
    numbers._default_manager.filter(pk=row.pk).update(next=row.next + 1)
    return f"{prefix}-{day.year}-{day.month:02d}-{row.next:06d}"
