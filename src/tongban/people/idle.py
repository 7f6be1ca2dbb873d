"""A session in which nothing happens ends, and what was sent too late is kept for whoever it belongs to.

GB/T 22239-2019 8.1.4.1 asks for an end of idle sessions. What was typed must not be lost by it: a form that comes
after the end is kept, sealed, and offered again once the same account has signed in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from tongban.clock import now
from tongban.people import gates
from tongban.ui.security import Event, note

SEEN = "people.seen"  # session: ISO moment of the last request, exact to NOTED
NOTED = timedelta(minutes=1)
QUIET = ("/api/",)  # what scripts ask by themselves is no sign of a person


class IdleMiddleware:
    """Ends sessions after TONGBAN_IDLE_MINUTES; 0 ends none. Sets `request.idle_seconds` for pages that warn before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        account = request.session.get(SESSION_KEY)
        if settings.IDLE_MINUTES and account is not None:
            left = self.left(request, at=now())
            if left <= timedelta():
                return self.ended(request, account)
            request.idle_seconds = int(left.total_seconds())  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Nobody before a page of allauth that asks for a fresh proof: to sign in, as everywhere else."""
        if isinstance(exception, ReauthenticationRequired) and not request.user.is_authenticated:
            return gates.to_sign_in(request)
        return None

    def left(self, request: HttpRequest, *, at: datetime) -> timedelta:
        """How long the session goes on by itself, nothing or less when it is over; notes that something happens.

        What is sent is noted to the second, what is read to NOTED: a page must not promise more than there is.
        """
        seen, allowed = request.session.get(SEEN), timedelta(minutes=settings.IDLE_MINUTES)
        age = at - datetime.fromisoformat(seen) if seen is not None else None
        if age is not None and age >= allowed:
            return timedelta()
        is_known = age is not None and timedelta() <= age < NOTED and request.method != "POST"
        if age is None or (not is_known and not request.path.startswith(QUIET)):
            request.session[SEEN] = at.isoformat()
            return allowed
        return allowed - age

    def ended(self, request: HttpRequest, account: str) -> HttpResponseBase:
        """Sign out; a form of our own page is kept for that account, and everything else goes on as nobody's."""
        note(Event.SESSION_IDLE, request=request, account=account)
        if gates.is_own_form(request) and not request.path.startswith(QUIET):
            kept = gates.kept_form(request, account=account)
            logout(request)
            return gates.to_sign_in(request, kept=kept)
        logout(request)
        return self.get_response(request)
