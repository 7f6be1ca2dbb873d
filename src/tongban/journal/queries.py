"""Reading the journal."""

from __future__ import annotations

import json

from tongban.journal.models import Entry
from tongban.journal.records import Recorded


def history(about: str, limit: int = 100) -> list[Recorded]:
    """What was recorded about this internal key ("licence:<uuid>"), newest first, at most `limit`."""
    rows = Entry.objects.filter(about__key=about).select_related("details").order_by("-number")[:limit]
    return [_recorded(row) for row in rows]


def _recorded(row: Entry) -> Recorded:
    if not hasattr(row, "details"):
        return Recorded(id=row.id, tag=row.tag, at=row.at, by="", details={}, index=row.index, is_erased=True)
    body = json.loads(row.details.body)
    return Recorded(id=row.id, tag=row.tag, at=row.at, by=row.details.by, details=body["details"], index=row.index)
