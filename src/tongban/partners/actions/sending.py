"""Saying something to a partner: one row in the caller's own transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from tongban.errors import Malformed, Refused
from tongban.partners import shapes
from tongban.partners.models import Message
from tongban.partners.profile import profile
from tongban.partners.records import Partner
from tongban.verdicts import Reason, Text, Verdict

LONGEST_REFERENCE = 100
SAID_OTHERWISE = Verdict.of(
    [
        Reason(
            code="PARTNER-01",
            article="",
            what=Text(
                zh="同一编号的消息已经发出，内容不同。",
                en="Something else was already sent to the partner under this key.",
            ),
            remedy=Text(zh="内容变了，请换一个编号。", en="Send what has changed under a key of its own."),
        )
    ]
)


def send(*, partner: Partner, kind: str, key: str, body: Mapping[str, Any], about: str, at: datetime) -> UUID:
    """Say something to a partner: writes one row in the caller's transaction and calls nobody. Returns its id.

    key: the caller's own, stable for this very message, e.g. "T2026-000123:invoice:1"; the same again is the same
    message. about: what `outstanding` is asked for, e.g. "transfer:T2026-000123". Neither holds personal data.
    Raises Malformed("partners.kind", "partners.body" or "partners.key"), Refused("partners.other-body") when
    another body went under this key.
    """
    for text in (key, about):
        if not 1 <= len(text) <= LONGEST_REFERENCE:
            raise Malformed("partners.key", f"expected a key and an about of 1 to {LONGEST_REFERENCE} characters")
    text = msgspec.json.encode(shapes.asked(shapes.kind_of(partner, kind), body), order="deterministic").decode()
    digest = hashlib.sha256(text.encode()).hexdigest()
    named = {"partner": partner, "kind": kind, "key": key}
    row = Message.objects.filter(**named).first()
    if row is None:
        until = at + profile().give_up_after
        try:
            with transaction.atomic():
                return Message.objects.create(
                    **named, about=about, body=text, digest=digest, sent_at=at, next_try_at=at, give_up_at=until
                ).id
        except IntegrityError:  # another process said it in this very moment
            row = Message.objects.get(**named)
    if row.digest != digest:
        raise Refused("partners.other-body", SAID_OTHERWISE)
    return row.id
