from django.db import migrations


def carry_over(apps, schema_editor):
    """The cursor and what was set aside go on in the package followers."""
    cursor = apps.get_model("followers", "Cursor")
    for one in apps.get_model("licences", "Follower").objects.all():
        cursor.objects.create(name="licences/register", seq=one.seq)
    letter = apps.get_model("followers", "DeadLetter")
    kept = apps.get_model("licences", "DeadLetter").objects.order_by("pk").values(
        "line", "item", "tries", "error", "first_at", "last_at", "next_try_at", "is_dead"
    )
    letter.objects.bulk_create(letter(**{**one, "line": f"licences/{one['line']}"}) for one in kept)


class Migration(migrations.Migration):

    dependencies = [
        ("followers", "0001_initial"),
        ("licences", "0004_due_days_and_letters"),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel("DeadLetter"),
        migrations.DeleteModel("Follower"),
    ]
