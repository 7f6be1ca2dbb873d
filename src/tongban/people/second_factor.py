"""The forms that ask for a proof: a code has six digits, so tries are few; what a security key is said to have answered
is a stranger's bytes, of which nothing is believed before it is read; what fails is noted (signing_in.py).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ChangePasswordForm as PasswordForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.webauthn import forms as passkeys
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.forms import CharField, Form, HiddenInput, JSONField
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from tongban.clock import now
from tongban.errors import Problem, TooMany
from tongban.limits import actions as limits
from tongban.ui.security import Event, note

log = logging.getLogger("tongban.people")

CREDENTIAL_CHARACTERS = 64_000


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


@contextmanager
def reading() -> Iterator[None]:
    """Whatever is raised at bytes that are not what fido2 expects (it promises no exceptions of its own): an answer
    that does not hold, said in words that fit a passkey as well as a security key."""
    try:
        yield
    except (Problem, DatabaseError):
        raise
    except Exception as error:
        log.info("webauthn: %s", type(error).__name__)
        raise does_not_hold() from None


def does_not_hold() -> ValidationError:
    """What the person reads: what happened, and what to do."""
    return ValidationError(_("密钥没有通过验证。请再试一次；还是不行，请换一种方式。"), code="incorrect_code")


class CredentialField(JSONField):
    """What a browser's PublicKeyCredential.toJSON() says: there is never a backslash in it, and never much."""

    widget = HiddenInput

    def to_python(self, value: Any) -> Any:
        """The parsed JSON; ValidationError for anything else, also for numbers and depths that json does not take."""
        if isinstance(value, str) and (len(value) > CREDENTIAL_CHARACTERS or "\\" in value):
            raise does_not_hold()
        with reading():
            return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> InvalidJSONInput:  # noqa: ARG002 - Django names them
        """Empty: an answer was to one challenge, and what did not hold is not read again to be shown."""
        return InvalidJSONInput()


class Noted(Form):
    """A passkey that fails is noted; allauth tells of wrong codes only."""

    credential = CredentialField()

    def clean_credential(self) -> Any:
        """What the passkey says, if it holds."""
        try:
            with reading():
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


class AddWebAuthnForm(passkeys.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey or security key."""

    name = CharField(label=_("名称"), required=False, max_length=100)
    credential = CredentialField()

    def clean(self) -> Any:
        """What it says, if that is what it was asked."""
        with reading():
            return super().clean()


class EditWebAuthnForm(passkeys.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for it."""

    name = CharField(label=_("名称"), max_length=100)


class ChangePasswordForm(PasswordForm):  # type: ignore[misc]
    """A new password, by the present one."""

    def clean_oldpassword(self) -> str:
        """The present password, if it is."""
        try:
            return str(super().clean_oldpassword())
        except ValidationError:
            note(Event.SIGN_IN_FAILED, request=context.request, account=self.user.pk, by="password", again=True)
            raise
