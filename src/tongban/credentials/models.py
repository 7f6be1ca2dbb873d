"""What is stored of every kind alike, with the constraints that the database itself keeps.

Ids of other packages' things are plain columns, not foreign keys: services pass identifiers (docs/operate/README.md).
"""

from __future__ import annotations

import uuid

from django.db import models

from tongban.credentials.records import LIVE, Stage
from tongban.tables.ids import in_order


class Holding(models.Model):
    """One thing of a kind that a person holds: how it stands, and its place in the entitlement lists.

    What it certifies is the service's, under the same id: this row changes often and stays narrow.
    due_on: the day from which the calendar asks for another look at one in force; None when it has no end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    citizen_id = models.UUIDField(db_index=True)
    region = models.CharField(max_length=6)
    stage = models.CharField(max_length=20, choices=[(stage.value, stage.value) for stage in Stage])
    entitlement = models.PositiveSmallIntegerField(default=0)
    entitlement_list = models.PositiveIntegerField()
    entitlement_index = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=models.Q(stage__in=[stage.value for stage in LIVE]),
                name="one_live_holding_a_subject",
            ),
            models.UniqueConstraint(fields=["entitlement_list", "entitlement_index"], name="one_entitlement_place"),
        ]
        indexes = [
            models.Index(fields=["entitlement_list"], condition=models.Q(entitlement__gt=0), name="holding_not_valid"),
            models.Index(fields=["kind", "issued_at"], name="holding_by_day"),
            models.Index(fields=["kind", "subject_id", "-issued_at"], name="holding_by_subject"),
            models.Index(fields=["kind", "due_on"], condition=models.Q(entitlement=0), name="holding_due"),
        ]


class Device(models.Model):
    """A phone that shows one holding: its public key and nothing else of it."""

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="devices")
    public_key = models.BinaryField(max_length=65)
    label = models.CharField(max_length=60, blank=True)
    added_at = models.DateTimeField()
    refreshed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    wants_refresh = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holding"], condition=models.Q(withdrawn_at=None), name="one_phone_a_holding"
            ),
        ]


class Credential(models.Model):
    """That a credential was issued: its digest and its place in the revocation list, never its body."""

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="credentials")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    list_number = models.PositiveIntegerField(null=True)
    list_index = models.PositiveIntegerField(null=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list_number", "list_index"], name="one_revocation_index"),
        ]
        indexes = [
            models.Index(
                fields=["list_number"], condition=models.Q(revoked_at__isnull=False), name="revoked_credentials"
            ),
        ]


class RetiredPlace(models.Model):
    """A place in an entitlement list whose phone was lost or replaced: revoked for ever."""

    id = models.BigAutoField(primary_key=True)
    list_number = models.PositiveIntegerField()
    list_index = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list_number", "list_index"], name="one_retired_place")]


class StatusList(models.Model):
    """A status list: how many places are taken, and which state of it was last signed and published.

    Its places are handed out by `next_sequence` through a keyed permutation (credentials facts 4): unique
    without a search, unpredictable without a race. version: grows with every change of a value in its parts; its row is
    locked before they are. strays: places whose value was not what the rows say when it was last compared.
    """

    KINDS = [("revocation", "revocation"), ("entitlement", "entitlement")]
    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12, choices=KINDS)
    number = models.PositiveIntegerField()
    next_sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=0)
    published_version = models.BigIntegerField(default=-1)
    published_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)
    strays = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="one_list_a_number")]


class ListPart(models.Model):
    """A kibibyte of a status list as it is published; one that is not there is all zeros, that is, valid.

    What the values follow are the rows of holdings, credentials and retired places: they can always be made again.
    """

    pk = models.CompositePrimaryKey("list_id", "number")
    list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    octets = models.BinaryField()


class IssuedOn(models.Model):
    """How many of a kind were issued on a day that is over, in the Chinese calendar, in a province (two digits).

    subjects: of those, the first ever about their subject. What is issued is never undone, so such a row never changes.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    day = models.DateField()
    province = models.CharField(max_length=2)
    issued = models.PositiveIntegerField()
    subjects = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "day", "province"], name="issued_once_a_day_and_province")
        ]
