"""受理 and the day of the decision; who owes a decision in writing. Cases under way keep what was decided and go on by the
new clocks: one that has passed its inspection was accepted then, and an owner who takes a car to the origin has the days
for it that everybody has. Nothing that has ended is touched."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import migrations, models

from tongban.tables.changes import AddIndexOnline

CHINA = ZoneInfo("Asia/Shanghai")
DAYS = 30
PART = 500


def carry(apps, schema_editor):  # noqa: ARG001 - Django's form
    """In parts, each case once."""
    cases = apps.get_model("transfers", "Transfer").objects
    in_review = cases.filter(stage="review", accepted_at=None)
    for row in in_review.only("pk", "stage_since", "due_at").iterator(chunk_size=PART):
        cases.filter(pk=row.pk, stage="review").update(accepted_at=row.stage_since, decide_by=row.due_at)
    for row in cases.filter(stage="origin-inspection").only("pk", "stage_since").iterator(chunk_size=PART):
        last = row.stage_since.astimezone(CHINA).date() + timedelta(days=DAYS)
        due_at = datetime.combine(last, time(23, 59), CHINA)
        cases.filter(pk=row.pk, stage="origin-inspection").update(due_at=due_at)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("transfers", "0020_to_inspections")]

    operations = [
        migrations.AddField("transfer", "accepted_at", models.DateTimeField(null=True)),
        migrations.AddField("transfer", "decide_by", models.DateTimeField(null=True)),
        migrations.AddField("transfer", "told_late_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "transfer",
            "silence",
            models.CharField(
                blank=True,
                choices=[("", ""), ("at-origin", "at-origin"), ("at-destination", "at-destination")],
                db_default="",
                default="",
                max_length=14,
            ),
        ),
        AddIndexOnline(
            "transfer",
            models.Index(
                condition=models.Q(("decided_at", None), ("told_late_at", None), ("decide_by__isnull", False)),
                fields=["decide_by"],
                name="transfer_decision_late",
            ),
        ),
        migrations.RunPython(carry, migrations.RunPython.noop),
    ]
