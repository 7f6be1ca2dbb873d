"""What Django says about the keys at every start: what runs out, and what lies open."""

from __future__ import annotations

import stat
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution

from tongban.clock import now
from tongban.errors import Problem
from tongban.keys import pkcs11, queries
from tongban.keys.vault import installed


@register()
def keys_last(*_: object, **__: object) -> list[CheckMessage]:
    """Warnings at 60, 30 and 7 days and after the end; an error if the keys, or one of them, cannot be read."""
    if not queries.is_ready():
        if settings.MODE != "production":
            return []
        return [Caution("No keys yet.", hint="Run the command key_ceremony.", id="keys.W001")]
    try:
        found = queries.warnings(at=now())
        missing = queries.missing_roles()
        unread = installed().unread()
    except Problem as problem:
        return [Error(f"The keys cannot be read: {problem}", id="keys.E002")]
    return [
        *(Error(f"The certificate {name} cannot be read; it is passed over.", id="keys.E002") for name in unread),
        *(
            Caution(f"No key for {role} yet.", hint=f"Run the command key_rotate {role}.", id="keys.W005")
            for role in missing
        ),
        *(
            Caution(warning.text.en, hint=f"Run the command key_rotate {warning.role}.", id="keys.W003")
            for warning in found
        ),
    ]


@register()
def hsm_is_named_rightly(*_: object, **__: object) -> list[CheckMessage]:
    """The setting KEYS_PKCS11 names a token as a token can be named."""
    named = getattr(settings, "KEYS_PKCS11", None)
    problem = pkcs11.problem_of(named) if named else ""
    return [Error(problem, hint="module, token (at most 32 bytes of UTF-8), pin", id="keys.E006")] if problem else []


@register()
def keys_are_private(*_: object, **__: object) -> list[CheckMessage]:
    """Nobody but the owner may read the folder of keys."""
    folder = installed().folder
    if not folder.is_dir():
        return []
    return [
        Error(f"Others may read {path.relative_to(folder.parent)}.", hint="chmod go-rwx", id="keys.E004")
        for path in [folder, *sorted(folder.rglob("*"))]
        if is_open(path)
    ]


def is_open(path: Path) -> bool:
    """True if group or others have any right to the file."""
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
