"""The line of answers, in an order that no late commit can break.

The same way as the registers' events (tongban.registers.events says why): a row is written without `seq`, and only
rows that are already committed are numbered, one numbering at a time under the lock of the counter row.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.partners.models import AnswerCounter, Kept, Message
from tongban.partners.records import Answer, Outcome, Partner

NUMBERED_AT_ONCE = 5000


def keep(message: Message, *, outcome: Outcome, body: Mapping[str, Any], at: datetime) -> None:
    """Write how the message ended into the line; call it inside the transaction that ends the message."""
    Kept.objects.create(
        message=message,
        partner=message.partner,
        kind=message.kind,
        key=message.key,
        about=message.about,
        outcome=outcome,
        body=dict(body),
        at=at,
    )


def keep_news(*, partner: Partner, kind: str, key: str, about: str, body: Mapping[str, Any], at: datetime) -> None:
    """Write what a partner told unasked into the line; call it inside the transaction that notes the call."""
    Kept.objects.create(
        partner=partner, kind=kind, key=key, about=about, outcome=Outcome.ANSWERED, body=dict(body), at=at
    )


def after(cursor: int, limit: int) -> list[Answer]:
    """At most `limit` answers with seq > cursor, in order."""
    number()
    return [_answer(row) for row in Kept.objects.filter(seq__gt=cursor).order_by("seq")[:limit]]


def number() -> int:
    """Give the next numbers to committed rows that have none yet; returns how many it numbered."""
    waiting = Kept.objects.filter(seq__isnull=True)
    if not waiting.exists():
        return 0
    with transaction.atomic():
        AnswerCounter.objects.get_or_create(id=1)
        counter = AnswerCounter.objects.select_for_update().get(id=1)
        rows = list(waiting.order_by("id").only("id", "seq")[:NUMBERED_AT_ONCE])
        for row in rows:
            counter.last += 1
            row.seq = counter.last
        Kept.objects.bulk_update(rows, ["seq"], batch_size=500)
        counter.save(update_fields=["last"])
    return len(rows)


def _answer(row: Kept) -> Answer:
    assert row.seq is not None
    return Answer(
        seq=row.seq,
        partner=Partner(row.partner),
        kind=row.kind,
        key=row.key,
        about=row.about,
        outcome=Outcome(row.outcome),
        body=row.body,
        at=row.at,
    )
