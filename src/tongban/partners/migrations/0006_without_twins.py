"""Indexes for LIKE of what nobody asks by its beginning."""

from django.db import migrations

from tongban.tables.changes import DropTwins


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("partners", "0005_keys_in_order")]

    operations = [
        DropTwins("dealer", "credit_code"),
    ]
