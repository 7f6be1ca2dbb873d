"""Sealed fields are bound to their row. Until now number, phone, address and second factors were sealed under one
place for all, so that one copied over another was believed.

Here and not in a command: after `migrate` no old form is believed any more, and there is no time between. It needs
the keys of the installation (where there are rows); without them it stops before it changes anything. It goes in
chunks, each a transaction, and says how far it is; begun again, it passes over what is done.
"""

import sys

from django.conf import settings
from django.db import migrations, transaction

OLD, NEW = b"\x01", b"\x02"  # the first byte of a sealed field
PLACE = "people.citizen"
CHUNK = 500


def resealed(stored: bytes, *, field: str, row: object) -> bytes:
    from tongban.keys import queries as keys
    from tongban.keys import sealing

    if stored[:1] == NEW:
        return stored
    secret = keys.index_key(PLACE)
    text = sealing.open_sealed(stored, secret=secret, place=PLACE, form=OLD)
    return sealing.seal(text, secret=secret, place=f"people.{field}/{row}")


def reseal_citizens(apps, schema_editor):
    def change(row):
        row.identity_sealed = resealed(bytes(row.identity_sealed), field="citizen.identity", row=row.pk)
        if row.phone_sealed:
            row.phone_sealed = resealed(bytes(row.phone_sealed), field="citizen.phone", row=row.pk)

    walk(apps.get_model("people", "Citizen"), ["identity_sealed", "phone_sealed"], change, schema_editor)


def reseal_homes(apps, schema_editor):
    def change(row):
        if row.address_sealed:
            place = f"{row.citizen_id}.{row.kind}"
            row.address_sealed = resealed(bytes(row.address_sealed), field="home.address", row=place)

    walk(apps.get_model("people", "Home"), ["address_sealed"], change, schema_editor)


def reseal_factors(apps, schema_editor):
    def change(row):
        for name in ("secret", "seed"):
            if row.data.get(name):
                stored = bytes.fromhex(row.data[name])
                row.data[name] = resealed(stored, field="account.second-factor", row=row.user_id).hex()

    walk(apps.get_model("mfa", "Authenticator"), ["data"], change, schema_editor)


def walk(model, fields, change, schema_editor):
    """Every row in the order of its key, a chunk a transaction."""
    database = schema_editor.connection.alias
    rows, last, done = model.objects.using(database).order_by("pk"), None, 0
    while True:
        with transaction.atomic(using=database):
            left = rows if last is None else rows.filter(pk__gt=last)
            chunk = list(left.select_for_update()[:CHUNK])
            if not chunk:
                return
            for row in chunk:
                change(row)
            model.objects.using(database).bulk_update(chunk, fields)
        last, done = chunk[-1].pk, done + len(chunk)
        if done % (20 * CHUNK) == 0:
            sys.stdout.write(f"\n    {model.__name__}: {done} rows sealed anew")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("people", "0004_account_moves"),
        ("mfa", "0003_authenticator_type_uniq"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(reseal_citizens, elidable=True),
        migrations.RunPython(reseal_homes, elidable=True),
        migrations.RunPython(reseal_factors, elidable=True),
    ]
