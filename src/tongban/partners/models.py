"""What is stored, with the constraints that the database itself keeps.

Nothing points from here to another package: whoever sends names their case in `about` as text.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongban.partners.records import DealerKind, Outcome, Partner
from tongban.tables.ids import in_order

PARTNERS = [(partner.value, partner.value) for partner in Partner]
OUTCOMES = [(outcome.value, outcome.value) for outcome in Outcome]


class Message(models.Model):
    """Something to say to a partner; its id is the Idempotency-Key of every try.

    body: the exact text that is sent each time, "" once it was forgotten; digest: its SHA-256, which stays. outcome: ""
    while it waits. next_try_at: not before then; while a process calls, the end of its lease. claim: which call holds
    it. repeated: how often an answer came once more.
    """

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    partner = models.CharField(max_length=10, choices=PARTNERS)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    about = models.CharField(max_length=100, blank=True)
    body = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True)
    sent_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    give_up_at = models.DateTimeField()
    claim = models.UUIDField(null=True)
    tries = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)
    repeated = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["partner", "next_try_at"], name="message_due", condition=Q(outcome="")),
            models.Index(fields=["give_up_at"], name="message_to_give_up", condition=Q(outcome="")),
            models.Index(fields=["about"], name="message_by_about"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "kind", "key"], name="message_once_by_key"),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(claim__isnull=True), name="message_ended_is_not_claimed"
            ),
            models.CheckConstraint(condition=Q(give_up_at__gte=F("sent_at")), name="message_given_up_after_sent"),
        ]


class Kept(models.Model):
    """One answer as it is handed out; `seq` is given only once it is committed (answers.py).

    message is null for what a partner told unasked. is_forgotten: the body was emptied after `keep_days`.
    """

    id = models.BigAutoField(primary_key=True)
    seq = models.BigIntegerField(null=True, unique=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="answers")
    partner = models.CharField(max_length=10, choices=PARTNERS)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    about = models.CharField(max_length=100, blank=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    body = models.JSONField()
    is_forgotten = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at"], name="partner_answer_remembered", condition=Q(is_forgotten=False)),
            models.Index(fields=["id"], name="partner_answer_unnumbered", condition=Q(seq__isnull=True)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message"], condition=~Q(outcome=Outcome.FAILED), name="partner_answer_once_a_message"
            ),
            models.UniqueConstraint(
                fields=["partner", "kind", "key"], condition=Q(message__isnull=True), name="partner_news_once_by_key"
            ),
        ]


class Circuit(models.Model):
    """How it goes with one partner: failures in a row, and until when it is left alone."""

    partner = models.CharField(max_length=10, choices=PARTNERS, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    shut_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=60, blank=True)
    last_answer_at = models.DateTimeField(null=True)


class Heard(models.Model):
    """A call of a partner to us that was done, by its Idempotency-Key: the same again gets the same reply."""

    partner = models.CharField(max_length=10, choices=PARTNERS)
    key = models.CharField(max_length=100)
    question = models.CharField(max_length=64)
    reply = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="partner_call_by_time")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["partner", "key"], name="partner_call_once_by_key")]


class Dealer(models.Model):
    """An enterprise filed with commerce. as_of: the moment of the list that said so; an older list changes nothing."""

    credit_code = models.CharField(max_length=18, primary_key=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in DealerKind])
    address = models.CharField(max_length=200)
    prefecture = models.CharField(max_length=6)
    filed_from = models.DateField()
    filed_until = models.DateField(null=True)
    as_of = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["prefecture", "name"], name="dealer_by_prefecture")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(filed_until__isnull=True) | Q(filed_until__gte=F("filed_from")),
                name="dealer_filed_in_order",
            ),
        ]
