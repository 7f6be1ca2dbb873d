"""Where people live, from the population register or seen by an officer; whether they live."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_face_match_serves_one_act")]

    operations = [
        migrations.AddField(model_name="citizen", name="home_asked_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="citizen", name="died_on", field=models.DateField(null=True)),
        migrations.CreateModel(
            name="Home",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("household", "household"), ("residence", "residence"), ("seen", "seen")],
                        max_length=16,
                    ),
                ),
                ("region", models.CharField(max_length=6)),
                ("address_sealed", models.BinaryField(null=True)),
                ("until_day", models.DateField(null=True)),
                ("told_at", models.DateTimeField()),
                (
                    "citizen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="homes", to="people.citizen"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("citizen", "kind"), name="one_home_of_a_kind")],
            },
        ),
    ]
