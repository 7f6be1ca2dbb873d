"""Switching the language and the size of letters: one POST, back to the same page, remembered for a year.

Both work without script.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tongban.ui.context import TEXT_COOKIE, TEXT_SIZES


@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Set the language cookie and go back to `next`, which must be an address of ours."""
    answer = HttpResponseRedirect(place_before(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        remember(answer, settings.LANGUAGE_COOKIE_NAME, language)
    return answer


@require_POST
def switch_text(request: HttpRequest) -> HttpResponse:
    """大字版 on or off: larger letters and fewer things on a page; back to `next`, as for the language."""
    answer = HttpResponseRedirect(place_before(request))
    size = request.POST.get("text", "")
    if size in TEXT_SIZES:
        remember(answer, TEXT_COOKIE, size)
    return answer


def place_before(request: HttpRequest) -> str:
    """The address of ours that the form came from; the front page if it names another host."""
    back = request.POST.get("next", "/")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "/"


def remember(answer: HttpResponse, name: str, value: str) -> None:
    """A cookie of a taste, for a year; it says nothing about the person."""
    answer.set_cookie(name, value, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
