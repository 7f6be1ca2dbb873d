"""The offices' times, counted for all visitors, and days that are over, counted once."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Max

from tongban.clock import CHINA, day_of
from tongban.transfers.models import CountedTimes, RegisteredOn
from tongban.transfers.queries import times
from tongban.transfers.queries.national import count_registered


def count_times(*, at: datetime) -> int:
    """Count the times anew for all visitors; a step of the `work` command. Returns how many offices have any."""
    keep_days(at=at)
    found = times.count(at=at)
    CountedTimes.objects.update_or_create(id=1, defaults={"times": times.as_json(found), "at": at})
    return len(found.offices)


def keep_days(*, at: datetime) -> int:
    """Keep how many vehicles were registered on each day that is over and is not kept yet, up to yesterday's yesterday,
    since an act of before midnight may be committed after it; returns how many days it kept."""
    last = RegisteredOn.objects.aggregate(last=Max("day"))["last"]
    until = datetime.combine(day_of(at) - timedelta(days=1), time.min, CHINA) - timedelta(microseconds=1)
    found = count_registered(after=last, until=until)
    RegisteredOn.objects.bulk_create(
        [RegisteredOn(day=day, vehicles=n) for day, n in found.items()], ignore_conflicts=True
    )
    return len(found)
