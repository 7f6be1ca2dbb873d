"""Partial indexes of photos that wait for a review or a window, by the digits of a region; and of what was reviewed lately."""

from django.db import migrations, models

from tongban.tables.changes import AddIndexOnline, RemoveIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("licences", "0010_what_holds_beside_the_letters"),
    ]

    operations = [
        RemoveIndexOnline(
            model_name="application",
            name="licences_ap_stage_8043b1_idx",
        ),
        RemoveIndexOnline(
            model_name="application",
            name="application_by_region",
        ),
        AddIndexOnline(
            model_name="application",
            index=models.Index(
                condition=models.Q(("stage", "review")),
                fields=["region", "due_at"],
                name="in_review",
                opclasses=["varchar_pattern_ops", "timestamptz_ops"],
            ),
        ),
        AddIndexOnline(
            model_name="application",
            index=models.Index(
                condition=models.Q(("stage", "review")), fields=["due_at", "id"], name="in_review_by_clock"
            ),
        ),
        AddIndexOnline(
            model_name="application",
            index=models.Index(
                condition=models.Q(("stage", "window-only")),
                fields=["region", "decided_at"],
                name="for_the_window",
                opclasses=["varchar_pattern_ops", "timestamptz_ops"],
            ),
        ),
        AddIndexOnline(
            model_name="application",
            index=models.Index(
                condition=models.Q(("decided_by__isnull", False)),
                fields=["decided_at", "region"],
                name="reviewed_lately",
            ),
        ),
    ]
