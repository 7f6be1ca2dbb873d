"""Indexes for LIKE of what nobody asks by its beginning."""

from django.db import migrations

from tongban.tables.changes import DropTwins


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("offices", "0004_one_officer_a_person")]

    operations = [
        DropTwins("officer", "number"),
    ]
