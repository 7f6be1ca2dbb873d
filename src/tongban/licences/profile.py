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

    def __post_init__(self) -> None:
        limits = {
            "code_days": (1, 7),
            "photo_attempts": (1, 10),
            "review_undo_seconds": (0, 600),
            "offline_hours": (0, 168),
        }
        for name, (low, high) in limits.items():
            if not low <= getattr(self, name) <= high:
                raise ImproperlyConfigured(f"TONGBAN_LICENCES: {name} must be from {low} to {high}")

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
        moved = " (those of lists moved to TONGBAN_CREDENTIALS)" if any("list_" in name for name in unknown) else ""
        raise ImproperlyConfigured(f"TONGBAN_LICENCES: unknown {', '.join(unknown)}{moved}")
    return Profile(**chosen)
