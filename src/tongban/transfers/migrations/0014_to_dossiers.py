from django.db import migrations, models

MOVED = ("Custody", "FileMove", "FilePage", "PageReturn")
OF_MATTERS = ("FileMove", "PageReturn")
OF_SUBJECTS = ("Custody", "FileMove", "FilePage")


def renamed(model, before, after):
    """In SQL, because the constraints of the former state name the columns as they were."""
    table = f"transfers_{model.lower()}"
    return migrations.RunSQL(
        f"ALTER TABLE {table} RENAME COLUMN {before} TO {after}",
        f"ALTER TABLE {table} RENAME COLUMN {after} TO {before}",
    )


class Migration(migrations.Migration):
    """Custody, journeys and pages go to the package dossiers under new names, no row is copied: a dossier is named by
    what it is about, and moves for a matter that need not be a transfer."""

    dependencies = [("transfers", "0013_held_permits")]

    operations = [
        *(migrations.AlterField(one, "transfer", models.UUIDField(db_column="transfer_id")) for one in OF_MATTERS),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                *(renamed(one, "transfer_id", "matter_id") for one in OF_MATTERS),
                *(renamed(one, "vehicle_id", "subject_id") for one in OF_SUBJECTS),
                *(migrations.AlterModelTable(one, f"dossiers_{one.lower()}") for one in MOVED),
            ],
            state_operations=[migrations.DeleteModel(one) for one in MOVED],
        ),
    ]
