"""Indexes for LIKE of what nobody asks by its beginning."""

from django.db import migrations

from tongban.tables.changes import DropTwins


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("transfers", "0018_keys_in_order")]

    operations = [
        DropTwins("act", "key"),
        DropTwins("transfer", "number"),
        DropTwins("temporaryplate", "number"),
    ]
