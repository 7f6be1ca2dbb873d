"""Changing the registers: one public function for each thing that happens.

Every function has the same shape: lock the row; guard; change with a new version; record in the journal;
announce with a RegisterEvent; all in one transaction. It returns the record as it is afterwards.
`by` is an internal key ("officer:<uuid>", "system:<name>"). `at` is an aware moment in UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tongban.registers.records import DriverRecord


def add_points(
    *,
    driver_id: UUID,
    points: int,
    reason: str,
    by: str,
    at: datetime,
    on: date | None = None,
    is_fine_paid: bool = True,
) -> DriverRecord:
    """Count 12, 9, 6, 3 or 1 points for a violation (163号 Articles 8 to 12). At 12 and more letter B joins."""
    raise NotImplementedError


def set_letter(*, driver_id: UUID, letter: str, reason: str, by: str, at: datetime) -> DriverRecord:
    """Add a status letter other than A. Does nothing when it is already there."""
    raise NotImplementedError


def clear_letter(*, driver_id: UUID, letter: str, reason: str, by: str, at: datetime) -> DriverRecord:
    """Take a status letter away; A returns with the last one. Does nothing when it is not there."""
    raise NotImplementedError


def pass_full_mark_education(*, driver_id: UUID, by: str, at: datetime) -> DriverRecord:
    """满分教育 passed: the counted points are cleared and letter B goes (163号 Articles 18 to 22)."""
    raise NotImplementedError


def renew(*, driver_id: UUID, by: str, at: datetime, card_core_number: str) -> DriverRecord:
    """换证: a new period of 6 years, 10 years or 长期 (162号 Articles 13, 62, 63), a new card, letter M cleared."""
    raise NotImplementedError


def change_classes(
    *, driver_id: UUID, classes: tuple[str, ...], reason: str, by: str, at: datetime, card_core_number: str
) -> DriverRecord:
    """增加准驾车型 or 降级: the new set of classes; kept ones keep their start day, new ones start today."""
    raise NotImplementedError


def replace_card(*, driver_id: UUID, reason: str, by: str, at: datetime, card_core_number: str) -> DriverRecord:
    """补证: a new card core number; the old card is void (162号 Article 98)."""
    raise NotImplementedError


def change_office(*, driver_id: UUID, office: str, issuing_authority: str, by: str, at: datetime) -> DriverRecord:
    """转入: another office is now the issuing authority; letter C goes."""
    raise NotImplementedError


def change_portrait(*, driver_id: UUID, image: bytes, by: str, at: datetime) -> DriverRecord:
    """A new register photo (JPEG)."""
    raise NotImplementedError


def record_death(*, driver_id: UUID, on: date, by: str, at: datetime) -> DriverRecord:
    """The driver died on the day `on`: the licence is cancelled, letter G (162号 Article 79)."""
    raise NotImplementedError
