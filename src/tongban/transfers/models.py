"""What the service stores, with the constraints that the database itself keeps.

One of them carries the promise of the service (who holds a vehicle's file is the matter of dossiers, who has a plate number
that of registers): `one_open_transfer_a_vehicle`, so that two buyers, two cases or a double click cannot both begin.

Ids of other packages' things are plain columns (docs/operate/README.md); everything here is sharded by the vehicle,
but for what is held before there is a case (HeldPermit), by its person.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.query_utils import DeferredAttribute

from tongban.cases import rows
from tongban.tables.ids import in_order
from tongban.transfers.rules import terms
from tongban.transfers.stages import ENDED, OPEN, WITHOUT, Ground, Silence, Stage, Way

if TYPE_CHECKING:
    _JSONField = models.JSONField[terms.Deal, terms.Deal]
else:
    _JSONField = models.JSONField


def choices(values: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """An enumeration as Django's choices."""
    return [(value.value, value.value) for value in values]


class _DealOfARow(DeferredAttribute):
    """Read when it is asked for and not with the row: one row that cannot be read hides no other in a list."""

    def __get__(self, instance: models.Model | None, owner: Any = None) -> Any:
        if instance is None:
            return self
        found = super().__get__(instance, owner)
        if not isinstance(found, terms.Deal):
            found = instance.__dict__[self.field.attname] = terms.from_json(found)
        return found

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class DealField(_JSONField):
    """A Deal of the rules (rules/terms.py) in a column of JSON; to migrations it is that column."""

    descriptor_class = _DealOfARow

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, given, named = super().deconstruct()
        return name, "django.db.models.JSONField", given, named

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002 - Django's form
        return model_instance.__dict__[self.attname]

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        document = terms.to_json(value) if isinstance(value, terms.Deal) else value
        return super().get_db_prep_value(document, connection, prepared)


RUNNING, OVER = Q(stage__in=[stage.value for stage in OPEN]), Q(stage__in=[stage.value for stage in ENDED])
"""As the queues ask: a second column that says the same would be taken for a second condition, and few rows expected."""
BY_DIGITS = ["varchar_pattern_ops", "timestamptz_ops"]


class Transfer(rows.Case):
    """One case.

    `deal`, `precheck` and `decision` are JSON of the rules' own records, so that a decision can be replayed with
    the facts and the day it was made under. accepted_at: 受理, when the papers were complete and the car was shown, or the
    day it came where the office said nothing; decide_by: until when the law wants the decision. accepted_by: who found
    the papers complete.
    """

    way = models.CharField(max_length=14, choices=choices(Way))
    ground = models.CharField(max_length=8, choices=choices(Ground))
    stage = models.CharField(max_length=20, choices=choices(Stage))

    vehicle_id = models.UUIDField()
    plate_kind = models.CharField(max_length=2)
    plate = models.CharField(max_length=12)
    vin = models.CharField(max_length=17)
    origin = models.CharField(max_length=12)
    destination = models.CharField(max_length=12)

    seller_id = models.UUIDField(null=True)
    buyer_id = models.UUIDField(null=True)
    buyer_credit_code = models.CharField(max_length=18, blank=True)
    agent_id = models.UUIDField(null=True)
    entered_by = models.UUIDField(null=True)
    dealer = models.CharField(max_length=18, blank=True)
    deal = DealField(default=dict)
    deal_number = models.CharField(max_length=40, blank=True)
    invoice = models.JSONField(null=True)
    invoice_key = models.CharField(max_length=40, null=True, blank=True)
    invoice_broken = models.JSONField(null=True)  # None = tax has not answered yet, [] = in order
    mortgagee_agreed_at = models.DateTimeField(null=True)

    seller_by = models.DateTimeField()
    seller_confirmed_at = models.DateTimeField(null=True)
    buyer_applied_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    decide_by = models.DateTimeField(null=True)
    told_late_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    accepted_by = models.UUIDField(null=True)
    checked_by = models.UUIDField(null=True)
    inspected_by = models.UUIDField(null=True)
    reviewed_by = models.UUIDField(null=True)
    issued_by = models.UUIDField(null=True)

    correction = models.CharField(max_length=300, blank=True)
    precheck = models.JSONField(default=dict)
    silence = models.CharField(max_length=14, default="", db_default="", blank=True, choices=choices(Silence))
    held = models.JSONField(default=list)
    onsite_since = models.DateTimeField(null=True)
    onsite_codes = models.JSONField(default=list)
    onsite_cleared_at = models.DateTimeField(null=True)
    decision = models.JSONField(null=True)
    new_plate_kind = models.CharField(max_length=2, blank=True)
    new_plate = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle_id"],
                condition=RUNNING,
                name="one_open_transfer_a_vehicle",
            ),
            models.UniqueConstraint(
                fields=["invoice_key"],
                condition=~Q(stage__in=[*WITHOUT]),
                name="one_transfer_an_invoice",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | (~Q(reviewed_by=F("accepted_by")) & ~Q(reviewed_by=F("inspected_by"))),
                name="reviewer_is_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(inspected_by=None) | Q(accepted_by=None) | ~Q(inspected_by=F("accepted_by")),
                name="inspector_is_not_acceptor",
            ),
        ]
        indexes = [
            # Areas are asked by the digits that an office's code begins with: only pattern operators serve that.
            *(
                models.Index(
                    fields=[end, moment], opclasses=BY_DIGITS, condition=condition, name=f"transfer_{name}_{end}"
                )
                for end in ("origin", "destination")
                for name, moment, condition in (("open", "due_at", RUNNING), ("ended", "ended_at", OVER))
            ),
            models.Index(fields=["due_at", "stage_since", "id"], condition=RUNNING, name="transfer_open_by_clock"),
            models.Index(fields=["decided_at"], condition=Q(stage=Stage.REFUSED.value), name="transfer_refused_lately"),
            models.Index(fields=["ended_at"], condition=OVER, name="transfer_ended_lately"),
            models.Index(fields=["stage", "due_at"], condition=RUNNING, name="transfer_by_clock"),
            models.Index(fields=["stage", "looked_at", "stage_since"], condition=RUNNING, name="transfer_by_look"),
            models.Index(
                fields=["decide_by"],
                condition=Q(decided_at=None) & Q(told_late_at=None) & Q(decide_by__isnull=False),
                name="transfer_decision_late",
            ),
            models.Index(fields=["buyer_id"], name="transfer_by_buyer"),
            models.Index(fields=["seller_id"], name="transfer_by_seller"),
            models.Index(fields=["agent_id"], condition=Q(agent_id__isnull=False), name="transfer_by_agent"),
            models.Index(fields=["entered_by"], condition=Q(entered_by__isnull=False), name="transfer_by_clerk"),
            models.Index(fields=["dealer", "-created_at"], condition=~Q(dealer=""), name="transfer_by_dealer"),
            models.Index(fields=["created_at"], name="transfer_by_creation"),
            models.Index(fields=["vehicle_id"], name="transfer_by_vehicle"),
            models.Index(fields=["invoice_key"], condition=Q(invoice_key__isnull=False), name="transfer_by_invoice"),
        ]


