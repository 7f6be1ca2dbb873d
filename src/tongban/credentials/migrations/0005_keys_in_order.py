"""New keys are in the order of time; the database has nothing to do for it."""

import tongban.tables.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0004_issued_on"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="credential",
                    name="id",
                    field=models.UUIDField(
                        default=tongban.tables.ids.in_order, editable=False, primary_key=True, serialize=False
                    ),
                ),
                migrations.AlterField(
                    model_name="device",
                    name="id",
                    field=models.UUIDField(
                        default=tongban.tables.ids.in_order, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ]
        )
    ]
