"""Plate numbers: an office's letters, and what is kept for a former owner."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tongban.offices import queries as offices
from tongban.transfers.models import NumberState, PlateNumber
from tongban.transfers.profile import profile
from tongban.transfers.rules.issuing_letters import prefix_of


def issuing_letters(office: str) -> str:
    """发牌机关代号 of an office, e.g. 苏E; NotFound("office.unknown")."""
    more = {offices.city_of(place): letters for place, letters in profile().issuing_letters.items()}
    return prefix_of(offices.area_of(offices.office(office).code), more=more)


def kept_numbers(citizen_id: UUID, *, office: str, kind: str, at: datetime) -> list[str]:
    """The numbers of this kind that this office keeps for a former owner (第四十四条)."""
    rows = PlateNumber.objects.filter(
        kept_for=citizen_id,
        state=NumberState.KEPT,
        plate_kind=kind,
        until__gt=at,
        plate__startswith=issuing_letters(office),
    )
    return sorted(rows.values_list("plate", flat=True))


def offered(transfer_id: UUID, *, at: datetime) -> list[str]:
    """The numbers that are kept for a case right now."""
    rows = PlateNumber.objects.filter(transfer_id=transfer_id, state=NumberState.OFFERED, until__gt=at)
    return sorted(rows.values_list("plate", flat=True))
