"""Indexes for LIKE of what nobody asks by its beginning."""

from django.db import migrations

from tongban.tables.changes import DropTwins


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("registers", "0008_plate_numbers")]

    operations = [
        DropTwins("driver", "number", "file_number"),
        DropTwins("vehicle", "vin"),
        DropTwins("portrait", "digest"),
        DropTwins("keyedact", "key"),
    ]
