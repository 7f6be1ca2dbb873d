"""Steps of migrations that leave a running installation running: on PostgreSQL without a lock that anybody waits for,
on SQLite, where one process writes anyway, the ordinary ones. A migration that has one of them is `atomic = False`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddIndex, RemoveIndex
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Online(Operation):
    """On PostgreSQL what its concurrent base does, patiently; elsewhere what `plain` does."""

    plain: ClassVar[type[Operation]]

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            self.plain.database_forwards(self, app_label, schema_editor, from_state, to_state)
            return
        with patient(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            self.plain.database_backwards(self, app_label, schema_editor, from_state, to_state)
            return
        with patient(schema_editor):
            super().database_backwards(app_label, schema_editor, from_state, to_state)


class AddIndexOnline(Online, AddIndexConcurrently):
    """An index that is built while others write."""

    plain = AddIndex


class RemoveIndexOnline(Online, RemoveIndexConcurrently):
    """An index that goes while others read."""

    plain = RemoveIndex


class LeaveRoom(Operation):
    """Pages of a table are filled to so many per cent on PostgreSQL: a row that is changed in columns that no index has
    stays on its page and no index hears of it. For what changes often beside what does not. Pages that are full already
    stay so until they are written anew; nobody waits for it."""

    reduces_to_sql = False
    reversible = True

    def __init__(self, model_name: str, percent: int) -> None:
        self.model_name, self.percent = model_name, percent

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As Django writes operations down."""
        return self.__class__.__qualname__, [self.model_name, self.percent], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing: no model knows of it."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django asks so
        to_state: ProjectState,
    ) -> None:
        self._set(f"SET (fillfactor = {self.percent})", app_label, schema_editor, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django asks so
        to_state: ProjectState,
    ) -> None:
        self._set("RESET (fillfactor)", app_label, schema_editor, to_state)

    def _set(self, how: str, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState) -> None:
        if schema_editor.connection.vendor == "postgresql":
            table = state.apps.get_model(app_label, self.model_name)._meta.db_table
            schema_editor.execute(f"ALTER TABLE {schema_editor.quote_name(table)} {how}")

    def describe(self) -> str:
        """In words."""
        return f"Fill pages of {self.model_name} to {self.percent} per cent"


class DropTwins(Operation):
    """The second index that Django gives a unique or indexed text on PostgreSQL, for LIKE, goes where nobody asks by the
    beginning of it: of a digest, a key, a number that is always known whole. Django makes it with the column only."""

    reduces_to_sql = False
    reversible = True

    def __init__(self, model_name: str, *columns: str) -> None:
        self.model_name, self.columns = model_name, columns

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """As Django writes operations down."""
        return self.__class__.__qualname__, [self.model_name, *self.columns], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing: to the models there never was one."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 - Django asks so
    ) -> None:
        """Drop each while others read."""
        connection = schema_editor.connection
        if connection.vendor != "postgresql":
            return
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        with connection.cursor() as cursor:
            for column in self.columns:
                cursor.execute(
                    "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s"
                    " AND indexdef LIKE %s",
                    [table, f"%({column} %pattern_ops)%"],
                )
                found = [name for (name,) in cursor.fetchall()]
                with patient(schema_editor):
                    for name in found:
                        cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {connection.ops.quote_name(name)}")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Nothing: nobody misses it."""

    def describe(self) -> str:
        """In words."""
        return f"Drop the LIKE twins of {', '.join(self.columns)} of {self.model_name}"


@contextmanager
def patient(schema_editor: Any) -> Iterator[None]:
    """Without any lock_timeout: it would stop such a build halfway, since it waits for older transactions and holds nobody
    up meanwhile, and an invalid index would stay behind."""
    before = waits_for(schema_editor.connection)
    wait(schema_editor.connection, "0")
    try:
        yield
    finally:
        wait(schema_editor.connection, before)


WAIT = "2s"


def in_haste(*, using: str, **_: Any) -> None:
    """Before a migration on PostgreSQL: whoever changes a table waits for a lock no longer than WAIT, since all others
    wait behind it; unless the operator has said how long (docs/operate/tables.md). For Django's signal `pre_migrate`."""
    connection = connections[using]
    if connection.vendor == "postgresql" and waits_for(connection) == "0":
        wait(connection, WAIT)


def in_no_haste(*, using: str, **_: Any) -> None:
    """After it, as before; for Django's signal `post_migrate`."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def waits_for(connection: Any) -> str:
    """How long this connection waits for a lock, as PostgreSQL spells it; "0" for ever."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return str(cursor.fetchone()[0])


def wait(connection: Any, how_long: str) -> None:
    """From now on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [how_long])
