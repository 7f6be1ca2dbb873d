"""A long list in numbered pages, for the pages of the desk. The list must be in an order that no two rows share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

Row = TypeVar("Row")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Paged(Generic[Row]):
    """One page of a list. number: from 1 to `last`; total: rows on all pages; first: the place of the first row."""

    rows: tuple[Row, ...]
    number: int
    last: int
    total: int
    first: int

    @property
    def until(self) -> int:
        """The place of the last row."""
        return self.first + len(self.rows) - 1

    def of(self, rows: list[Other]) -> Paged[Other]:
        """The same page with its rows as something else."""
        return Paged(tuple(rows), self.number, self.last, self.total, self.first)


def paged(found: QuerySet[Any], *, number: int, size: int) -> Paged[Any]:
    """That page of what was found: two queries. A number below 1 is the first page, one past the end the last."""
    total = found.count()
    last = max(-(-total // size), 1)
    number = min(max(number, 1), last)
    start = (number - 1) * size
    return Paged(tuple(found[start : start + size]), number, last, total, start + 1 if total else 0)
