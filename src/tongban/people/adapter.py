"""What we ask of allauth differently: no flash messages, no plain secrets, and after registration: who are you?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse

from tongban.people import sealing
from tongban.people.models import Account
from tongban.people.records import AccountKind

SHIFT_HOURS = 12


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in and registration."""

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """None: a page that says what is the case needs no second voice."""

    def login(self, request: HttpRequest, user: Account) -> None:
        """As ever; a work account's session ends after a shift (GB/T 22239 8.1.4.1), whatever is done in it."""
        super().login(request, user)
        if user.kind != AccountKind.CITIZEN:
            request.session.set_expiry(timedelta(hours=SHIFT_HOURS))  # absolute, not since the last use

    def get_signup_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """A fresh account is bound to a person next."""
        return reverse("people:real_name_start")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors."""

    def encrypt(self, text: str) -> str:
        """Seeds of authenticator apps and recovery codes are sealed like identity numbers."""
        return sealing.seal(text).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; Untrusted("field.unreadable") if the stored bytes are not ours."""
        return sealing.open_sealed(bytes.fromhex(encrypted_text))

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Accounts have no e-mail address."""
