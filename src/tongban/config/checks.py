"""What Django says at every start about what belongs to no package: the holiday notice that is missing."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Caution

from tongban import calendars
from tongban.clock import day_of, now


@register()
def holiday_notices_are_there(*_: object, **__: object) -> list[CheckMessage]:
    """A warning for this year, and from 1 November on for the next, while nobody has told its exchanged days.

    Not in a demonstration, whose visitors cannot do anything about it; its pages say "provisional".
    """
    if settings.DEMO:
        return []
    return [
        Caution(
            f"The holiday notice for {year} is not installed: working days of {year} are provisional.",
            hint="Update chinesecalendar, or write the notice into the file named by TONGBAN_HOLIDAYS.",
            id="config.W001",
        )
        for year in calendars.missing_notices(day_of(now()))
    ]
