"""A file that was imported in a wrong encoding can be imported again in the right one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0004_former_plates")]

    operations = [
        migrations.AddField("import", "encoding", models.CharField(default="utf-8", max_length=10)),
        migrations.RemoveConstraint("import", "import_of_a_file_once"),
        migrations.AddConstraint(
            "import",
            models.UniqueConstraint(fields=("digest", "kind", "encoding"), name="import_of_a_file_once"),
        ),
    ]
