from django.db import migrations


def carry_over(apps, schema_editor):
    """The cursors and what was set aside go on in the package followers."""
    cursor = apps.get_model("followers", "Cursor")
    names = {"partners": "transfers/answers", "register": "transfers/register"}
    for one in apps.get_model("transfers", "Follower").objects.all():
        cursor.objects.create(name=names[one.name], seq=one.seq)
    letter = apps.get_model("followers", "DeadLetter")
    kept = apps.get_model("transfers", "DeadLetter").objects.order_by("pk").values(
        "line", "item", "tries", "error", "first_at", "last_at", "next_try_at", "is_dead"
    )
    letter.objects.bulk_create(letter(**{**one, "line": f"transfers/{one['line']}"}) for one in kept)


class Migration(migrations.Migration):

    dependencies = [
        ("followers", "0001_initial"),
        ("transfers", "0009_acts_by_whom_and_when"),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel("DeadLetter"),
        migrations.DeleteModel("Follower"),
    ]
