"""Checks as records: who looked at what, how it came out. Erased of personal data after the retention time."""

from __future__ import annotations

from django.db import models

from tongban.tables.ids import in_order


class Check(models.Model):
    """One check. `id` is made by the officer's phone, so that the same check sent twice is one."""

    HOWS = [("code", "code"), ("number", "number"), ("offline", "offline"), ("plate", "plate")]
    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    officer_id = models.UUIDField()
    office = models.CharField(max_length=12)
    how = models.CharField(max_length=8, choices=HOWS)
    driver_id = models.UUIDField(null=True)
    licence_id = models.UUIDField(null=True)
    vehicle_id = models.UUIDField(null=True)
    vehicle_licence_id = models.UUIDField(null=True)
    proof_id = models.CharField(max_length=64, null=True)
    word = models.CharField(max_length=12)
    offline_word = models.CharField(max_length=12, blank=True)
    report = models.JSONField(default=list)
    shown = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    status_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proof_id"], condition=models.Q(proof_id__isnull=False), name="one_check_a_proof"
            ),
        ]
        indexes = [models.Index(fields=["officer_id", "-checked_at"]), models.Index(fields=["checked_at"])]
