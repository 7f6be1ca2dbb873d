"""Readings that are asked again and again: the SQL is made once, and afterwards only its blanks are filled in.

Django makes the SQL of a reading anew each time, which takes several times as long as an answer by an index. Where one
question needs many readings, such as a pre-check, they are written down once, in Django's own words:

    CASES = Statement(lambda: Case.objects.filter(vehicle_id=blank("vehicle", UUIDField())).values_list("pk", "stage"))
    CASES.rows(vehicle=vehicle_id)

Tables, columns and what the two databases call things stay Django's business. A blank stands where a lookup's value
stands; None in it equals nothing, as in SQL.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet
from django.db.models.sql.compiler import SQLCompiler


class _Blank(Expression):
    """A value that is filled in later."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:  # noqa: ARG002 - Django's form
        return "%s", [self]


def blank(name: str, field: Field[Any, Any]) -> Any:
    """The place of a value, of the kind that such a field holds; the same name may stand in several places."""
    return _Blank(name, field)


@dataclass(frozen=True)
class _Made:
    """What the database is sent, and by which column what it answers becomes values."""

    sql: str
    params: tuple[Any, ...]
    converters: tuple[tuple[int, list[Callable[..., Any]], Any], ...]


class Statement:
    """One reading with blanks. reading: makes the query, of `values_list`; it is called at the first use."""

    def __init__(self, reading: Callable[[], QuerySet[Any, Any]]) -> None:
        self._reading = reading
        self._made: _Made | None = None

    def rows(self, **values: Any) -> list[list[Any]]:
        """The rows, all at once; KeyError for a blank without a value."""
        made = self._made or self._make()
        params = [
            one.output_field.get_db_prep_value(values[one.name], connection) if isinstance(one, _Blank) else one
            for one in made.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(made.sql, params)
            rows = [list(row) for row in cursor.fetchall()]
        for place, converters, column in made.converters:
            for row in rows:
                for convert in converters:
                    row[place] = convert(row[place], column, connection)
        return rows

    def _make(self) -> _Made:
        """Two threads that come first at once make it twice, to the same end."""
        compiler = self._reading().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        kept = tuple((place, list(ones), column) for place, (ones, column) in converters.items())
        self._made = _Made(sql, tuple(params), kept)
        return self._made
