"""The vehicle's history report: what happened to it at every office, without a single name (as NMVTIS, HistoVec)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tongban.inspections import queries as inspections
from tongban.registers import queries as registers
from tongban.registers.records import LineKind, VehicleLine, VehicleRecord
from tongban.transfers.models import Transfer
from tongban.transfers.stages import REGISTERED


@dataclass(frozen=True)
class Mileage:
    """One reading of the odometer; is_lower: less than an earlier one, which somebody should explain."""

    on: date
    km: int
    is_lower: bool


@dataclass(frozen=True)
class Report:
    """owners: how many there have been. brands: water, fire or total damage that no move washes off."""

    vehicle: VehicleRecord
    owners: int
    lines: tuple[VehicleLine, ...]
    mileages: tuple[Mileage, ...]
    brands: tuple[VehicleLine, ...]
    inspections: int


def report(vehicle_id: UUID) -> Report:
    """The report of one vehicle; NotFound("vehicle.unknown")."""
    vehicle = registers.vehicle_by_id(vehicle_id)
    lines = tuple(sorted(registers.vehicle_lines(vehicle_id), key=lambda line: line.on))
    cases = Transfer.objects.filter(vehicle_id=vehicle_id, stage__in=REGISTERED).values_list("pk", flat=True)
    return Report(
        vehicle=vehicle,
        owners=1 + sum(line.kind is LineKind.TRANSFERRED for line in lines),
        lines=lines,
        mileages=mileages(lines),
        brands=tuple(line for line in lines if line.is_brand),
        inspections=inspections.count(cases) + sum(line.kind is LineKind.INSPECTED for line in lines),
    )


def mileages(lines: tuple[VehicleLine, ...]) -> tuple[Mileage, ...]:
    """The odometer's readings in order; one that is lower than before is marked."""
    found: list[Mileage] = []
    highest = 0
    for line in lines:
        if line.mileage_km:
            found.append(Mileage(line.on, line.mileage_km, is_lower=line.mileage_km < highest))
            highest = max(highest, line.mileage_km)
    return tuple(found)
