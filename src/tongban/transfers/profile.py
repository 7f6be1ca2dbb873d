"""The settings of this service, checked once at start.

What the facts mark U (uncertain) or P (proposal) stands here: an authority changes it by the environment variable
TONGBAN_TRANSFERS, a JSON object with the names of the fields below. Lengths that the law sets are in rules/clocks.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Profile:
    """How this authority runs the registration across regions."""

    seller_days: int = 7
    """Within how many days the seller should confirm; then a buyer's application goes to the office without (P)."""
    consent_days: int = 7
    """For how long an owner's leave to ask about the vehicle counts (P)."""
    consent_tries: int = 5
    """After so many wrong codes for a vehicle a person cannot ask about it under that consent; others still can."""
    permit_days: int = 30
    """For how long a residence permit that was handed in before a case is held (P)."""
    release_days: int = 1
    """Working days in which the origin should send the file (P)."""
    escalate_days: int = 2
    """After so many working days its superior is told (P)."""
    takeover_days: int = 3
    """After so many working days the province takes over (P)."""
    check_days: int = 1
    """Working days in which the destination checks the file (P)."""
    inspection_days: int = 30
    """Within how many days the car must be shown, else the office decides in writing (P)."""
    correction_days: int = 30
    """Within how many days a correction must come (P)."""
    silence_days: int = 5
    """Working days in which the office decides in writing once nothing came in time (P)."""
    remind_days: int = 5
    """So many days before a person's time ends they are reminded (P)."""
    offered_numbers: int = 10
    """How many random numbers are offered at once (facts: ten)."""
    offer_minutes: int = 30
    """For how long the offered numbers are kept for one person (P)."""
    offer_rounds: int = 3
    """How often ten numbers are drawn for one case (P)."""
    stock_plate_days: int = 30
    """Life of a temporary plate of a dealer's stock (U)."""
    price_outlier_percent: int = 40
    """A price so far below the market price turns the case on site (P)."""
    issuing_letters: Mapping[str, str] = field(default_factory=dict)
    """City (four digits or six) to 发牌机关代号, beside or instead of rules/issuing_letters.py."""

    def __post_init__(self) -> None:
        for one in fields(self):
            if one.name != "issuing_letters" and not 1 <= getattr(self, one.name) <= 366:
                raise ImproperlyConfigured(f"TONGBAN_TRANSFERS: {one.name} must be from 1 to 366")
        if not self.release_days <= self.escalate_days <= self.takeover_days:
            raise ImproperlyConfigured("TONGBAN_TRANSFERS: release, escalate and takeover days must rise")


@cache
def profile() -> Profile:
    """The profile of this installation; ImproperlyConfigured names a wrong or unknown field."""
    chosen = getattr(settings, "TRANSFERS", {})
    known = {one.name for one in fields(Profile)}
    if unknown := sorted(set(chosen) - known):
        raise ImproperlyConfigured(f"TONGBAN_TRANSFERS: unknown {', '.join(unknown)}")
    return Profile(**chosen)
