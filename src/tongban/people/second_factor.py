"""The forms that ask for a proof: a code has six digits, so tries are few; what fails is noted (signing_in.py)."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm as PasswordForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.webauthn import forms as passkeys
from django.core.exceptions import ValidationError

from tongban.clock import now
from tongban.errors import TooMany
from tongban.limits import actions as limits
from tongban.ui.security import Event, note


class Counted:
    """Wrong codes count against the account that they are tried on; whoever gets here knows its password.

    A code works once (RFC 6238, 5.2): allauth remembers used ones in the memory of one process, the limit
    "code-again" for all of them.
    """

    def clean_code(self) -> str:
        """The code, if it is right; TooMany("limits.reached") after too many wrong ones."""
        by = {"account": str(self.user.pk)}  # type: ignore[attr-defined]
        limits.take("second-factor", by=by, at=now())
        code: str = super().clean_code()  # type: ignore[misc]
        try:
            limits.take("code-again", by=by | {"code": normalize_user_code(code)}, at=now())
        except TooMany:
            note(Event.FACTOR_FAILED, request=context.request, account=self.user.pk, by="again")  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code") from None
        limits.give_back("second-factor", by=by, at=now())
        return code


class AuthenticateForm(Counted, forms.AuthenticateForm):  # type: ignore[misc]
    """At sign-in."""


class ReauthenticateForm(Counted, forms.ReauthenticateForm):  # type: ignore[misc]
    """Before something that needs a fresh proof."""


class Noted:
    """A passkey that fails is noted; allauth tells of wrong codes only."""

    def clean_credential(self) -> Any:
        """What the passkey says, if it holds."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError:
            user = self.user  # type: ignore[attr-defined]
            note(Event.FACTOR_FAILED, request=context.request, account=getattr(user, "pk", None), by="webauthn")
            raise


class LoginWebAuthnForm(Noted, passkeys.LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in with a passkey alone."""


class ReauthenticateWebAuthnForm(Noted, passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A fresh proof by a passkey."""


class AuthenticateWebAuthnForm(Noted, passkeys.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class ChangePasswordForm(PasswordForm):  # type: ignore[misc]
    """A new password, by the present one."""

    def clean_oldpassword(self) -> str:
        """The present password, if it is."""
        try:
            return str(super().clean_oldpassword())
        except ValidationError:
            note(Event.SIGN_IN_FAILED, request=context.request, account=self.user.pk, by="password", again=True)
            raise
