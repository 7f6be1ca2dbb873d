"""A long list in numbered pages: what its address says, one page of it, and the links onward (ui/part/pages.html)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode

from tongban.identifiers.spelling import is_digits

MOST_DIGITS = 9
NEAR = 2
COUNTED = 1000
"""So far rows are counted: whoever has more of them in a list narrows it, and no page reads a whole table to say how many."""

Row = TypeVar("Row")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Paged(Generic[Row]):
    """One page of a list. number: from 1 to `last`; total: rows on all pages; first: the place of the first row.

    is_more: there are more than `total`, which nobody has counted; `last` is then the last page that is known of.
    """

    rows: tuple[Row, ...]
    number: int
    last: int
    total: int
    first: int
    is_more: bool = False

    @property
    def until(self) -> int:
        """The place of the last row."""
        return self.first + len(self.rows) - 1

    def of(self, rows: list[Other]) -> Paged[Other]:
        """The same page with its rows as something else."""
        return Paged(tuple(rows), self.number, self.last, self.total, self.first, self.is_more)


def paged(found: QuerySet[Any], *, number: int, size: int) -> Paged[Any]:
    """That page of what was found: two queries. A number below 1 is the first page, one past the end the last.

    Rows are counted up to COUNTED. In a longer list every page can still be asked for, and leads on to the next.
    """
    total = counted(found, most=COUNTED + 1)
    is_more, total = total > COUNTED, min(total, COUNTED)
    last = max(-(-total // size), 1)
    number = max(number, 1) if is_more else min(max(number, 1), last)
    rows = tuple(found[(number - 1) * size : number * size + 1])
    if is_more and not rows:
        number = last
        rows = tuple(found[(number - 1) * size : number * size + 1])
    last = max(last, number + 1) if len(rows) > size and is_more else max(last, number)
    start = (number - 1) * size
    return Paged(rows[:size], number, last, max(total, start + len(rows[:size])), start + 1 if total else 0, is_more)


def counted(found: QuerySet[Any], *, most: int = COUNTED) -> int:
    """How many rows, counted up to `most`: one query."""
    return found.order_by()[:most].count()


def summed(found: QuerySet[Any], *sums: str) -> tuple[int, ...]:
    """Sums over what a query selects, a part of a list too; all 0 where a condition can never be met. sums: SQL, of our own.

    Django's `aggregate` of several conditional counts hashes every condition again and again
    (findings/django-conditional-counts.sh): half of what the desk's queue cost."""
    try:
        sql, params = found.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return (0,) * len(sums)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sums)} FROM ({sql}) AS found", params)  # noqa: S608 - SQL of our own
        return tuple(one or 0 for one in cursor.fetchone())


def page_number(request: HttpRequest) -> int:
    """?page= as it is said, also 0 and beyond the end; the first page when it says anything but ASCII digits."""
    said = request.GET.get("page", "")
    if not is_digits(said):
        return 1
    return int(said) if len(said) <= MOST_DIGITS else 10**MOST_DIGITS


def search_of(request: HttpRequest, *, most: int) -> str:
    """What is searched for, at most so many characters; a NUL is left out, which PostgreSQL does not take."""
    return request.GET.get("q", "").replace("\x00", "")[:most]


def pages_context(page: Paged[Any], *, kept: Mapping[str, str]) -> dict[str, Any]:
    """What ui/part/pages.html shows. kept: what stays in the address from page to page, such as the filter."""
    return {"page": page, "kept": urlencode(kept), "page_links": links(page)}


def links(page: Paged[Any]) -> list[int | None]:
    """The first, the last and the pages near this one; None where some are left out."""
    found: list[int | None] = []
    for number in range(1, page.last + 1):
        if number in (1, page.last) or abs(number - page.number) <= NEAR:
            found.append(number)
        elif found[-1] is not None:
            found.append(None)
    return found
