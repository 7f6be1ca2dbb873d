"""What is stored of an inspection. Ids of other packages' things are plain columns."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tongban.tables.ids import in_order


class Inspection(models.Model):
    """An inspector's form with its photos: what was found for a matter, by whom, where."""

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    matter_id = models.UUIDField()
    attempt = models.PositiveSmallIntegerField()
    office = models.CharField(max_length=12)
    inspector = models.UUIDField()
    form = models.JSONField()
    photos = models.JSONField(default=dict)  # code -> SHA-256
    mileage_km = models.PositiveIntegerField()
    is_passed = models.BooleanField()
    failed = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter_id", "attempt"], name="one_inspection_an_attempt")
        ]
