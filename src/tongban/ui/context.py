"""What every page knows: the authority, the language, whether this is a demonstration."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from tongban.ui.persons import noted_mark

TEXT_COOKIE = "text"
TEXT_SIZES = ("large", "plain")


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor of all templates."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    is_english = language.startswith("en")
    return {
        "person_mark": partial(noted_mark, request),
        "is_demo": settings.DEMO,
        "authority": settings.AUTHORITY["en" if is_english else "zh"],
        "is_english": is_english,
        "html_lang": "en" if is_english else "zh-Hans",
        "other_language": ("zh-hans", "中文") if is_english else ("en", "English"),
        "is_large": request.COOKIES.get(TEXT_COOKIE) == "large",
        "idle_seconds": getattr(request, "idle_seconds", 0),
        "path_here": request.get_full_path(),
    }
