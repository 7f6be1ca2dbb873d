"""Partial indexes of open and of ended cases, by the digits of an office too; days that are over are counted once."""

from django.db import migrations, models

from tongban.tables.changes import AddIndexOnline, RemoveIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("transfers", "0016_numbers_to_registers"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisteredOn",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("vehicles", models.PositiveIntegerField()),
            ],
        ),
        RemoveIndexOnline(
            model_name="act",
            name="act_by_time",
        ),
        RemoveIndexOnline(
            model_name="transfer",
            name="transfer_at_destination",
        ),
        RemoveIndexOnline(
            model_name="transfer",
            name="transfer_at_origin",
        ),
        RemoveIndexOnline(
            model_name="transfer",
            name="transfer_by_dealer",
        ),
        RemoveIndexOnline(
            model_name="transfer",
            name="transfer_by_clock",
        ),
        RemoveIndexOnline(
            model_name="transfer",
            name="transfer_by_look",
        ),
        RemoveIndexOnline(
            model_name="transfer",
            name="transfer_by_invoice",
        ),
        RemoveIndexOnline(
            model_name="transfer",
            name="transfer_by_agent",
        ),
        AddIndexOnline(
            model_name="act",
            index=models.Index(fields=["move", "at"], name="act_by_move"),
        ),
        AddIndexOnline(
            model_name="consent",
            index=models.Index(fields=["vehicle_id"], name="consent_by_vehicle"),
        ),
        AddIndexOnline(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(
                    (
                        "stage__in",
                        [
                            "draft",
                            "submitted",
                            "correction",
                            "origin-inspection",
                            "moved-out",
                            "file-requested",
                            "file-sent",
                            "file-check",
                            "file-returned",
                            "inspection",
                            "reinspection",
                            "review",
                            "approved",
                            "numbered",
                            "issued",
                        ],
                    )
                ),
                fields=["origin", "due_at"],
                name="transfer_open_origin",
                opclasses=["varchar_pattern_ops", "timestamptz_ops"],
            ),
        ),
        AddIndexOnline(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("stage__in", ["closed", "refused", "withdrawn", "lapsed", "expired"])),
                fields=["origin", "ended_at"],
                name="transfer_ended_origin",
                opclasses=["varchar_pattern_ops", "timestamptz_ops"],
            ),
        ),
        AddIndexOnline(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(
                    (
                        "stage__in",
                        [
                            "draft",
                            "submitted",
                            "correction",
                            "origin-inspection",
                            "moved-out",
                            "file-requested",
                            "file-sent",
                            "file-check",
                            "file-returned",
                            "inspection",
                            "reinspection",
                            "review",
                            "approved",
                            "numbered",
                            "issued",
                        ],
                    )
                ),
                fields=["destination", "due_at"],
                name="transfer_open_destination",
                opclasses=["varchar_pattern_ops", "timestamptz_ops"],
            ),
        ),
        AddIndexOnline(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("stage__in", ["closed", "refused", "withdrawn", "lapsed", "expired"])),
                fields=["destination", "ended_at"],
                name="transfer_ended_destination",
                opclasses=["varchar_pattern_ops", "timestamptz_ops"],
            ),
        ),
        AddIndexOnline(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(
                    (
                        "stage__in",
                        [
                            "draft",
                            "submitted",
                            "correction",
                            "origin-inspection",
                            "moved-out",
                            "file-requested",
                            "file-sent",
                            "file-check",
                            "file-returned",
                            "inspection",
                            "reinspection",
                            "review",
                            "approved",
                            "numbered",
                            "issued",
                        ],
                    )
                ),
                fields=["due_at", "stage_since", "id"],
                name="transfer_open_by_clock",
            ),
        ),
        AddIndexOnline(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("stage", "refused")), fields=["decided_at"], name="transfer_refused_lately"
            ),
        ),
        AddIndexOnline(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("stage__in", ["closed", "refused", "withdrawn", "lapsed", "expired"])),
                fields=["ended_at"],
                name="transfer_ended_lately",
            ),
        ),
        AddIndexOnline(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(
                    (
                        "stage__in",
                        [
                            "draft",
                            "submitted",
                            "correction",
                            "origin-inspection",
                            "moved-out",
                            "file-requested",
                            "file-sent",
                            "file-check",
                            "file-returned",
                            "inspection",
                            "reinspection",
                            "review",
                            "approved",
                            "numbered",
                            "issued",
                        ],
                    )
                ),
                fields=["stage", "due_at"],
                name="transfer_by_clock",
            ),
        ),
        AddIndexOnline(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(
                    (
                        "stage__in",
                        [
                            "draft",
                            "submitted",
                            "correction",
                            "origin-inspection",
                            "moved-out",
                            "file-requested",
                            "file-sent",
                            "file-check",
                            "file-returned",
                            "inspection",
                            "reinspection",
                            "review",
                            "approved",
                            "numbered",
                            "issued",
                        ],
                    )
                ),
                fields=["stage", "looked_at", "stage_since"],
                name="transfer_by_look",
            ),
        ),
        AddIndexOnline(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("agent_id__isnull", False)), fields=["agent_id"], name="transfer_by_agent"
            ),
        ),
        AddIndexOnline(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("entered_by__isnull", False)), fields=["entered_by"], name="transfer_by_clerk"
            ),
        ),
        AddIndexOnline(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("dealer", ""), _negated=True),
                fields=["dealer", "-created_at"],
                name="transfer_by_dealer",
            ),
        ),
        AddIndexOnline(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("invoice_key__isnull", False)), fields=["invoice_key"], name="transfer_by_invoice"
            ),
        ),
        AddIndexOnline(
            model_name="transfer",
            index=models.Index(fields=["created_at"], name="transfer_by_creation"),
        ),
    ]
