"""Whose page is this? A mark for the person who is signed in, on every page, so that a phone knows whose things it keeps.

The mark is the same for an account for ever and tells nothing of it. Pages carry it (`data-person`), answers have it
in a header, which the service worker reads before a page is shown, and a cookie holds the last one, so that a kept page
of somebody else covers itself (docs/ui-scripts.md, "Whose phone"). Whoever signs out leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

HEADER = "Tongban-Person"
COOKIE = "tongban-person"
QUEUE_COOKIE = "tongban-queue"
NOBODY = "none"
EVERYTHING = '"cache", "storage"'
BUT_THE_QUEUE = '"cache"'


def mark_of(account_id: object) -> str:
    """The mark of an account: 16 hexadecimal digits."""
    return salted_hmac("tongban.person", str(account_id), algorithm="sha256").hexdigest()[:16]


def mark_here(request: HttpRequest) -> str:
    """The mark of whoever is signed in, or NOBODY."""
    user = getattr(request, "user", None)
    return mark_of(user.pk) if user is not None and user.is_authenticated else NOBODY


def noted_mark(request: HttpRequest) -> str:
    """The mark of whose page is being made. Asked by the template alone, so that an error page needs no database."""
    request.person_mark = mark_here(request)  # type: ignore[attr-defined]
    return str(request.person_mark)  # type: ignore[attr-defined]


def note_sign_out(*, request: HttpRequest | None = None, **_: Any) -> None:
    """For Django's signal: this request signed somebody out."""
    if request is not None:
        request.has_signed_out = True  # type: ignore[attr-defined]


class PersonMiddleware:
    """Marks every page; empties the browser of who signed out.

    Clear-Site-Data takes keys, bundle, kept pages and pictures, also where no script runs. It would take an officer's
    checks that wait for a network as well: while there are any, the script has set QUEUE_COOKIE, only the HTTP cache is
    cleared, and the next page's script empties the rest (`forget`), which never touches the queue.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        has_signed_out = getattr(request, "has_signed_out", False)
        if has_signed_out:
            response["Clear-Site-Data"] = BUT_THE_QUEUE if QUEUE_COOKIE in request.COOKIES else EVERYTHING
        mark = NOBODY if has_signed_out else getattr(request, "person_mark", None)
        if mark is not None:
            response[HEADER] = mark
            if request.COOKIES.get(COOKIE) != mark:
                response.set_cookie(COOKIE, mark, secure=bool(settings.SESSION_COOKIE_SECURE), samesite="Lax")
        return response
