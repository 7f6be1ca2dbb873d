"""Telling people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tongban.errors import NotFound
from tongban.notices.models import Notice
from tongban.verdicts import Text


def tell(citizen_id: UUID, text: Text, *, link: str = "", at: datetime) -> None:
    """Leave a message for this person; call it inside the transaction of what happened."""
    Notice.objects.create(citizen_id=citizen_id, text_zh=text.zh, text_en=text.en, link=link, at=at)


def open_notice(citizen_id: UUID, notice_id: UUID, *, at: datetime) -> str:
    """The person opens one message: it counts as read from now on (the first opening stays). Returns its link.

    NotFound("notice.unknown"), also for somebody else's message.
    """
    row = Notice.objects.filter(pk=notice_id, citizen_id=citizen_id).first()
    if row is None:
        raise NotFound("notice.unknown")
    Notice.objects.filter(pk=row.pk, read_at=None).update(read_at=at)
    return row.link


def mark_read(citizen_id: UUID, *, at: datetime) -> int:
    """All messages of this person count as read; returns how many were not."""
    return Notice.objects.filter(citizen_id=citizen_id, read_at=None).update(read_at=at)
