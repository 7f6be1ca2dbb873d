"""What Django says at every start of a command about the list of breached passwords and the idle end of sessions."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution


@register()
def warning_has_its_two_minutes(*_: object, **__: object) -> list[CheckMessage]:
    """An error for an idle time that is over before the page could have warned of it."""
    if settings.IDLE_MINUTES == 0 or settings.IDLE_MINUTES >= 3:
        return []
    return [Error("TONGBAN_IDLE_MINUTES is 0 (never) or at least 3: pages warn two minutes before.", id="people.E002")]


@register()
def breached_passwords_are_known(*_: object, **__: object) -> list[CheckMessage]:
    """An error for a list that is named and cannot be read; in production a warning when none is named."""
    path = settings.BREACHED_PASSWORDS
    if path and not os.access(path, os.R_OK):
        return [
            Error(
                f"TONGBAN_BREACHED_PASSWORDS names {path}, which cannot be read: nobody could set a password.",
                id="people.E001",
            )
        ]
    if path or settings.MODE != "production":
        return []
    return [
        Caution(
            "No list of breached passwords is named: only Django's 20,000 common ones are refused.",
            hint="Set TONGBAN_BREACHED_PASSWORDS to a sorted file of SHA-1 digests (docs/operate/people.md#passwords).",
            id="people.W001",
        )
    ]
