"""What the service stores, with the constraints that the database itself keeps.

Ids of other packages' things are plain columns, not foreign keys: services pass identifiers, and a table
that is sharded by licence may not point at one that is not (docs/operate/README.md).
"""

from __future__ import annotations

import uuid

from django.db import models

from tongban.licences.stages import LIVE_LICENCE, OPEN_APPLICATION, ApplicationStage, LicenceStage


def choices(stages: type[ApplicationStage] | type[LicenceStage]) -> list[tuple[str, str]]:
    """A table of stages as Django's choices."""
    return [(stage.value, stage.value) for stage in stages]


class Application(models.Model):
    """One application for the electronic licence, with all its attempts.

    licence: the one whose photo it changes (EL-04); None when it asks for a licence. content: the SHA-256 of the
    picture that came with it, "" for the identity-card photo.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    driver_id = models.UUIDField()
    citizen_id = models.UUIDField()
    region = models.CharField(max_length=6)
    stage = models.CharField(max_length=20, choices=choices(ApplicationStage))
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
            models.Index(fields=["stage", "due_at"]),
            models.Index(fields=["citizen_id"]),
            models.Index(fields=["driver_id", "-submitted_at"], name="application_by_driver"),
            models.Index(fields=["stage", "region", "due_at"], name="application_by_region"),
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

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    driver_id = models.UUIDField(db_index=True)
    source = models.CharField(max_length=10, choices=[("identity", "identity"), ("upload", "upload")])
    jpeg = models.BinaryField()
    digest = models.CharField(max_length=64)
    findings = models.JSONField(default=list)
    taken_at = models.DateTimeField()


class Licence(models.Model):
    """An electronic licence: what was certified, how it stands, and its place in the entitlement list.

    due_on: the day from which the calendar asks for another look at a licence in force; None when it has no end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    driver_id = models.UUIDField()
    citizen_id = models.UUIDField(db_index=True)
    region = models.CharField(max_length=6)
    stage = models.CharField(max_length=20, choices=choices(LicenceStage))
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="+")
    photo_changed_at = models.DateTimeField(null=True)
    certified = models.JSONField()
    register_version = models.PositiveIntegerField()
    letters = models.CharField(max_length=20)
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
                fields=["driver_id"],
                condition=models.Q(stage__in=[stage.value for stage in LIVE_LICENCE]),
                name="one_live_licence_a_driver",
            ),
            models.UniqueConstraint(fields=["entitlement_list", "entitlement_index"], name="one_entitlement_index"),
        ]
        indexes = [
            models.Index(fields=["entitlement_list"], condition=models.Q(entitlement__gt=0), name="entitled_not"),
            models.Index(fields=["issued_at"]),
            models.Index(fields=["driver_id", "-issued_at"], name="licence_by_driver"),
            models.Index(fields=["due_on"], condition=models.Q(entitlement=0), name="licence_due"),
        ]


class VehicleLicence(models.Model):
    """An electronic vehicle licence (电子行驶证): what was certified, how it stands, its place in the entitlement list.

    It follows the table of stages of the driving licence. citizen_id: who received it, the owner at that time.
    due_on: the day from which the calendar asks for another look, while it is in force.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vehicle_id = models.UUIDField()
    citizen_id = models.UUIDField(db_index=True)
    region = models.CharField(max_length=6)
    stage = models.CharField(max_length=20, choices=choices(LicenceStage))
    certified = models.JSONField()
    register_version = models.PositiveIntegerField()
    conditions = models.JSONField(default=list)
    entitlement = models.PositiveSmallIntegerField(default=0)
    entitlement_list = models.PositiveIntegerField()
    entitlement_index = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle_id"],
                condition=models.Q(stage__in=[stage.value for stage in LIVE_LICENCE]),
                name="one_live_licence_a_vehicle",
            ),
            models.UniqueConstraint(fields=["entitlement_list", "entitlement_index"], name="one_vehicle_index"),
        ]
        indexes = [
            models.Index(
                fields=["entitlement_list"], condition=models.Q(entitlement__gt=0), name="vehicle_entitled_not"
            ),
            models.Index(fields=["vehicle_id", "-issued_at"], name="licence_by_vehicle"),
            models.Index(fields=["due_on"], condition=models.Q(entitlement=0), name="vehicle_licence_due"),
        ]


def of_one_licence(name: str) -> models.CheckConstraint:
    """A row belongs to a driving licence or to a vehicle licence, never to both or neither."""
    one, other = models.Q(licence=None), models.Q(vehicle_licence=None)
    return models.CheckConstraint(condition=(one & ~other) | (~one & other), name=name)


class Device(models.Model):
    """A phone that holds credentials of one licence: its public key and nothing else of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="devices", null=True)
    vehicle_licence = models.ForeignKey(VehicleLicence, on_delete=models.PROTECT, related_name="devices", null=True)
    public_key = models.BinaryField(max_length=65)
    label = models.CharField(max_length=60, blank=True)
    added_at = models.DateTimeField()
    refreshed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    wants_refresh = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["licence"], condition=models.Q(withdrawn_at=None), name="one_phone_a_licence"
            ),
            models.UniqueConstraint(
                fields=["vehicle_licence"], condition=models.Q(withdrawn_at=None), name="one_phone_a_vehicle_licence"
            ),
            of_one_licence("device_of_one_licence"),
        ]


class Credential(models.Model):
    """That a credential was issued: its digest and its place in the revocation list, never its body."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="credentials", null=True)
    vehicle_licence = models.ForeignKey(VehicleLicence, on_delete=models.PROTECT, related_name="credentials", null=True)
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
            of_one_licence("credential_of_one_licence"),
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
    without a search, unpredictable without a race. Values are never stored here but read from the rows.
    """

    KINDS = [("revocation", "revocation"), ("entitlement", "entitlement")]
    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12, choices=KINDS)
    number = models.PositiveIntegerField()
    next_sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=0)
    published_version = models.BigIntegerField(default=-1)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="one_list_a_number")]
