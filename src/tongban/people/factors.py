"""Second factors are sealed for one account: allauth seals and opens their secrets without saying whose they are.

`SecondFactorAdapter.encrypt` gives a secret that is not anybody's yet; it becomes its account's when the row is saved,
and a row that is read says whose its secrets are. A secret copied into another account's row opens nothing.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models.signals import post_init, pre_save

from tongban.errors import Untrusted
from tongban.people import sealing

FIELD = "account.second-factor"
SECRETS = ("secret", "seed")  # of an authenticator app; of recovery codes
NEW = "new:"


class Secret(str):
    """A sealed secret that knows whose it is."""

    account: int

    __slots__ = ("account",)


def connect() -> None:
    """Once, at start: bind what is saved, and mark what is read."""
    pre_save.connect(bind, sender=Authenticator, dispatch_uid="people.factors.bind")
    post_init.connect(mark, sender=Authenticator, dispatch_uid="people.factors.mark")


def begin(text: str) -> str:
    """A secret that is nobody's yet; `bind` makes it an account's before it is stored."""
    return NEW + sealing.seal(text, field=FIELD, row="new").hex()


def open_secret(secret: str) -> str:
    """The secret again; Untrusted("field.unreadable") if it is not of the account in whose row it stands."""
    if secret.startswith(NEW):
        return sealing.open_sealed(bytes.fromhex(secret.removeprefix(NEW)), field=FIELD, row="new")
    if not isinstance(secret, Secret):
        raise Untrusted("field.unreadable", "expected a second factor that was read from its row")
    return sealing.open_sealed(bytes.fromhex(secret), field=FIELD, row=secret.account)


def bind(instance: Authenticator, **_signal: Any) -> None:
    """Before a row is saved: secrets that are new become its account's."""
    for name in SECRETS:
        if str(instance.data.get(name, "")).startswith(NEW):
            text = open_secret(instance.data[name])
            instance.data[name] = sealing.seal(text, field=FIELD, row=instance.user_id).hex()
    mark(instance)


def mark(instance: Authenticator, **_signal: Any) -> None:
    """After a row was read: its secrets know whose row it is."""
    for name in SECRETS if isinstance(instance.__dict__.get("data"), dict) else ():
        if name in instance.data and not str(instance.data[name]).startswith(NEW):
            secret = Secret(instance.data[name])
            secret.account = instance.user_id
            instance.data[name] = secret
