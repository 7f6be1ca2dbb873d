"""Indexes for LIKE of what nobody asks by its beginning."""

from django.db import migrations

from tongban.tables.changes import DropTwins


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("people", "0008_keys_in_order")]

    operations = [
        DropTwins("citizen", "identity_digest", "phone_digest"),
        DropTwins("organisation", "credit_code"),
    ]
