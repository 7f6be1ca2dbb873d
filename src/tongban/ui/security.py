"""The log of security events: who signed in or failed to, what was refused to whom. docs/operate/logs.md lists them.

A line says when, what, which account by its key, at which address as the table of addresses names it (never with what
stands in it), and from which client by a keyed digest: events of one client can be seen together, and no name, number,
network address or token is in the log. What officers do and see is in the journal; this is about the doors.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from tongban.errors import Forbidden, Malformed, NotFound, Problem, Refused, TooMany, Unavailable, Untrusted

log = logging.getLogger("tongban.security")


class Event(StrEnum):
    """What is noted."""

    REGISTERED = "registered"
    PROVED = "proved"
    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    FACTOR_FAILED = "factor-failed"
    SIGNED_OUT = "signed-out"
    SESSION_IDLE = "session-idle"
    SHIFT_OVER = "shift-over"
    SESSIONS_ENDED = "sessions-ended"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - no password
    FACTOR_ADDED = "factor-added"
    FACTOR_REMOVED = "factor-removed"
    GUESSED_AT = "guessed-at"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    REFUSED = "refused"
    TOO_MANY = "too-many"
    UNTRUSTED = "untrusted"
    MALFORMED = "malformed"
    UNAVAILABLE = "unavailable"


LOUD = frozenset(
    {Event.SIGN_IN_FAILED, Event.FACTOR_FAILED, Event.GUESSED_AT, Event.FORBIDDEN, Event.TOO_MANY, Event.UNTRUSTED}
)
KINDS: Mapping[type[Problem], Event] = {
    Forbidden: Event.FORBIDDEN,
    NotFound: Event.NOT_FOUND,
    TooMany: Event.TOO_MANY,
    Refused: Event.REFUSED,
    Untrusted: Event.UNTRUSTED,
    Malformed: Event.MALFORMED,
    Unavailable: Event.UNAVAILABLE,
}
REFUSALS = {400: Event.MALFORMED, 403: Event.FORBIDDEN, 409: Event.REFUSED, 422: Event.UNTRUSTED, 429: Event.TOO_MANY}


def note(event: Event, *, request: HttpRequest | None = None, account: object = None, **facts: Any) -> None:
    """Write one line: WARNING for what an attack would cause, INFO for the rest."""
    said = {"event": event.value, "account": account} | (seen_in(request) if request is not None else {}) | facts
    if account is not None:
        said["account"] = account
    level = logging.WARNING if event in LOUD else logging.INFO
    log.log(level, "%s", " ".join(f"{name}={value}" for name, value in said.items()), extra={"facts": said})


def note_problem(request: HttpRequest, problem: Problem) -> None:
    """A view said no."""
    note(event_of(problem), request=request, **facts_of(problem))
    request.is_noted = True  # type: ignore[attr-defined]


def note_answer(request: HttpRequest, status: int) -> None:
    """A page that a view made of a "no" by itself is noted too, by its status."""
    if status in REFUSALS and not getattr(request, "is_noted", False):
        note(REFUSALS[status], request=request, status=status)


def event_of(problem: Problem) -> Event:
    """What a "no" of this class is called here."""
    return next(KINDS[kind] for kind in type(problem).__mro__ if kind in KINDS)


def facts_of(problem: Problem) -> dict[str, Any]:
    """Status and code, and for a refusal the codes of its reasons."""
    reasons = [one.code for one in problem.verdict.reasons] if isinstance(problem, Refused) else []
    return {"status": problem.status, "code": problem.code} | ({"reasons": reasons} if reasons else {})


def seen_in(request: HttpRequest) -> dict[str, Any]:
    """Account, method, route and client. The account only if the view has asked for it: a "no" asks the database nothing."""
    match, user = request.resolver_match, getattr(request, "_cached_user", None)
    return {
        "account": None if user is None else user.pk,
        "method": request.method,
        "route": "" if match is None else match.route,
        "client": client_mark(request.META.get("REMOTE_ADDR", "")),
    }


def client_mark(address: str) -> str:
    """The keyed digest by which a client is known again in this log: 16 hexadecimal digits."""
    return salted_hmac("tongban.client", address, algorithm="sha256").hexdigest()[:16]
