"""The settings of this service, checked once at start.

What the facts mark U (uncertain) or P (proposal) stands here and not in the rules: an authority changes it by
the environment variable TONGBAN_LICENCES, a JSON object with the names of the fields below.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Profile:
    """How this authority runs the electronic licence."""

    photo_attempts: int = 3
    """Returned photos after which only a window helps (EL-06; facts: V2 single)."""
    review_hours: int = 4
    """Within how many hours an officer should look at a photo (P)."""
    claim_minutes: int = 10
    """For how long a photo stays with the officer who opened it."""
    review_undo_seconds: int = 60
    """For how long a decision on a photo can be taken back, after which it takes effect; 0 = at once (P)."""
    offline_hours: int = 24
    """EL-08: for how long a phone may show what it last fetched; 0 = never off line (P)."""
    code_days: int = 7
    """Life of a code token (credentials facts 5.2: at most 7 days)."""
    mdoc_days: int = 90
    """Life of an mdoc; the phone fetches a new one in the background."""
    sdjwt_days: int = 90
    """Life of an SD-JWT VC."""
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
        limits = {
            "code_days": (1, 7),
            "list_bits": (10, 27),
            "photo_attempts": (1, 10),
            "review_undo_seconds": (0, 600),
            "offline_hours": (0, 168),
            "list_sign_minutes": (1, 1440),
        }
        for name, (low, high) in limits.items():
            if not low <= getattr(self, name) <= high:
                raise ImproperlyConfigured(f"TONGBAN_LICENCES: {name} must be from {low} to {high}")

    @property
    def list_size(self) -> int:
        """Entries of one status list."""
        return int(2**self.list_bits)

    @property
    def offline_max_age(self) -> timedelta:
        """EL-08 as a length of time."""
        return timedelta(hours=self.offline_hours)


@cache
def profile() -> Profile:
    """The profile of this installation; ImproperlyConfigured names a wrong or unknown field."""
    chosen = getattr(settings, "LICENCES", {})
    known = {field.name for field in fields(Profile)}
    if unknown := sorted(set(chosen) - known):
        raise ImproperlyConfigured(f"TONGBAN_LICENCES: unknown {', '.join(unknown)}")
    return Profile(**chosen)
