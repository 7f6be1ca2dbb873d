"""What the service stores, with the constraints that the database itself keeps.

Ids of other packages' things are plain columns, not foreign keys: services pass identifiers, and a table
that is sharded by licence may not point at one that is not (docs/operate/README.md).
"""

from __future__ import annotations

import uuid

from django.db import models

from tongban.licences.stages import OPEN_APPLICATION, ApplicationStage
from tongban.tables.ids import in_order

BY_DIGITS = ["varchar_pattern_ops", "timestamptz_ops"]


class Application(models.Model):
    """One application for the electronic licence, with all its attempts.

    licence: the one whose photo it changes (EL-04); None when it asks for a licence. content: the SHA-256 of the
    picture that came with it, "" for the identity-card photo.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    driver_id = models.UUIDField()
    citizen_id = models.UUIDField()
    region = models.CharField(max_length=6)
    stage = models.CharField(max_length=20, choices=[(one.value, one.value) for one in ApplicationStage])
    attempt = models.PositiveSmallIntegerField(default=1)
    returned = models.PositiveSmallIntegerField(default=0)
    licence = models.ForeignKey("Licence", on_delete=models.PROTECT, related_name="photo_changes", null=True)
    photo = models.ForeignKey("Photo", on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    broken = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)
    claimed_by = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    content = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["driver_id"],
                condition=models.Q(stage__in=[stage.value for stage in OPEN_APPLICATION]),
                name="one_open_application_a_driver",
            ),
        ]
        indexes = [
            models.Index(fields=["citizen_id"]),
            models.Index(fields=["driver_id", "-submitted_at"], name="application_by_driver"),
            # Areas are asked by the digits that a region begins with: only pattern operators serve that.
            models.Index(
                fields=["region", "due_at"], opclasses=BY_DIGITS, condition=models.Q(stage="review"), name="in_review"
            ),
            models.Index(fields=["due_at", "id"], condition=models.Q(stage="review"), name="in_review_by_clock"),
            models.Index(
                fields=["region", "decided_at"],
                opclasses=BY_DIGITS,
                condition=models.Q(stage="window-only"),
                name="for_the_window",
            ),
            models.Index(
                fields=["decided_at", "region"], condition=models.Q(decided_by__isnull=False), name="reviewed_lately"
            ),
        ]


class ProposedDecision(models.Model):
    """What an officer decided on the photo of one attempt and may take back until `due_at`, when it takes effect.

    outcome: "" while it is open. Its id comes with the form, so a double click is one decision.
    """

    OUTCOMES = [("", ""), *((one, one) for one in ("carried-out", "undone", "lapsed"))]
    id = models.UUIDField(primary_key=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="proposals")
    officer_id = models.UUIDField()
    attempt = models.PositiveSmallIntegerField()
    decision = models.CharField(max_length=10)
    broken = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=OUTCOMES, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(outcome=""), name="one_open_decision_a_photo"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(outcome=""), name="open_decisions_due"),
            models.Index(fields=["officer_id", "proposed_at"], name="decisions_of"),
        ]


class Photo(models.Model):
    """A portrait that was handed in, and what the machine measured of it."""

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    driver_id = models.UUIDField(db_index=True)
    source = models.CharField(max_length=10, choices=[("identity", "identity"), ("upload", "upload")])
    jpeg = models.BinaryField()
    digest = models.CharField(max_length=64)
    findings = models.JSONField(default=list)
    taken_at = models.DateTimeField()


class Licence(models.Model):
    """What an electronic driving licence certifies; how it stands is in the holding of the same id (credentials)."""

    KIND = "driving-licence"
    id = models.UUIDField(primary_key=True, editable=False)
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="+")
    photo_changed_at = models.DateTimeField(null=True)
    certified = models.JSONField()
    register_version = models.PositiveIntegerField()
    letters = models.CharField(max_length=20)
    marks = models.JSONField(default=list)


class VehicleLicence(models.Model):
    """The same of an electronic vehicle licence (电子行驶证)."""

    KIND = "vehicle-licence"
    id = models.UUIDField(primary_key=True, editable=False)
    certified = models.JSONField()
    register_version = models.PositiveIntegerField()
    conditions = models.JSONField(default=list)
