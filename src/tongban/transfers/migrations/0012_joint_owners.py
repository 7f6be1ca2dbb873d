"""Joint owners of each case by digest; those of cases that are open already are noted by the next turn of `work`."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

LINE = "transfers/register"
ENDED = ("closed", "refused", "withdrawn", "lapsed", "expired")


def look_again(apps, _editor):
    at = timezone.now()
    letters = apps.get_model("followers", "DeadLetter").objects
    open_cases = apps.get_model("transfers", "Transfer").objects.exclude(stage__in=ENDED)
    for case in open_cases.values_list("pk", flat=True).iterator():
        letters.get_or_create(
            line=LINE, item=str(case), defaults={"first_at": at, "last_at": at, "next_try_at": at}
        )


class Migration(migrations.Migration):

    dependencies = [
        ("followers", "0001_initial"),
        ("transfers", "0011_counted_times"),
    ]

    operations = [
        migrations.CreateModel(
            name="JointOwner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identity_digest", models.CharField(max_length=64)),
                ("transfer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="joint_owners", to="transfers.transfer")),
            ],
            options={
                "indexes": [models.Index(fields=["identity_digest"], name="joint_owner_by_identity")],
                "constraints": [models.UniqueConstraint(fields=("transfer", "identity_digest"), name="one_joint_owner_a_transfer")],
            },
        ),
        migrations.RunPython(look_again, migrations.RunPython.noop),
    ]
