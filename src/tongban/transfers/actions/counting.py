"""The offices' times, counted for all visitors."""

from __future__ import annotations

from datetime import datetime

from tongban.transfers.models import CountedTimes
from tongban.transfers.queries import times


def count_times(*, at: datetime) -> int:
    """Count the times anew for all visitors; a step of the `work` command. Returns how many offices have any."""
    found = times.count(at=at)
    CountedTimes.objects.update_or_create(id=1, defaults={"times": times.as_json(found), "at": at})
    return len(found.offices)
