"""New keys are in the order of time; the database has nothing to do for it."""

import tongban.tables.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="notice",
                    name="id",
                    field=models.UUIDField(
                        default=tongban.tables.ids.in_order, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ]
        )
    ]
