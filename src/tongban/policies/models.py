"""What is stored of a policy, with the constraints that the database itself keeps. No row is ever deleted."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Policy(models.Model):
    """A rule of a place, dated; in force only once another officer has approved it.

    says: the record of its kind as JSON, without its place and days: those are columns, and the last day may come later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    place = models.CharField(max_length=6)
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    says = models.JSONField()
    author = models.UUIDField()
    drafted_at = models.DateTimeField()
    approver = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(approver=None) | ~Q(approver=F("author")), name="policy_two_people"),
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gte=F("from_day")), name="policy_days_in_order"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["place", "from_day"], name="policy_by_place")]
