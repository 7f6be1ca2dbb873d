"""New keys are in the order of time; the database has nothing to do for it."""

import tongban.tables.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0001_from_transfers"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="filemove",
                    name="id",
                    field=models.UUIDField(
                        default=tongban.tables.ids.in_order, editable=False, primary_key=True, serialize=False
                    ),
                ),
                migrations.AlterField(
                    model_name="filepage",
                    name="id",
                    field=models.UUIDField(
                        default=tongban.tables.ids.in_order, editable=False, primary_key=True, serialize=False
                    ),
                ),
                migrations.AlterField(
                    model_name="pagereturn",
                    name="id",
                    field=models.UUIDField(
                        default=tongban.tables.ids.in_order, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ]
        )
    ]
