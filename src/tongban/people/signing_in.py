"""Every way of signing in, and every change of a way, is noted in the log of security events.

allauth and Django tell by signals; what they do not tell, the forms in `second_factor` and the adapter do.
"""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as django
from django.dispatch import Signal
from django.http import HttpRequest

from tongban.ui.security import Event, note


def proved(*, request: HttpRequest, user: Any, method: str, **facts: Any) -> None:
    """One step of signing in, or a fresh proof before something sensitive; with the latter the session has a new key."""
    again = {"again": True} if facts.get("reauthenticated") else {}
    if again:
        request.session.cycle_key()  # at sign-in Django does so itself
    note(Event.PROVED, request=request, account=user.pk, by=facts.get("type", method), **again)


def signed_in(*, request: HttpRequest | None, user: Any, **_facts: Any) -> None:
    """Somebody is in, by these steps."""
    steps = get_authentication_records(request, user) if request is not None else []
    by = [step.get("type", step["method"]) for step in steps]
    note(Event.SIGNED_IN, request=request, account=user.pk, by=by)


def signed_out(*, request: HttpRequest | None, user: Any, **_facts: Any) -> None:
    """Somebody is out; of nobody nothing is noted."""
    if user is not None:
        note(Event.SIGNED_OUT, request=request, account=user.pk)


def factor_failed(*, request: HttpRequest, user: Any, authenticator: Any, **_facts: Any) -> None:
    """A wrong code."""
    note(Event.FACTOR_FAILED, request=request, account=user.pk, by=authenticator.type)


def factor_added(*, request: HttpRequest, user: Any, authenticator: Any, **_facts: Any) -> None:
    """A passkey, an authenticator app or recovery codes, or new ones."""
    note(Event.FACTOR_ADDED, request=request, account=user.pk, by=authenticator.type)


def factor_removed(*, request: HttpRequest, user: Any, authenticator: Any, **_facts: Any) -> None:
    """One of them less."""
    note(Event.FACTOR_REMOVED, request=request, account=user.pk, by=authenticator.type)


def registered(*, request: HttpRequest, user: Any, **_facts: Any) -> None:
    """A new account."""
    note(Event.REGISTERED, request=request, account=user.pk)


def password_changed(*, request: HttpRequest, user: Any, **_facts: Any) -> None:
    """A new password; all other sessions are void by it."""
    note(Event.PASSWORD_CHANGED, request=request, account=user.pk)


HEARD: tuple[tuple[Signal, Any], ...] = (
    (account.authentication_step_completed, proved),
    (django.user_logged_in, signed_in),
    (django.user_logged_out, signed_out),
    (mfa.authentication_failed, factor_failed),
    (mfa.authenticator_added, factor_added),
    (mfa.authenticator_reset, factor_added),
    (mfa.authenticator_removed, factor_removed),
    (account.user_signed_up, registered),
    (account.password_changed, password_changed),
    (account.password_set, password_changed),
)


def connect() -> None:
    """Listen from now on."""
    for signal, hear in HEARD:
        signal.connect(hear, dispatch_uid=f"people.{hear.__name__}")
