import uuid

from django.apps import apps
from django.db import migrations, models
from django.db.models import F, Q

MOVED = migrations.CreateModel(
    name="Policy",
    fields=[
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("kind", models.CharField(max_length=20)),
        ("place", models.CharField(max_length=6)),
        ("from_day", models.DateField()),
        ("until_day", models.DateField(null=True)),
        ("says", models.JSONField()),
        ("author", models.UUIDField()),
        ("drafted_at", models.DateTimeField()),
        ("approver", models.UUIDField(null=True)),
        ("approved_at", models.DateTimeField(null=True)),
    ],
    options={
        "constraints": [
            models.CheckConstraint(condition=Q(approver=None) | ~Q(approver=F("author")), name="policy_two_people"),
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gte=F("from_day")), name="policy_days_in_order"
            ),
        ],
    },
)
CAME = apps.is_installed("tongban.transfers")


class Migration(migrations.Migration):
    """The table is there: transfers/0015 renamed it. A house without the transfers makes it."""

    initial = True
    dependencies = [("transfers", "0015_to_policies")] if CAME else []

    operations = [
        migrations.SeparateDatabaseAndState(database_operations=[] if CAME else [MOVED], state_operations=[MOVED]),
        migrations.AddIndex("policy", models.Index(fields=["place", "from_day"], name="policy_by_place")),
    ]
