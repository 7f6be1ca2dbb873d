from django.db import migrations


def carry_over(apps, schema_editor):
    """How far the line is numbered goes on in the package followers."""
    cursor = apps.get_model("followers", "Cursor")
    for one in apps.get_model("registers", "EventCounter").objects.all():
        cursor.objects.create(name="registers.registerevent", seq=one.last)


class Migration(migrations.Migration):

    dependencies = [
        ("followers", "0001_initial"),
        ("registers", "0005_imports_by_encoding"),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel("EventCounter"),
    ]
