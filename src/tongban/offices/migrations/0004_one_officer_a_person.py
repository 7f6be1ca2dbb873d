"""One person is one active officer.

Where 0.2.0 let a person's number be given to several, it stays with the lowest service number. The others are without
one: they have no duty (OF-06), the check offices.W001 names them, and each is told here with whose number it was.
"""

import sys

from django.conf import settings
from django.db import migrations, models
from django.db.models import Count, Q

ONE_PERSON = Q(is_active=True) & ~Q(identity_digest="")


def leave_it_with_one(apps, schema_editor):
    officers = apps.get_model("offices", "Officer").objects.using(schema_editor.connection.alias).filter(ONE_PERSON)
    shared = officers.values("identity_digest").annotate(hands=Count("pk")).filter(hands__gt=1)
    for digest in sorted(one["identity_digest"] for one in shared):
        keeps, *others = officers.filter(identity_digest=digest).order_by("number")
        for other in others:
            other.identity_digest = ""
            other.save(update_fields=["identity_digest"])
            told = f"officers {keeps.number} and {other.number} are one person by their identity number."
            print(f"{told} {keeps.number} keeps it; {other.number} has no duty without one.", file=sys.stderr)


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0003_look_alarm"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(leave_it_with_one, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="officer",
            constraint=models.UniqueConstraint(
                fields=["identity_digest"], condition=ONE_PERSON, name="one_officer_a_person"
            ),
        ),
    ]
