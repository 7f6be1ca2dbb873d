"""What is known of an application for a pass when it is looked at. Nothing here is asked of the haulier twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tongban.passes.granting.terms import ApplicantName
from tongban.passes.rules.facts import Spot, Trip, Vehicle
from tongban.passes.rules.records import Id, Window


class ListedFor(StrEnum):
    """Why somebody may not apply for a time."""

    FALSE_PAPERS = "false-papers"  # 行政许可法 78: one year, where public safety is directly concerned
    FRAUD = "fraud"  # 行政许可法 79: three years, where public safety is directly concerned
    LOCAL = "local"  # a local law's own list


@dataclass(frozen=True)
class Listing:
    """An entry in the ledger of those who may not apply: why, and the last day (None: no end was set)."""

    ground: ListedFor
    until: date | None


@dataclass(frozen=True)
class Driver:
    """Somebody who is named as a driver. may_drive: their classes cover the vehicle on that day; None: nobody knows."""

    may_drive: bool | None


@dataclass(frozen=True)
class Asked:
    """One vehicle, one city, one type of pass.

    at: when it came. letters: the register's status letters of the vehicle. is_ended: the firm was struck off.
    first, last: the term that is wanted, both in. windows: the hours, () = all that the type can open. spots: where the
    vehicle will be: of the areas chosen, or along the route. materials: what was handed in, with the last day on which it
    is valid (None: no end). open_violations: None when nobody knows. taken: passes of the type that were accepted before
    this one, by place and day.
    """

    at: datetime
    vehicle: Vehicle
    letters: frozenset[str]
    applicant: ApplicantName
    first: date
    last: date
    spots: tuple[Spot, ...]
    windows: tuple[Window, ...] = ()
    trip: Trip = field(default_factory=Trip)
    is_ended: bool = False
    materials: Mapping[Id, date | None] = field(default_factory=dict)
    drivers: tuple[Driver, ...] = ()
    open_violations: int | None = None
    listings: tuple[Listing, ...] = ()
    taken: Mapping[tuple[Id, date], int] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """How many days the pass is to last."""
        return (self.last - self.first).days + 1
