import hashlib

from django.db import migrations, models


def fill(apps, schema_editor):
    Message = apps.get_model("partners", "Message")
    for row in Message.objects.filter(digest="").iterator():
        row.digest = hashlib.sha256(row.body.encode()).hexdigest()
        row.save(update_fields=["digest"])


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]

    operations = [
        migrations.AlterField("message", "body", models.TextField(blank=True)),
        migrations.AddField("message", "digest", models.CharField(max_length=64, default=""), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddField("kept", "is_forgotten", models.BooleanField(default=False)),
        migrations.AddIndex(
            "kept",
            models.Index(
                fields=["at"], name="partner_answer_remembered", condition=models.Q(("is_forgotten", False))
            ),
        ),
    ]
