"""What the roadside pages need beyond words: heads of results, ages of data, values for slots. {% load roadside %}."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

from django import template
from django.utils import translation
from django.utils.translation import gettext as _

from tongban.roadside.queries import CheckView
from tongban.roadside.rules import Word
from tongban.roadside.words import HEADS, OFFLINE_WORDS, VEHICLE_HEADS, Head
from tongban.verdicts import Text

register = template.Library()
MINUTE, HOUR, DAY = 60, 3600, 86400


def language() -> str:
    """The language of the page."""
    return translation.get_language() or "zh-hans"


@register.filter
def head(word: str) -> Head:
    """The head of a result."""
    return HEADS[Word(word)]


@register.filter
def check_head(check: CheckView) -> Head:
    """The head of a check's result: of a driver's licence or of a vehicle's."""
    return (VEHICLE_HEADS if check.is_vehicle else HEADS)[Word(check.result.word)]


@register.filter
def offline_head(check: CheckView) -> Head | None:
    """The head that a phone showed off line; None when it said nothing that is known."""
    if check.offline_word not in OFFLINE_WORDS:
        return None
    return (VEHICLE_HEADS if check.is_vehicle else HEADS)[OFFLINE_WORDS[check.offline_word]]


@register.filter
def size_class(text: Text) -> str:
    """The class that makes the word as large as it fits: by its number of characters."""
    return f"w{len(text.in_language(language()))}"


@register.filter
def age(moment: datetime, at: datetime) -> str:
    """How old something is, in words: 2 秒前, 31 小时前."""
    seconds = max(0, round((at - moment).total_seconds()))
    if seconds < MINUTE:
        return _("%(n)s 秒前") % {"n": seconds}
    if seconds < 2 * HOUR:
        return _("%(n)s 分钟前") % {"n": seconds // MINUTE}
    if seconds < 2 * DAY:
        return _("%(n)s 小时前") % {"n": seconds // HOUR}
    return _("%(n)s 天前") % {"n": seconds // DAY}


@register.filter
def road_day(day: date | None) -> str:
    """A day as read at arm's length: 2029-04-11, or 11 Apr 2029; no end is 长期."""
    if day is None:
        return _("长期")
    return f"{day.day} {day:%b} {day.year}" if language().startswith("en") else day.isoformat()


@register.filter
def slot_values(words: Mapping[str, Text]) -> str:
    """Values to words, as JSON for `data-slot-values`."""
    return json.dumps({value: text.in_language(language()) for value, text in words.items()}, ensure_ascii=False)
