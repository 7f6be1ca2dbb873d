"""Telling people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tongban.notices.models import Notice
from tongban.verdicts import Text


def tell(citizen_id: UUID, text: Text, *, link: str = "", at: datetime) -> None:
    """Leave a message for this person; call it inside the transaction of what happened."""
    Notice.objects.create(citizen_id=citizen_id, text_zh=text.zh, text_en=text.en, link=link, at=at)


def mark_read(citizen_id: UUID, *, at: datetime) -> int:
    """All messages of this person count as read; returns how many were not."""
    return Notice.objects.filter(citizen_id=citizen_id, read_at=None).update(read_at=at)
