"""What is stored of every dossier alike, with the constraints that the database itself keeps.

`custody_one_office` carries the promise: the primary key of Custody is the dossier and its office may not be null, so at
every moment exactly one office holds it; a move is one UPDATE of that row.

subject_id: what the dossier is about (a vehicle, a crash); it names the dossier. matter_id: the case of a service for
which it moves. Both are other packages' and plain columns, not foreign keys (docs/operate/README.md).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tongban.tables.ids import in_order


class Custody(models.Model):
    """Which office holds a dossier: one row each, never without an office. moves: how often it went."""

    subject_id = models.UUIDField(primary_key=True)
    office = models.CharField(max_length=12)
    since = models.DateTimeField()
    moves = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(office=""), name="custody_one_office")]
        indexes = [models.Index(fields=["office"], name="custody_by_office")]


class FileMove(models.Model):
    """A dossier on its way, and afterwards the proof of it. received_at None: sealed, not yet received.

    sent_entry, received_entry: the journal's ids of what was sent and what was received, for the proof.
    """

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    subject_id = models.UUIDField()
    sequence = models.PositiveIntegerField()
    matter_id = models.UUIDField()
    from_office = models.CharField(max_length=12)
    to_office = models.CharField(max_length=12)
    is_back = models.BooleanField(default=False)
    manifest = models.BinaryField()
    manifest_digest = models.CharField(max_length=64)
    seal = models.TextField()
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=60)
    sent_entry = models.UUIDField()
    received_at = models.DateTimeField(null=True)
    received_entry = models.UUIDField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "sequence"], condition=Q(voided_at=None), name="one_file_move_a_place"
            ),
            models.UniqueConstraint(
                fields=["subject_id"],
                condition=Q(received_at=None, voided_at=None),
                name="one_file_on_its_way_a_vehicle",
            ),
            models.CheckConstraint(condition=~Q(from_office=F("to_office")), name="file_moves_elsewhere"),
            models.CheckConstraint(
                condition=Q(received_at=None, received_entry=None)
                | Q(received_at__isnull=False, received_entry__isnull=False),
                name="file_received_with_its_entry",
            ),
        ]
        indexes = [models.Index(fields=["matter_id"], name="file_move_by_matter")]


class FilePage(models.Model):
    """A page of a dossier, by the SHA-256 of its content (package documents). A replaced page stays."""

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    subject_id = models.UUIDField()
    item = models.CharField(max_length=30)
    number = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    origin = models.CharField(max_length=12)
    signer = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "item", "number"], condition=Q(replaced_at=None), name="one_live_page_a_place"
            ),
        ]


class PageReturn(models.Model):
    """A page that the destination asked for again, and whether it has come."""

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    matter_id = models.UUIDField()
    item = models.CharField(max_length=30)
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=2)
    text = models.CharField(max_length=200, blank=True)
    by = models.UUIDField()
    at = models.DateTimeField()
    repaired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter_id", "item", "number"], condition=Q(repaired_at=None), name="one_open_return_a_page"
            ),
        ]
        indexes = [models.Index(fields=["matter_id"], name="page_return_by_matter")]
