"""Reading a person's messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongban.notices.models import Notice
from tongban.verdicts import Text


@dataclass(frozen=True)
class NoticeRecord:
    """A message as shown: `is_read` once its page was opened."""

    id: UUID
    text: Text
    link: str
    at: datetime
    is_read: bool


def notices(citizen_id: UUID, *, limit: int = 20, skip: int = 0, is_unread_only: bool = False) -> list[NoticeRecord]:
    """The messages of this person, newest first: `limit` of them after the first `skip`."""
    found = Notice.objects.filter(citizen_id=citizen_id, **({"read_at": None} if is_unread_only else {}))
    rows = found.order_by("-at", "pk")[skip : skip + limit]
    return [
        NoticeRecord(row.id, Text(row.text_zh, row.text_en), row.link, row.at, row.read_at is not None) for row in rows
    ]


def count(citizen_id: UUID) -> int:
    """How many messages there are, read and unread."""
    return Notice.objects.filter(citizen_id=citizen_id).count()


def unread_count(citizen_id: UUID) -> int:
    """How many messages were not opened yet."""
    return Notice.objects.filter(citizen_id=citizen_id, read_at=None).count()
