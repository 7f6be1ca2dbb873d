from collections import defaultdict

import django.db.models.deletion
from django.db import migrations, models

BITS = {"revocation": 1, "entitlement": 2}
PART_BYTES = 1024
REVOKED = 1


def build(apps, _editor):
    """The bits of every list from the rows that it follows; a place that is simply valid needs none."""
    for row in apps.get_model("credentials", "StatusList").objects.order_by("pk"):
        bits = BITS[row.kind]
        parts = defaultdict(lambda: bytearray(PART_BYTES))
        for index, value in values(apps, row):
            position = index * bits
            part, place = divmod(position >> 3, PART_BYTES)
            parts[part][place] |= value << (position & 7)
        model = apps.get_model("credentials", "ListPart")
        model.objects.bulk_create(
            [model(list=row, number=number, octets=bytes(octets)) for number, octets in parts.items()], batch_size=200
        )
    apps.get_model("credentials", "StatusList").objects.update(version=models.F("version") + 1)


def values(apps, row):
    """(place, value) of those that are not simply valid; a retired place has no holding any more."""
    get = apps.get_model
    if row.kind == "revocation":
        revoked = get("credentials", "Credential").objects.filter(list_number=row.number, revoked_at__isnull=False)
        for index in revoked.values_list("list_index", flat=True).iterator():
            yield index, REVOKED
        return
    stopped = get("credentials", "Holding").objects.filter(entitlement_list=row.number, entitlement__gt=0)
    yield from stopped.values_list("entitlement_index", "entitlement").iterator()
    retired = get("credentials", "RetiredPlace").objects.filter(list_number=row.number)
    for index in retired.values_list("list_index", flat=True).iterator():
        yield index, REVOKED


def leave_room(_apps, editor):
    """So that a changed part finds room beside itself and no index has to be written."""
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE credentials_listpart SET (fillfactor = 75)")


class Migration(migrations.Migration):
    """Status lists are kept as bits, in parts."""

    dependencies = [("credentials", "0002_phones_and_lists")]

    operations = [
        migrations.AddField("statuslist", "compared_at", models.DateTimeField(null=True)),
        migrations.AddField("statuslist", "strays", models.PositiveIntegerField(default=0)),
        migrations.CreateModel(
            name="ListPart",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "list_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("octets", models.BinaryField()),
                (
                    "list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="credentials.statuslist",
                    ),
                ),
            ],
        ),
        migrations.RunPython(leave_room, migrations.RunPython.noop),
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
