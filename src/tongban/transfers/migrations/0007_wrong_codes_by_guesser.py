"""Wrong consent codes count against who types them. Before, anybody's five wrong ones made the owner's code void:
those consents end here, as their owners were told."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

VOID_AT = 5  # wrong tries in 0.2.0


def end_void_ones(apps, schema_editor):
    consents = apps.get_model("transfers", "Consent").objects.using(schema_editor.connection.alias)
    consents.filter(withdrawn_at=None, wrong_tries__gte=VOID_AT).update(withdrawn_at=F("given_at"))


class Migration(migrations.Migration):
    dependencies = [("transfers", "0006_letters_and_looks")]

    operations = [
        migrations.RunPython(end_void_ones, migrations.RunPython.noop),
        migrations.RemoveField(model_name="consent", name="wrong_tries"),
        migrations.CreateModel(
            name="ConsentGuess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("citizen_id", models.UUIDField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guesses",
                        to="transfers.consent",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("consent", "citizen_id"), name="one_count_a_guesser")]
            },
        ),
    ]
