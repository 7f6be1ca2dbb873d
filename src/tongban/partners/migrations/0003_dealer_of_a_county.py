"""A dealer's place may have six digits: four do not tell one county directly under a province from another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0002_forgetting")]

    operations = [
        migrations.AlterField(
            model_name="dealer",
            name="prefecture",
            field=models.CharField(max_length=6),
        ),
    ]
