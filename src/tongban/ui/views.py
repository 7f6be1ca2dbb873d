"""Switching the language and the size of letters: one POST, back to the same page, remembered for a year; and the page
for when there is no network.

Both switches work without script.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tongban.errors import NotFound
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


@require_safe
def offline(request: HttpRequest, language: str) -> HttpResponse:
    """What the service worker shows when there is no network and no copy; the same for everybody, so it may be kept."""
    if language not in dict(settings.LANGUAGES):
        raise NotFound("language.unknown", "expected a language of this site")
    with translation.override(language):
        answer = render(request, "ui/offline.html")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


def place_before(request: HttpRequest) -> str:
    """The address of ours that the form came from; the front page if it names another host."""
    back = request.POST.get("next", "/")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "/"


def remember(answer: HttpResponse, name: str, value: str) -> None:
    """A cookie of a taste, for a year; it says nothing about the person."""
    answer.set_cookie(
        name, value, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )
