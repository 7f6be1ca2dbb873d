"""Reading inspections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tongban.errors import NotFound
from tongban.inspections.models import Inspection
from tongban.inspections.records import Form, from_json


@dataclass(frozen=True)
class InspectionView:
    """One filled form with the codes of its photos; inspector: the officer's id."""

    attempt: int
    office: str
    inspector: UUID
    form: Form
    photos: tuple[str, ...]
    mileage_km: int
    is_passed: bool
    failed: tuple[str, ...]
    at: datetime


def inspections(matter_id: UUID) -> list[InspectionView]:
    """The filled forms of a matter, the last first."""
    return [
        InspectionView(
            attempt=row.attempt,
            office=row.office,
            inspector=row.inspector,
            form=from_json(row.form),
            photos=tuple(sorted(row.photos)),
            mileage_km=row.mileage_km,
            is_passed=row.is_passed,
            failed=tuple(row.failed),
            at=row.at,
        )
        for row in Inspection.objects.filter(matter_id=matter_id).order_by("-attempt")
    ]


def count(matters: QuerySet[Any, UUID] | Iterable[UUID]) -> int:
    """How many inspections there were for these matters; a query of their ids is asked in the same statement."""
    return Inspection.objects.filter(matter_id__in=matters).count()


def photo(matter_id: UUID, *, attempt: int, code: str) -> str:
    """The SHA-256 of a photo; NotFound("vehicle-file.photo")."""
    taken = Inspection.objects.filter(matter_id=matter_id, attempt=attempt).first()
    if taken is None or code not in taken.photos:
        raise NotFound("vehicle-file.photo")
    return str(taken.photos[code])
