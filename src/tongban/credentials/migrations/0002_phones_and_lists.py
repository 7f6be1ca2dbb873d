import uuid

import django.db.models.deletion
from django.db import migrations, models

MOVED = [
    migrations.CreateModel(
        name="Device",
        fields=[
            ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ("public_key", models.BinaryField(max_length=65)),
            ("label", models.CharField(blank=True, max_length=60)),
            ("added_at", models.DateTimeField()),
            ("refreshed_at", models.DateTimeField()),
            ("withdrawn_at", models.DateTimeField(null=True)),
            ("wants_refresh", models.BooleanField(default=False)),
            (
                "holding",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="devices", to="credentials.holding"
                ),
            ),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    fields=["holding"], condition=models.Q(withdrawn_at=None), name="one_phone_a_holding"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Credential",
        fields=[
            ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ("kind", models.CharField(max_length=20)),
            ("digest", models.CharField(max_length=64)),
            ("list_number", models.PositiveIntegerField(null=True)),
            ("list_index", models.PositiveIntegerField(null=True)),
            ("issued_at", models.DateTimeField()),
            ("expires_at", models.DateTimeField()),
            ("revoked_at", models.DateTimeField(null=True)),
            (
                "holding",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="credentials", to="credentials.holding"
                ),
            ),
            (
                "device",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="credentials", to="credentials.device"
                ),
            ),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=["list_number", "list_index"], name="one_revocation_index")
            ],
            "indexes": [
                models.Index(
                    fields=["list_number"], condition=models.Q(revoked_at__isnull=False), name="revoked_credentials"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="RetiredPlace",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("list_number", models.PositiveIntegerField()),
            ("list_index", models.PositiveIntegerField()),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=["list_number", "list_index"], name="one_retired_place")],
        },
    ),
    migrations.CreateModel(
        name="StatusList",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            (
                "kind",
                models.CharField(
                    choices=[("revocation", "revocation"), ("entitlement", "entitlement")], max_length=12
                ),
            ),
            ("number", models.PositiveIntegerField()),
            ("next_sequence", models.PositiveIntegerField(default=0)),
            ("version", models.PositiveBigIntegerField(default=0)),
            ("published_version", models.BigIntegerField(default=-1)),
            ("published_at", models.DateTimeField(null=True)),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=["kind", "number"], name="one_list_a_number")],
        },
    ),
]


class Migration(migrations.Migration):
    """The tables are there: licences/0009 renamed them."""

    dependencies = [("credentials", "0001_holdings"), ("licences", "0009_to_credentials")]

    operations = [migrations.SeparateDatabaseAndState(state_operations=MOVED)]
