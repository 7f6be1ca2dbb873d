"""Taking down what partners say by themselves. Each call has an Idempotency-Key: the same again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tongban.errors import NotFound, Refused
from tongban.partners import answers, shapes
from tongban.partners.actions.delivering import end
from tongban.partners.actions.sending import SAID_OTHERWISE
from tongban.partners.models import Heard, Kept, Message
from tongban.partners.records import Outcome, Partner


def hear(
    *, partner: Partner, key: str, question: str, act: Callable[[], Mapping[str, Any]], at: datetime
) -> Mapping[str, Any]:
    """Do `act` once for this key and return its reply; the same question again gets the same reply without doing it.

    question: a digest of what was asked. act runs in the transaction that notes the key, so a process that is killed
    leaves neither or both. Refused("partners.other-question") when the key came with another question.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = Heard.objects.create(partner=partner, key=key, question=question, reply={}, at=at)
        except IntegrityError:
            row = Heard.objects.get(partner=partner, key=key)
            if row.question != question:
                raise Refused("partners.other-question", SAID_OTHERWISE) from None
            return dict(row.reply)
        row.reply = dict(act())
        row.save(update_fields=["reply"])
    return dict(row.reply)


def receive_news(*, partner: Partner, kind: str, key: str, body: shapes.Shape, at: datetime) -> bool:
    """Put what a partner told unasked into the line of answers; False if it is there already under this key."""
    if Kept.objects.filter(message=None, partner=partner, kind=kind, key=key).exists():
        return False
    news = shapes.NEWS_BY_NAME[partner, kind]
    with transaction.atomic():
        answers.keep_news(partner=partner, kind=kind, key=key, about=news.about(body), body=shapes.as_json(body), at=at)
    return True


def receive_answer(*, partner: Partner, pushed: shapes.AnswerPushed, at: datetime) -> bool:
    """Keep an answer that a partner gives later by its own call; False if the message was answered before.

    NotFound("partners.message") if we never asked this partner that; Malformed("partners.answer") if it is no answer to it.
    """
    with transaction.atomic():
        row = Message.objects.select_for_update().filter(pk=pushed.message, partner=partner).first()
        if row is None:
            raise NotFound("partners.message")
        body = shapes.said(shapes.kind_of(partner, row.kind), Outcome(pushed.outcome), pushed.body)
        return end(row, outcome=Outcome(pushed.outcome), body=body, at=at)
