"""What the rules of the electronic vehicle licence look at: plain facts of the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongban.identifiers import is_person


@dataclass(frozen=True)
class VehicleFacts:
    """A vehicle in the register, at one moment.

    letters: 机动车状态, a set ("A" stands alone). inspected_until, insured_until: last day of each.
    """

    letters: frozenset[str]
    owner_number: str
    plate_kind: str
    plate: str
    office: str
    inspected_until: date
    insured_until: date


def shown_owner(name: str, number: str) -> str:
    """The owner as a code may say it: a person's name with "*" for all but the first character of each part, an
    organisation's name in full, for that is public."""
    if not is_person(number):
        return name
    return "·".join(part[:1] + "*" * (len(part) - 1) for part in name.split("·"))
