"""The only place that asks what time it is.

Views, jobs and commands call `now()`; everything below them gets `at=` (a moment, UTC) or `on=` (a day in
China). The demo and the tests may shift the clock by an offset, which production refuses.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment in UTC, shifted by TONGBAN_CLOCK_OFFSET seconds when that is set (tests and demo only)."""
    offset = os.environ.get("TONGBAN_CLOCK_OFFSET")
    return datetime.now(UTC) if offset is None else datetime.now(UTC) + timedelta(seconds=float(offset))


def day_of(at: datetime) -> date:
    """The calendar day in China on which the moment `at` falls; legal days are Chinese days."""
    return at.astimezone(CHINA).date()
