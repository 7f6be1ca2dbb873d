"""Numbers that were given back can be looked up. Those of before are taken from the lines that vehicles' histories have."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def from_histories(apps, _schema_editor):
    """A line with another number than the vehicle's own tells of a former one; it was borne at least until that day."""
    lines = apps.get_model("registers", "VehicleLine").objects.exclude(plate="").exclude(plate=F("vehicle__plate"))
    former = apps.get_model("registers", "FormerPlate")
    found = {}
    told = lines.order_by("on", "id").values_list("vehicle_id", "vehicle__plate_kind", "plate", "on")
    for vehicle_id, kind, plate, on in told.iterator():
        found[vehicle_id, kind, plate] = on
    rows = [
        former(vehicle_id=vehicle_id, plate_kind=kind, plate=plate, until=until)
        for (vehicle_id, kind, plate), until in found.items()
    ]
    former.objects.bulk_create(rows, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("registers", "0003_keyed_acts")]

    operations = [
        migrations.CreateModel(
            name="FormerPlate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("plate_kind", models.CharField(max_length=2)),
                ("plate", models.CharField(max_length=12)),
                ("until", models.DateField()),
                (
                    "vehicle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_plates",
                        to="registers.vehicle",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["plate_kind", "plate", "-until"], name="former_plate_by_number")],
            },
        ),
        migrations.RunPython(from_histories, migrations.RunPython.noop),
    ]
