"""Indexes for LIKE of what nobody asks by its beginning."""

from django.db import migrations

from tongban.tables.changes import DropTwins


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("documents", "0001_initial")]

    operations = [
        DropTwins("document", "digest"),
    ]
