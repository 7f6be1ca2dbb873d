"""What a vehicle of the invented population has been through: earlier owners, inspections, mileages. Pure."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from tongban.calendars import years_later
from tongban.registers.records import LineKind, VehicleLine, VehicleRecord

INSPECTED_AT_AGE = (6, 10, *range(11, 40))  # 小型私家车 on site in the 6th and 10th year, then every year
KM_A_YEAR = (6_000, 22_000)


def given(vehicle: VehicleRecord, *, on: date) -> tuple[VehicleRecord, tuple[VehicleLine, ...]]:
    """The vehicle with its last mileage and the day of its owner, and its history up to the day `on`.

    Drawn from the vehicle's own id, so that it is the same whoever else is in the population.
    """
    chance = random.Random(f"past {vehicle.id}")  # noqa: S311 - a story, not a secret
    a_day = chance.uniform(*KM_A_YEAR) / 365
    lines = [VehicleLine(LineKind.REGISTERED, vehicle.registered_on, vehicle.office, vehicle.plate)]
    for age in INSPECTED_AT_AGE:
        day = years_later(vehicle.registered_on, age) - timedelta(days=chance.randrange(5, 60))
        if day < on:
            km = round((day - vehicle.registered_on).days * a_day)
            lines.append(VehicleLine(LineKind.INSPECTED, day, vehicle.office, vehicle.plate, km))
    age_days = (on - vehicle.registered_on).days
    if age_days > 1500 and chance.random() < 0.3:
        day = vehicle.registered_on + timedelta(days=chance.randrange(700, age_days))
        lines.append(VehicleLine(LineKind.TRANSFERRED, day, vehicle.office, vehicle.plate, detail="二手车交易"))
        vehicle = replace(vehicle, owner_since=day)
    lines.sort(key=lambda line: line.on)
    return replace(vehicle, mileage_km=max(line.mileage_km for line in lines)), tuple(lines)