class JointOwner(models.Model):
    """Somebody who owns a case's vehicle with others, known by the digest of the identity number alone: no list or count
    shows an officer a case of their own or a relative's. As the register had them at the case's beginning and has them
    since (`hold`)."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="joint_owners")
    identity_digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["transfer", "identity_digest"], name="one_joint_owner_a_transfer")
        ]
        indexes: ClassVar = [models.Index(fields=["identity_digest"], name="joint_owner_by_identity")]


class Act(rows.Act):
    """An act on a transfer."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="acts")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["by", "at"], name="act_by_whom_and_when"),
            models.Index(fields=["move", "at"], name="act_by_move"),
        ]


class CountedTimes(models.Model):
    """The offices' times as they were last counted: one row, which every visitor reads (queries/times.py)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    times = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="transfer_times_counted_only_once")]


class RegisteredOn(models.Model):
    """How many vehicles were registered on a day that is over, in the Chinese calendar. Such a row never changes."""

    day = models.DateField(primary_key=True)
    vehicles = models.PositiveIntegerField()


class CaseNumber(rows.CaseNumber):
    """The next number of a transfer."""


class Consent(models.Model):
    """An owner's leave to ask about the vehicle. The code itself is not kept, only its keyed digest."""

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    vehicle_id = models.UUIDField()
    owner_id = models.UUIDField()
    code_digest = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle_id"], condition=Q(withdrawn_at=None), name="one_live_consent_a_vehicle"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["vehicle_id"], name="consent_by_vehicle")]


class HeldPermit(models.Model):
    """A residence permit that a buyer handed in before there is a case, for a city; sharded by the person.

    The page is held here alone and no longer than it serves: emptied once a case there carries it or a newer one came,
    and the row is deleted at its end. What stays till then is the key and the keyed digest of what was said with it.
    """

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    citizen_id = models.UUIDField()
    key = models.CharField(max_length=80)
    said = models.CharField(max_length=64)
    city = models.CharField(max_length=6)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()
    handed_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["citizen_id", "key"], name="one_permit_a_key")]
        indexes: ClassVar = [models.Index(fields=["until"], name="held_permit_by_end")]


class ConsentGuess(models.Model):
    """How often one person has typed a wrong code for a consent; others are not touched by it."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="guesses")
    citizen_id = models.UUIDField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "citizen_id"], name="one_count_a_guesser"),
        ]


class Alert(models.Model):
    """Somebody asked about a vehicle that is stolen or suspected, for supervisors and auditors of both regions.

    office: of the vehicle; destination: the office that was asked about; codes: of the rules; entry: the journal's id.
    Who asked stands in neither. Nothing that a citizen can open may say that there is one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vehicle_id = models.UUIDField()
    plate_kind = models.CharField(max_length=2)
    plate = models.CharField(max_length=12)
    office = models.CharField(max_length=12)
    destination = models.CharField(max_length=12)
    codes = models.JSONField()
    entry = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at", "id"], name="alert_by_moment")]


class Urging(models.Model):
    """A supervisor's word to a late origin, signed by name: at most one a case and day."""

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="urgings")
    officer = models.UUIDField()
    text = models.CharField(max_length=200)
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transfer", "day"], name="one_urging_a_case_and_day")]


class TemporaryPlate(models.Model):
    """A temporary plate: fifteen, thirty or more days, holidays included (Article 92)."""

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="temporary_plates")
    number = models.CharField(max_length=12, unique=True)
    purpose = models.CharField(max_length=20)
    from_day = models.DateField()
    until_day = models.DateField()
    void_from = models.DateField(null=True)


class SalePrice(models.Model):
    """What a car was sold for when it was registered here: from these the market price of its like is told. No person
    and no vehicle stands in it."""

    transfer_id = models.UUIDField(primary_key=True)
    model = models.CharField(max_length=60)
    registered_year = models.PositiveSmallIntegerField()
    price_fen = models.BigIntegerField()
    on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["model", "registered_year", "-on"], name="sale_price_of_the_like")]
