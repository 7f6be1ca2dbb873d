"""The line of answers that the services follow (followers/lines.py says how it is kept in order)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.followers import lines
from tongban.partners.models import Kept, Message
from tongban.partners.records import Answer, Outcome, Partner


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
    return [_answer(row) for row in lines.after(Kept, cursor, limit)]


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
