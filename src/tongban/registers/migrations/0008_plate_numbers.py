from django.apps import apps
from django.db import migrations, models
from django.db.models import Q

CAME = apps.is_installed("tongban.transfers")
MOVED = migrations.CreateModel(
    name="PlateNumber",
    fields=[
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("plate_kind", models.CharField(max_length=2)),
        ("plate", models.CharField(max_length=12)),
        ("office", models.CharField(max_length=12)),
        (
            "state",
            models.CharField(
                choices=[("offered", "offered"), ("held", "held"), ("taken", "taken"), ("kept", "kept")], max_length=8
            ),
        ),
        ("matter_id", models.UUIDField(null=True)),
        ("kept_for", models.UUIDField(null=True)),
        ("since", models.DateTimeField()),
        ("until", models.DateTimeField(null=True)),
    ],
    options={
        "constraints": [
            models.UniqueConstraint(fields=["plate_kind", "plate"], name="one_number_once"),
            models.UniqueConstraint(
                fields=["matter_id"], condition=Q(state__in=["held", "taken"]), name="one_number_a_transfer"
            ),
        ],
        "indexes": [
            models.Index(fields=["kept_for"], name="number_by_keeper"),
            models.Index(fields=["state", "until"], name="number_by_end"),
        ],
    },
)


class Migration(migrations.Migration):
    """The table is there: transfers/0016 renamed it; the index of its former key is gone. A house without the transfers
    makes it."""

    dependencies = [
        ("registers", "0007_rounds_ends_and_proofs"),
        *([("transfers", "0016_numbers_to_registers")] if CAME else []),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(database_operations=[] if CAME else [MOVED], state_operations=[MOVED]),
        migrations.AddIndex("platenumber", models.Index(fields=["matter_id"], name="number_by_matter")),
    ]
