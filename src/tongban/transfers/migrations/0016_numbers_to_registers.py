from django.db import migrations, models


class Migration(migrations.Migration):
    """Plate numbers go to the package registers, no row is copied: a number is bound by a matter that need not be a
    transfer."""

    dependencies = [("transfers", "0015_to_policies")]

    operations = [
        migrations.AlterField("PlateNumber", "transfer", models.UUIDField(null=True, db_column="transfer_id")),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE transfers_platenumber RENAME COLUMN transfer_id TO matter_id",
                    "ALTER TABLE transfers_platenumber RENAME COLUMN matter_id TO transfer_id",
                ),
                migrations.AlterModelTable("PlateNumber", "registers_platenumber"),
            ],
            state_operations=[migrations.DeleteModel("PlateNumber")],
        ),
    ]
