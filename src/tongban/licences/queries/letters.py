"""What the followers of this service have set aside, for the operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tongban.licences.models import DeadLetter


@dataclass(frozen=True)
class SetAside:
    """An item of a line of work that failed so often, with the code or the name of the last error."""

    line: str
    item: str
    tries: int
    error: str
    first_at: datetime
    last_at: datetime
    is_dead: bool


def dead_letters() -> list[SetAside]:
    """Everything that is set aside, dead or to be tried again, the oldest first."""
    return [
        SetAside(row.line, row.item, row.tries, row.error, row.first_at, row.last_at, row.is_dead)
        for row in DeadLetter.objects.order_by("first_at", "pk")
    ]
