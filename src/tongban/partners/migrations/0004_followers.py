from django.db import migrations


def carry_over(apps, schema_editor):
    """How far the line is numbered goes on in the package followers."""
    cursor = apps.get_model("followers", "Cursor")
    for one in apps.get_model("partners", "AnswerCounter").objects.all():
        cursor.objects.create(name="partners.kept", seq=one.last)


class Migration(migrations.Migration):

    dependencies = [
        ("followers", "0001_initial"),
        ("partners", "0003_dealer_of_a_county"),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel("AnswerCounter"),
    ]
