import uuid

from django.db import migrations, models

SHARED = "id, citizen_id, region, stage, entitlement, entitlement_list, entitlement_index, issued_at, changed_at, due_on"
CARRY_OVER = f"""
INSERT INTO credentials_holding (kind, subject_id, locked_at, {SHARED})
SELECT 'driving-licence', driver_id, locked_at, {SHARED} FROM licences_licence
UNION ALL SELECT 'vehicle-licence', vehicle_id, NULL, {SHARED} FROM licences_vehiclelicence
"""


class Migration(migrations.Migration):
    """How licences of both kinds stand moves into a narrow table of its own; what they certify stays where it is."""

    initial = True
    dependencies = [("licences", "0007_decisions_of")]

    operations = [
        migrations.CreateModel(
            name="Holding",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("subject_id", models.UUIDField()),
                ("citizen_id", models.UUIDField(db_index=True)),
                ("region", models.CharField(max_length=6)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            (one, one) for one in ("issued", "suspended-view", "blocked", "revoked", "superseded")
                        ],
                        max_length=20,
                    ),
                ),
                ("entitlement", models.PositiveSmallIntegerField(default=0)),
                ("entitlement_list", models.PositiveIntegerField()),
                ("entitlement_index", models.PositiveIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("locked_at", models.DateTimeField(null=True)),
                ("due_on", models.DateField(null=True)),
            ],
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "holding",
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=models.Q(stage__in=["issued", "suspended-view", "blocked"]),
                name="one_live_holding_a_subject",
            ),
        ),
        migrations.AddConstraint(
            "holding",
            models.UniqueConstraint(fields=["entitlement_list", "entitlement_index"], name="one_entitlement_place"),
        ),
        migrations.AddIndex(
            "holding",
            models.Index(
                fields=["entitlement_list"], condition=models.Q(entitlement__gt=0), name="holding_not_valid"
            ),
        ),
        migrations.AddIndex("holding", models.Index(fields=["kind", "issued_at"], name="holding_by_day")),
        migrations.AddIndex(
            "holding", models.Index(fields=["kind", "subject_id", "-issued_at"], name="holding_by_subject")
        ),
        migrations.AddIndex(
            "holding",
            models.Index(fields=["kind", "due_on"], condition=models.Q(entitlement=0), name="holding_due"),
        ),
    ]
