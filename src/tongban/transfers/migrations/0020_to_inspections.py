from django.db import migrations, models


class Migration(migrations.Migration):
    """Inspections go to the package of that name, no row is copied: one is for a matter that need not be a transfer."""

    dependencies = [("transfers", "0019_without_twins")]

    operations = [
        migrations.AlterField("Inspection", "transfer", models.UUIDField(db_column="transfer_id")),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE transfers_inspection RENAME COLUMN transfer_id TO matter_id",
                    "ALTER TABLE transfers_inspection RENAME COLUMN matter_id TO transfer_id",
                ),
                migrations.AlterModelTable("Inspection", "inspections_inspection"),
            ],
            state_operations=[migrations.DeleteModel("Inspection")],
        ),
    ]
