"""The forms that ask for a code of an authenticator app, or a recovery code: a code has six digits, so tries are few."""

from __future__ import annotations

from allauth.mfa.base import forms

from tongban.clock import now
from tongban.limits import actions as limits


class Counted:
    """Wrong codes count against the account that they are tried on; whoever gets here knows its password."""

    def clean_code(self) -> str:
        """The code, if it is right; TooMany("limits.reached") after too many wrong ones."""
        by = {"account": str(self.user.pk)}  # type: ignore[attr-defined]
        limits.take("second-factor", by=by, at=now())
        code: str = super().clean_code()  # type: ignore[misc]
        limits.give_back("second-factor", by=by, at=now())
        return code


class AuthenticateForm(Counted, forms.AuthenticateForm):  # type: ignore[misc]
    """At sign-in."""


class ReauthenticateForm(Counted, forms.ReauthenticateForm):  # type: ignore[misc]
    """Before something that needs a fresh proof."""
