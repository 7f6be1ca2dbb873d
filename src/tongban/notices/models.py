"""What was told to whom."""

from __future__ import annotations

from django.db import models

from tongban.tables.ids import in_order


class Notice(models.Model):
    """One message to one citizen. Holds no identity number and no plate: the page behind `link` shows those."""

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    citizen_id = models.UUIDField()
    text_zh = models.CharField(max_length=200)
    text_en = models.CharField(max_length=400)
    link = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["citizen_id", "-at"])]
