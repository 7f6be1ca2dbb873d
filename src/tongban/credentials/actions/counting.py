"""Days that are over are counted once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max

from tongban.clock import day_of
from tongban.credentials.models import IssuedOn
from tongban.credentials.queries import count_issued

SETTLED = timedelta(days=1)  # what was issued before midnight may be committed after it


def keep_days(kind: str, *, at: datetime) -> int:
    """Keep how many were issued on each day that is over and is not kept yet, up to yesterday's yesterday; returns how
    many rows it kept. Any number of processes may do it at once."""
    last = IssuedOn.objects.filter(kind=kind).aggregate(last=Max("day"))["last"]
    found = count_issued(kind, after=last, until=day_of(at) - SETTLED - timedelta(days=1))
    IssuedOn.objects.bulk_create([IssuedOn(kind=kind, **vars(one)) for one in found], ignore_conflicts=True)
    return len(found)
