"""A session in which nothing happens ends, and what was sent too late is kept for whoever it belongs to.

GB/T 22239-2019 8.1.4.1 asks for an end of idle sessions. What was typed must not be lost by it: a form that comes
after the end is kept, sealed, and offered again once the same account has signed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.core.exceptions import ReauthenticationRequired
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from tongban.clock import now
from tongban.people import gates, queries
from tongban.ui.security import Event, note

SEEN = "people.seen"  # session: ISO moment of the last use that was noted
SEEN_AS = "people.seen-as"  # session: the digest of the key that it had then; a new key is a new line in the list
NOTED = timedelta(minutes=3)
NOTED_SHARE = 10  # of a short idle time only a tenth may pass unnoted
QUIET = re.compile(r"/api/|.*/wallet/refresh/$")  # what scripts send by themselves is no sign of a person


class IdleMiddleware:
    """Notes that a session is used, and ends it after TONGBAN_IDLE_MINUTES without (0: never). Sets
    `request.idle_seconds` for pages that warn before.

    To note is to write, in the session and in the list of signed-in browsers, and must be durable. So what is only read
    is noted at most once in NOTED, and a page promises no more time than there is; what is sent is noted to the second.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        account = request.session.get(SESSION_KEY)
        if account is not None:
            at, allowed = now(), timedelta(minutes=settings.IDLE_MINUTES)
            age = unused_for(request, at=at)
            if allowed and age is not None and age >= allowed:
                return self.ended(request, account)
            if age is None or is_to_note(request, age, allowed=allowed):
                note_use(request, at=at)
                age = timedelta()
            if allowed:
                request.idle_seconds = int((allowed - age).total_seconds())  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Nobody before a page of allauth that asks for a fresh proof: to sign in, as everywhere else."""
        if isinstance(exception, ReauthenticationRequired) and not request.user.is_authenticated:
            return gates.to_sign_in(request)
        return None

    def ended(self, request: HttpRequest, account: str) -> HttpResponseBase:
        """Sign out; a form of our own page is kept for that account, and everything else goes on as nobody's."""
        note(Event.SESSION_IDLE, request=request, account=account)
        if gates.is_own_form(request) and not QUIET.match(request.path):
            kept = gates.kept_form(request, account=account)
            logout(request)
            return gates.to_sign_in(request, kept=kept)
        logout(request)
        return self.get_response(request)


def unused_for(request: HttpRequest, *, at: datetime) -> timedelta | None:
    """How long ago the last use was noted; None if none was."""
    seen = request.session.get(SEEN)
    return None if seen is None else at - datetime.fromisoformat(seen)


def is_to_note(request: HttpRequest, age: timedelta, *, allowed: timedelta) -> bool:
    """True unless nobody is there, or somebody only reads, under a known key, and that was noted a moment ago. What a
    page or a service worker fetches by itself is no person's reading: browsers say so (Fetch Metadata, Sec-Fetch-Mode)."""
    noted = min(NOTED, allowed / NOTED_SHARE) if allowed else NOTED
    is_known = request.session.get(SEEN_AS) == queries.session_digest(request.session.session_key)
    is_read = request.method != "POST"
    is_fresh = is_read and timedelta() <= age < noted
    is_fetched = is_read and request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    return not (is_known and (is_fresh or is_fetched or QUIET.match(request.path)))


def note_use(request: HttpRequest, *, at: datetime) -> None:
    """Note it where the session ends by itself, and where its owner sees it and can end it."""
    if request.user.is_authenticated:
        UserSession.objects.create_from_request(request)
    request.session[SEEN] = at.isoformat()
    request.session[SEEN_AS] = queries.session_digest(request.session.session_key)
