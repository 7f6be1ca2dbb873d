"""New keys are in the order of time; the database has nothing to do for it."""

import tongban.tables.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transfers", "0017_open_and_ended_cases"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="consent",
                    name="id",
                    field=models.UUIDField(
                        default=tongban.tables.ids.in_order, editable=False, primary_key=True, serialize=False
                    ),
                ),
                migrations.AlterField(
                    model_name="heldpermit",
                    name="id",
                    field=models.UUIDField(
                        default=tongban.tables.ids.in_order, editable=False, primary_key=True, serialize=False
                    ),
                ),
                migrations.AlterField(
                    model_name="inspection",
                    name="id",
                    field=models.UUIDField(
                        default=tongban.tables.ids.in_order, editable=False, primary_key=True, serialize=False
                    ),
                ),
                migrations.AlterField(
                    model_name="temporaryplate",
                    name="id",
                    field=models.UUIDField(
                        default=tongban.tables.ids.in_order, editable=False, primary_key=True, serialize=False
                    ),
                ),
                migrations.AlterField(
                    model_name="urging",
                    name="id",
                    field=models.UUIDField(
                        default=tongban.tables.ids.in_order, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ]
        )
    ]
