"""Migrations newer than these leave a running installation running (docs/operate/tables.md)."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import SeparateDatabaseAndState

from tongban.tables.changes import AddIndexOnline, RemoveIndexOnline

OLDER = {
    "credentials": "0003_list_parts",
    "documents": "0001_initial",
    "followers": "0002_step_words",
    "journal": "0002_written_once",
    "licences": "0010_what_holds_beside_the_letters",
    "limits": "0001_used",
    "notices": "0001_initial",
    "offices": "0004_one_officer_a_person",
    "partners": "0004_followers",
    "people": "0006_looks_at_homes",
    "registers": "0008_plate_numbers",
    "roadside": "0002_vehicle_checks",
    "statistics": "0003_reported_drivers",
    "transfers": "0016_numbers_to_registers",
    "dossiers": "0001_from_transfers",
    "policies": "0001_from_transfers",
}
"""The last migration of each package from before these rules. A package that is not named has none."""
PLAIN = (migrations.AddIndex, migrations.RemoveIndex, migrations.AddConstraint)
ONLINE = (AddIndexOnline, RemoveIndexOnline)


def newer():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if migration.__module__.startswith("tongban.") and name > OLDER.get(app, ""):
            yield f"{app}.{name}", migration


def flat(operations):
    """Those that touch the database, also inside a step that tells the state something else."""
    for one in operations:
        yield from flat(one.database_operations) if isinstance(one, SeparateDatabaseAndState) else [one]


def faults(migration):
    """What a migration does that somebody would wait for."""
    own = {one.name_lower for one in migration.operations if isinstance(one, migrations.CreateModel)}
    for one in flat(migration.operations):
        table = getattr(one, "model_name", "").lower()
        if isinstance(one, (AddIndexConcurrently, RemoveIndexConcurrently)) and not isinstance(one, ONLINE):
            yield f"{one.describe()}: SQLite has no such step; use tables.changes"
        elif isinstance(one, ONLINE) and migration.atomic:
            yield f"{one.describe()}: needs atomic = False"
        elif isinstance(one, PLAIN) and not isinstance(one, (*ONLINE, AddConstraintNotValid)) and table not in own:
            yield f"{one.describe()}: blocks writers"
        elif (
            isinstance(one, migrations.RunSQL)
            and "INDEX" in str(one.sql).upper()
            and "CONCURRENTLY" not in str(one.sql)
        ):
            yield f"{one.describe()}: an index that blocks writers"


@pytest.mark.parametrize(("name", "migration"), list(newer()))
def test_a_newer_migration_makes_nobody_wait(name, migration):
    assert list(faults(migration)) == []


def test_the_last_older_migrations_are_there():
    for app, name in OLDER.items():
        import_module(f"tongban.{app}.migrations.{name}")


def migration_of(*operations, is_atomic=True):
    made = migrations.Migration("any", "transfers")
    made.operations, made.atomic = list(operations), is_atomic
    return made


def test_what_blocks_is_found_and_what_does_not_passes():
    from django.db import models

    index = models.Index(fields=["at"], name="any")
    assert len(list(faults(migration_of(migrations.AddIndex("Act", index))))) == 1
    assert len(list(faults(migration_of(AddIndexOnline("Act", index))))) == 1
    assert len(list(faults(migration_of(AddIndexConcurrently("Act", index), is_atomic=False)))) == 1
    assert len(list(faults(migration_of(migrations.RunSQL("CREATE INDEX any ON act (at)"))))) == 1
    assert list(faults(migration_of(AddIndexOnline("Act", index), is_atomic=False))) == []
    made = migrations.CreateModel("Act", [("id", models.BigAutoField(primary_key=True))])
    assert list(faults(migration_of(made, migrations.AddIndex("Act", index)))) == []
