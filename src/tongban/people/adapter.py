"""What we ask of allauth differently: no flash messages, no plain secrets, and after registration: who are you?"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse

from tongban.clock import now
from tongban.people import sealing
from tongban.people.gates import SIGNED_IN
from tongban.people.models import Account


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in and registration."""

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """None: a page that says what is the case needs no second voice."""

    def login(self, request: HttpRequest, user: Account) -> None:
        """As ever, and note when: a work account's session ends after a shift (gates.is_shift_over)."""
        super().login(request, user)
        request.session[SIGNED_IN] = now().isoformat()

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
