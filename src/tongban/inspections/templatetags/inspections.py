"""Words of an inspection."""

from __future__ import annotations

from django import template

from tongban.inspections.records import ITEMS, PHOTOS
from tongban.ui.templatetags.ui import say

register = template.Library()


@register.filter
def photo_word(code: str) -> str:
    """What a photo shows; one that the form does not know any more stands as its code."""
    return say(PHOTOS.get(code, code))


@register.filter
def tick_word(number: int | str) -> str:
    """What an item looks at."""
    return say(ITEMS.get(int(number), str(number)))
