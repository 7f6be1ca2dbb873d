"""A city's rule names its city with six digits.

Until now it was four, and a case asked for the four of its own office: in a municipality 5000 and 5001 were two
places, and 4290 was four counties at once. 3205 becomes 320500, 5000, 5001 and 5002 become 500000; 4290 becomes 429000,
and what was ruled there goes on for each county inside.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MUNICIPALITIES = ("11", "12", "31", "50")


def city(prefecture: str) -> str:
    """The six digits; written out here, because a migration must say the same for ever."""
    digits = prefecture[:2] if prefecture[:2] in MUNICIPALITIES else prefecture
    return digits.ljust(6, "0")


def lengthen(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Each of the few different values once."""
    rows = apps.get_model("transfers", "Policy").objects
    for known in rows.values_list("prefecture", flat=True).distinct():
        rows.filter(prefecture=known).update(prefecture=city(known))


class Migration(migrations.Migration):
    dependencies = [("transfers", "0003_alert")]

    operations = [
        migrations.AlterField(model_name="policy", name="prefecture", field=models.CharField(max_length=6)),
        migrations.RunPython(lengthen, migrations.RunPython.noop),
    ]
