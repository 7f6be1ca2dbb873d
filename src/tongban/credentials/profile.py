"""The settings of the status lists, checked once at start.

An authority changes them by the environment variable TONGBAN_CREDENTIALS, a JSON object with the names of the fields
below. How long a credential lives is the matter of its kind.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Profile:
    """How this authority publishes its status lists."""

    list_bits: int = 20
    """A status list has 2 ** list_bits entries."""
    list_ttl_seconds: int = 60
    """How long a verifier may use a status list before it asks again."""
    list_hours: int = 24
    """Life of a signed status list."""
    list_sign_minutes: int = 30
    """A status list is signed anew after so long though nothing in it changed (or after half its life, if that is less):
    whoever fetches it sees by its `iat` that it is looked after."""
    fresh_list_minutes: int = 60
    """How long after it last heard of its list an off-line verifier may say green, while the list is alive (P)."""

    def __post_init__(self) -> None:
        for name, (low, high) in {"list_bits": (10, 27), "list_sign_minutes": (1, 1440)}.items():
            if not low <= getattr(self, name) <= high:
                raise ImproperlyConfigured(f"TONGBAN_CREDENTIALS: {name} must be from {low} to {high}")

    @property
    def list_size(self) -> int:
        """Entries of one status list."""
        return int(2**self.list_bits)


@cache
def profile() -> Profile:
    """The profile of this installation; ImproperlyConfigured names a wrong or unknown field."""
    chosen = getattr(settings, "CREDENTIALS", {})
    known = {field.name for field in fields(Profile)}
    if unknown := sorted(set(chosen) - known):
        raise ImproperlyConfigured(f"TONGBAN_CREDENTIALS: unknown {', '.join(unknown)}")
    return Profile(**chosen)
