"""Holdings and phones change again and again in columns that no index has: locked, refreshed."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from tongban.tables.changes import LeaveRoom


class Migration(migrations.Migration):
    dependencies: ClassVar = [("credentials", "0005_keys_in_order")]
    operations: ClassVar = [LeaveRoom("Holding", 85), LeaveRoom("Device", 85)]
