from django.apps import apps
from django.db import migrations, models

import tongban.tables.ids

MOVED = migrations.CreateModel(
    name="Inspection",
    fields=[
        (
            "id",
            models.UUIDField(default=tongban.tables.ids.in_order, editable=False, primary_key=True, serialize=False),
        ),
        ("matter_id", models.UUIDField()),
        ("attempt", models.PositiveSmallIntegerField()),
        ("office", models.CharField(max_length=12)),
        ("inspector", models.UUIDField()),
        ("form", models.JSONField()),
        ("photos", models.JSONField(default=dict)),
        ("mileage_km", models.PositiveIntegerField()),
        ("is_passed", models.BooleanField()),
        ("failed", models.JSONField(default=list)),
        ("at", models.DateTimeField()),
    ],
    options={
        "constraints": [
            models.UniqueConstraint(fields=["matter_id", "attempt"], name="one_inspection_an_attempt"),
        ],
    },
)
CAME = apps.is_installed("tongban.transfers")


class Migration(migrations.Migration):
    """The table is there: transfers/0020 renamed it. A house without the transfers makes it."""

    initial = True
    dependencies = [("transfers", "0020_to_inspections")] if CAME else []

    operations = [
        migrations.SeparateDatabaseAndState(database_operations=[] if CAME else [MOVED], state_operations=[MOVED]),
    ]
