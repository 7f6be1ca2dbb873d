"""The settings of the partner lines, checked once at start: TONGBAN_PARTNERS, a JSON object with the fields below.

`urls` and `keys` are given by partner; without them everything goes to TONGBAN_PARTNERS_URL (the simulators, never in
production), and keys are read from DATA/partners/PARTNER.jwks.json.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tongban.partners.records import Partner

log = logging.getLogger("tongban.partners")

LIMITS: Mapping[str, tuple[float, float]] = {
    "give_up_hours": (0.1, 720),
    "first_pause_seconds": (0.1, 600),
    "longest_pause_seconds": (1, 86_400),
    "call_seconds": (0.1, 120),
    "lease_seconds": (1, 3600),
    "wait_seconds": (0, 60),
    "calls_at_once": (1, 32),
    "answer_max_bytes": (1024, 16 * 1024 * 1024),
    "shut_after": (1, 100),
    "shut_seconds": (1, 86_400),
    "push_minutes": (1, 60),
    "push_max_bytes": (1024, 8 * 1024 * 1024),
    "dealers_may_close_percent": (0, 100),
    "keep_days": (1, 3650),
}


@dataclass(frozen=True)
class Profile:
    """How this authority talks with its partners."""

    urls: Mapping[str, str] = field(default_factory=dict)
    """The address of each partner, below which its OpenAPI document's paths lie."""
    keys: Mapping[str, Any] = field(default_factory=dict)
    """The public keys of each partner as a list of JWKs; several while it changes its key."""
    give_up_hours: float = 24
    """After this long without an answer a message counts as failed; an operator may try it again."""
    first_pause_seconds: float = 2
    """The pause after the first failure; each further one is twice as long."""
    longest_pause_seconds: float = 900
    """No pause is longer."""
    call_seconds: float = 10
    """A call that takes longer is broken off."""
    lease_seconds: float = 60
    """For how long a message belongs to the process that calls; longer than a call takes."""
    wait_seconds: float = 0.5
    """For how long one delivery waits for its calls; what is not back by then is kept by the next one."""
    calls_at_once: int = 4
    """Calls to one partner at the same time."""
    answer_max_bytes: int = 65_536
    """An answer that is longer is nonsense."""
    shut_after: int = 3
    """After so many failures in a row a partner is left alone for a while."""
    shut_seconds: float = 15
    """For how long at first; each further failure doubles it, up to longest_pause_seconds."""
    push_minutes: float = 5
    """How old the signature of a partner's call may be, and how far its clock may run ahead."""
    push_max_bytes: int = 4 * 1024 * 1024
    """The longest body of a partner's call."""
    dealers_may_close_percent: float = 20
    """A full list of dealers that would close more of them than this is refused: it was probably cut off."""

    keep_days: float = 30
    """How long the words of a message and its answer are kept after its end; then only that it was sent."""

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise ImproperlyConfigured(f"TONGBAN_PARTNERS: {name} must be from {low:g} to {high:g}")
        if self.lease_seconds <= self.call_seconds:
            raise ImproperlyConfigured("TONGBAN_PARTNERS: lease_seconds must be longer than call_seconds")
        for partner, listed in self.keys.items():
            if not isinstance(listed, list | tuple):
                raise ImproperlyConfigured(f"TONGBAN_PARTNERS: keys of {partner} must be a list of JWKs")
        for named in (self.urls, self.keys):
            if unknown := sorted(set(named) - {partner.value for partner in Partner}):
                raise ImproperlyConfigured(f"TONGBAN_PARTNERS: unknown partner {', '.join(unknown)}")

    @property
    def give_up_after(self) -> timedelta:
        """give_up_hours as a length of time."""
        return timedelta(hours=self.give_up_hours)

    @property
    def lease(self) -> timedelta:
        """lease_seconds as a length of time."""
        return timedelta(seconds=self.lease_seconds)

    @property
    def push_age(self) -> timedelta:
        """push_minutes as a length of time."""
        return timedelta(minutes=self.push_minutes)

    def url(self, partner: Partner) -> str:
        """Where this partner answers, without a slash at the end; "" when it is not set up."""
        if partner in self.urls:
            return self.urls[partner].rstrip("/")
        base = str(getattr(settings, "PARTNERS_URL", "")).rstrip("/")
        return f"{base}/{partner.value}" if base else ""

    def jwks(self, partner: Partner) -> tuple[object, ...]:
        """The partner's public keys as JWKs, not yet looked into: from `keys`, else from its file; none when there is
        neither, or when the file is no JWK Set, which the log says once."""
        if partner in self.keys:
            return tuple(self.keys[partner])
        return from_file(keys_file(partner))


def profile() -> Profile:
    """The profile of this installation; ImproperlyConfigured names a wrong or unknown field."""
    return checked(json.dumps(getattr(settings, "PARTNERS", {}), sort_keys=True))


@lru_cache(maxsize=8)
def checked(text: str) -> Profile:
    """The profile of this JSON text; once a text."""
    chosen = json.loads(text)
    if unknown := sorted(set(chosen) - {each.name for each in fields(Profile)}):
        raise ImproperlyConfigured(f"TONGBAN_PARTNERS: unknown {', '.join(unknown)}")
    return Profile(**chosen)


def keys_file(partner: Partner) -> Path:
    """Where the keys of a partner lie that has none in the settings; the simulators write theirs there."""
    return Path(settings.DATA) / "partners" / f"{partner.value}.jwks.json"


def from_file(path: Path) -> tuple[object, ...]:
    """The keys of a JWK Set (RFC 7517, 5); read again whenever the file changes."""
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return ()
    return read(path, changed)


@lru_cache(maxsize=16)
def read(path: Path, changed: int) -> tuple[object, ...]:  # noqa: ARG001 - part of the cache's key
    """The keys in the file as it was at that moment. A file that is no JWK Set has none: its partner's answers cannot
    be verified then, and nobody else's suffer."""
    try:
        listed = json.loads(path.read_bytes())["keys"]
        if isinstance(listed, list):
            return tuple(listed)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    log.error("%s: expected a JWK Set; the partner has no keys until it is mended", path.name)
    return ()
