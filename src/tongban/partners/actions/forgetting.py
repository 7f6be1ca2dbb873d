"""Forgetting the words of messages that ended: they are about people and have done their work (个人信息保护法 Article 19)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from tongban.partners.models import Heard, Kept, Message
from tongban.partners.profile import profile
from tongban.partners.records import Outcome


def forget(*, at: datetime, limit: int = 1000) -> int:
    """Empty messages and answers that ended longer ago than `keep_days`; returns how many answers.

    What stays: that something of this kind was sent under this key, its digest, how it ended and when. A message that
    was given up keeps its words, so that it can be tried again. Calls of partners are forgotten whole: their signatures
    went stale long before.
    """
    before = at - timedelta(days=profile().keep_days)
    with transaction.atomic():
        old = Kept.objects.filter(at__lt=before, is_forgotten=False, seq__isnull=False)
        rows = list(old.values_list("pk", "message_id")[:limit])
        ended = [message_id for _, message_id in rows if message_id is not None]
        Message.objects.filter(pk__in=ended).exclude(outcome__in=("", Outcome.FAILED)).update(body="")
        Kept.objects.filter(pk__in=[pk for pk, _ in rows]).update(body={}, is_forgotten=True)
        Heard.objects.filter(at__lt=before).delete()
    return len(rows)
