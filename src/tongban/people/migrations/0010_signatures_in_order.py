"""New signatures' keys are in the order of time; the database has nothing to do for it."""

import tongban.tables.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0009_without_twins"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="signature",
                    name="id",
                    field=models.UUIDField(
                        default=tongban.tables.ids.in_order, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ]
        )
    ]
