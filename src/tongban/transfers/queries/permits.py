"""Residence permits that were handed in before a case: for their own person and for the case that begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tongban.offices import queries as offices
from tongban.transfers.models import HeldPermit
from tongban.verdicts import Text


@dataclass(frozen=True)
class PermitRecord:
    """What its person sees of it. city: six digits; place: its name."""

    city: str
    place: Text
    until: datetime


def permits_of(citizen_id: UUID, *, at: datetime) -> list[PermitRecord]:
    """The permits that are held for this person, one a city."""
    rows = dict(held(citizen_id, at=at).values_list("city", "until"))
    return [PermitRecord(city, offices.place_name(city), until) for city, until in rows.items()]


def is_held(citizen_id: UUID, *, destination: str, at: datetime) -> bool:
    """True if a permit is held that counts for this office."""
    return held(citizen_id, at=at).filter(city=offices.city_of(destination)).exists()


def papers_of(citizen_id: UUID, *, destination: str, at: datetime) -> dict[str, tuple[bytes, str]]:
    """The permit that counts for this office as a paper of a case, name -> content and media type; {} for none."""
    row = held(citizen_id, at=at).filter(city=offices.city_of(destination)).last()
    return {} if row is None else {"residence_permit": (bytes(row.content), row.media_type)}


def held(citizen_id: UUID, *, at: datetime) -> QuerySet[HeldPermit]:
    """The rows that still hold a page, oldest first."""
    rows = HeldPermit.objects.filter(citizen_id=citizen_id, until__gt=at).exclude(content=b"")
    return rows.order_by("handed_at", "pk")
