"""Statements that are sent again and again: the SQL is made once, and afterwards only its blanks are filled in.

Django makes the SQL of a query anew each time, which takes several times as long as an answer by an index. Where one
question needs many readings, such as a pre-check, or one act many changes, they are written down once, in Django's own
words:

    CASES = Statement(lambda: Case.objects.filter(vehicle_id=blank("vehicle", UUIDField())).values_list("pk", "stage"))
    CASES.rows(vehicle=vehicle_id)
    ENDED = Change(lambda: Case.objects.filter(pk=blank("case", UUIDField())), {"stage": "ended"})
    ENDED.run(case=case_id)

Tables, columns and what the two databases call things stay Django's business. A blank stands where a lookup's value
stands; None in it equals nothing, as in SQL. On PostgreSQL the server keeps such a statement prepared and plans it
once (`cursor`); what is no blank stands in its text, so that indexes with a condition serve that plan too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.constants import OnConflict
from django.db.models.expressions import Col
from django.db.models.sql import InsertQuery, UpdateQuery

M = TypeVar("M", bound=Model)


class _Blank(Expression):
    """A value that is filled in later."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:  # noqa: ARG002 - Django's form
        return "%s", [self]


def blank(name: str, field: Field[Any, Any]) -> Any:
    """The place of a value, of the kind that such a field holds; the same name may stand in several places."""
    return _Blank(name, field)


def blanks(name: str, field: Field[Any, Any], count: int) -> list[Any]:
    """The places of so many values; `numbered` fills them in."""
    return [_Blank(f"{name}{n}", field) for n in range(count)]


def numbered(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """What fills the places of `blanks` in."""
    return {f"{name}{n}": value for n, value in enumerate(values)}


def cursor(database: Any = None) -> CursorWrapper:
    """A cursor of the connection. On PostgreSQL the server binds what it executes, keeps it prepared and plans it once.
    database: the connection itself, for who has it."""
    database = database or connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql":
        return database.cursor()  # type: ignore[no-any-return]
    database.close_if_health_check_failed()
    database.ensure_connection()
    with database.wrap_database_errors:
        return database._prepare_cursor(_preparing()(database.connection))  # type: ignore[no-any-return]


@cache
def _preparing() -> type[Any]:
    """Django's cursor that binds in the server, which prepares at once; only where PostgreSQL is the database."""
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415

    class Preparing(ServerBindingCursor):
        def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
            return super().execute(query, params, prepare=True, **how)  # type: ignore[misc]

    return Preparing


@dataclass(frozen=True)
class _Made:
    """What the database is sent: its text and what stands for each mark, a blank or a value."""

    sql: str
    params: tuple[Any, ...]

    @classmethod
    def of(cls, sql: str, params: Iterable[Any]) -> _Made:
        """With texts and numbers that never change written out."""
        first, *parts = sql.split("%s")
        kept: list[Any] = []
        text = [first]
        for param, part in zip(params, parts, strict=True):
            literal = _literal(param)
            if literal is None:
                kept.append(param)
            text += ["%s" if literal is None else literal, part]
        return cls("".join(text), tuple(kept))

    def execute(self, values: Mapping[str, Any]) -> CursorWrapper:
        """The cursor on which it was executed; KeyError for a blank without a value."""
        database = connections[DEFAULT_DB_ALIAS]  # the name `connection` finds it anew each time, ten times a statement
        params = [
            one.output_field.get_db_prep_value(values[one.name], database) if isinstance(one, _Blank) else one
            for one in self.params
        ]
        sent = cursor(database)
        sent.execute(self.sql, params)
        return sent


def _literal(value: Any) -> str | None:
    """A text or whole number as SQL has it, None for anything else."""
    if isinstance(value, str):
        return "'" + str(value).replace("'", "''").replace("%", "%%") + "'"
    return str(value) if type(value) is int else None


@dataclass(frozen=True)
class _Reading:
    """What is sent, by which column what comes back becomes values, and of which model and columns it is."""

    made: _Made
    converters: list[tuple[int, list[Callable[..., Any]], Any]]
    model: type[Any]
    names: list[str]


class Statement(Generic[M]):
    """One reading with blanks. reading: makes the query; it is called at the first use."""

    def __init__(self, reading: Callable[[], QuerySet[M, Any]]) -> None:
        self._reading = reading
        self._made: _Reading | None = None

    def rows(self, **values: Any) -> list[list[Any]]:
        """The rows of a query of `values_list`, all at once; KeyError for a blank without a value."""
        asked = self._made or self._make()
        with asked.made.execute(values) as sent:
            rows = [list(row) for row in sent.fetchall()]
        for place, converters, column in asked.converters:
            for row in rows:
                for convert in converters:
                    row[place] = convert(row[place], column, connection)
        return rows

    def objects(self, **values: Any) -> list[M]:
        """The same of a query of its model's rows, whole or what `only` names of them."""
        asked = self._made or self._make()
        return [asked.model.from_db(connection.alias, asked.names, row) for row in self.rows(**values)]

    def _make(self) -> _Reading:
        """Two threads that come first at once make it twice, to the same end."""
        reading = self._reading()
        compiler = reading.query.get_compiler(connection=connection)
        made = _Made.of(*compiler.as_sql())
        columns = [column for column, _, _ in compiler.select]
        converters = [(place, list(ones), column) for place, (ones, column) in compiler.get_converters(columns).items()]
        names = [column.target.attname for column in columns if isinstance(column, Col)]
        self._made = _Reading(made, converters, reading.model, names)
        return self._made


class _Writing:
    """A change whose SQL is made at the first use."""

    _made: _Made | None = None

    def run(self, **values: Any) -> int:
        """How many rows it met; KeyError for a blank without a value."""
        with (self._made or self._make()).execute(values) as sent:
            return int(sent.rowcount)

    def _make(self) -> _Made:
        self._made = _Made.of(*self._compiler().as_sql())
        return self._made

    def _compiler(self) -> Any:
        raise NotImplementedError


class Change(_Writing):
    """One UPDATE with blanks. rows: which; changes: what their columns become."""

    def __init__(self, rows: Callable[[], QuerySet[Any, Any]], changes: Callable[[], Mapping[str, Any]]) -> None:
        self._rows, self._changes = rows, changes

    def _compiler(self) -> Any:
        query = self._rows().query.chain(UpdateQuery)
        query.add_update_values(dict(self._changes()))  # type: ignore[attr-defined]
        return query.get_compiler(connection=connection)


class Entered(_Writing):
    """One INSERT of a row, whose blanks are the model's columns by their names; nothing, if it meets a row that a
    constraint of the table does not let it stand beside: `run` answers 0. Two at once wait for each other."""

    def __init__(self, model: Callable[[], type[Model]]) -> None:
        self._model = model

    def _compiler(self) -> Any:
        fields = [one for one in self._model()._meta.concrete_fields if not one.generated]
        row = SimpleNamespace(**{one.attname: blank(one.attname, one) for one in fields})
        query = InsertQuery(self._model(), on_conflict=OnConflict.IGNORE)
        query.insert_values(fields, [row], raw=True)  # type: ignore[list-item]
        return _One(query.get_compiler(connection=connection))


@dataclass(frozen=True)
class _One:
    """An insertion's compiler, which makes a list of statements, as one of a single statement."""

    compiler: Any

    def as_sql(self) -> tuple[str, Any]:
        ((sql, params),) = self.compiler.as_sql()
        return sql, params
