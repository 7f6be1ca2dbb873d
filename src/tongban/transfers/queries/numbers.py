"""Plate numbers: an office's letters, and what is kept for a former owner."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tongban.offices import queries as offices
from tongban.registers import queries as registers
from tongban.transfers.profile import profile
from tongban.transfers.rules.issuing_letters import prefix_of


def issuing_letters(office: str) -> str:
    """发牌机关代号 of an office, e.g. 苏E; NotFound("office.unknown")."""
    more = {offices.city_of(place): letters for place, letters in profile().issuing_letters.items()}
    return prefix_of(offices.area_of(offices.office(office).code), more=more)


def kept_numbers(citizen_id: UUID, *, office: str, kind: str, at: datetime) -> list[str]:
    """The numbers of this kind that this office keeps for a former owner (第四十四条)."""
    return registers.kept_numbers(citizen_id, plate_kind=kind, prefix=issuing_letters(office), at=at)
