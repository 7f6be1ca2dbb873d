"""What we ask of allauth differently: no flash messages, no plain secrets, and after registration: who are you?"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse

from tongban.clock import now
from tongban.limits import actions as limits
from tongban.limits.clients import client_of
from tongban.people import factors
from tongban.people.gates import SIGNED_IN
from tongban.people.models import Account
from tongban.ui.security import Event, note


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in and registration."""

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """None: a page that says what is the case needs no second voice."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """As ever, within the limits of the table; a right password takes nothing from them.

        Wrong ones count by client and user name together, so that whoever guesses at a name shuts out themselves
        and never its owner; and by client, whatever the names. Guessing from many addresses at one name stops
        nobody, but stands in the log, by the account and never by the name that was typed.
        """
        client, name = client_of(request.META.get("REMOTE_ADDR", "")), str(credentials.get("username", "")).casefold()
        counted = {"sign-in": {"client": client, "name": name}, "sign-in-client": {"client": client}}
        for limit, by in counted.items():
            limits.take(limit, by=by, at=now())
        user: Account | None = super().authenticate(request, **credentials)
        if user is None:
            meant = (
                Account.objects.filter(username=credentials.get("username", "")).values_list("pk", flat=True).first()
            )
            note(Event.SIGN_IN_FAILED, request=request, account=meant, by="password")
            if limits.reaches("sign-in-name", by={"name": name}, at=now()):
                note(Event.GUESSED_AT, request=request, account=meant, limit="sign-in-name")
            return None
        for limit, by in counted.items():
            limits.give_back(limit, by=by, at=now())
        return user

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
        """Seeds of authenticator apps and recovery codes are sealed, each for its account (`factors`)."""
        return factors.begin(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; Untrusted("field.unreadable") if the stored bytes are not this account's."""
        return factors.open_secret(encrypted_text)

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Accounts have no e-mail address."""
