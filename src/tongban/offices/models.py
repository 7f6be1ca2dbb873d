"""What is stored about offices, officers and rollouts, with the constraints that the database itself keeps."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongban.offices.records import Duty, OfficeKind


class Office(models.Model):
    """A 管理部门 by its 12-digit code. Closed offices stay: old licences name them."""

    code = models.CharField(max_length=12, primary_key=True)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200)
    region = models.CharField(max_length=6, db_index=True)
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in OfficeKind])
    is_open = models.BooleanField(default=True)


class Officer(models.Model):
    """A person in office. The identity number is kept as a keyed digest only, for recusal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField("people.Account", on_delete=models.PROTECT, related_name="officer")
    name = models.CharField(max_length=100)
    number = models.CharField(max_length=20, unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="officers")
    identity_digest = models.CharField(max_length=64, blank=True, default="")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["identity_digest"],
                condition=Q(is_active=True) & ~Q(identity_digest=""),
                name="one_officer_a_person",
            ),
        ]


class DutyGrant(models.Model):
    """One duty of one officer: where and for how long. Withdrawn, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="grants")
    duty = models.CharField(max_length=32, choices=[(duty.value, duty.value) for duty in Duty])
    region_prefix = models.CharField(max_length=6, blank=True)
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["officer", "duty", "region_prefix"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_grant_of_a_duty",
            ),
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(from_day__lte=F("until_day")), name="grant_has_a_term"
            ),
        ]


class Kin(models.Model):
    """A relative whom an officer has declared: a keyed digest and the relation, nothing else."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="kin")
    identity_digest = models.CharField(max_length=64)
    relation = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["officer", "identity_digest"], name="one_declaration_of_kin"),
        ]


class Rollout(models.Model):
    """A service is open in the regions under a prefix from one day to another (both included)."""

    service = models.CharField(max_length=40)
    region_prefix = models.CharField(max_length=6, blank=True)
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "region_prefix"], name="one_rollout_of_a_region"),
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(from_day__lte=F("until_day")), name="rollout_has_a_term"
            ),
        ]


class LookAlarm(models.Model):
    """An officer looked people up more often than a limit of the table has it. One a day for officer and limit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="look_alarms")
    limit = models.CharField(max_length=40)
    day = models.DateField()
    raised_at = models.DateTimeField()
    seen_by = models.CharField(max_length=60, blank=True, default="")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["officer", "limit", "day"], name="one_look_alarm_a_day"),
        ]
        indexes: ClassVar = [models.Index(fields=["seen_at", "-raised_at"], name="offices_unseen_alarms")]
