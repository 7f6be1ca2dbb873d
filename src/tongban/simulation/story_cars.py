"""The cars of the cases that do not go smoothly (troubles.py), each given to somebody of the population. Pure.

They are no personas' cars, so that whoever walks through the demonstration finds those as garage.py tells them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from tongban.registers.records import DriverRecord, VehicleLine, VehicleRecord
from tongban.simulation import garage
from tongban.simulation.fleet import with_check
from tongban.simulation.garage import CHENGDU, SALE, SUZHOU, TRANSFERRED, Owned, Past

FIRST_SERIAL = 101  # the garage's engine and certificate numbers end lower


def vin(serial: int) -> str:
    """The VIN of the story car of that number."""
    return str(with_check(f"LYBST5Y10NA9{serial:05d}"))


def car(serial: int, plate: str, pasts: tuple[Past, ...] = (), *, office: str = CHENGDU) -> Owned:
    """A private car of 2022 in order, as nothing else says."""
    return Owned("", plate, vin(serial), date(2022, 5, 16), pasts, office=office, colour="AHJEB"[serial % 5])


OFTEN_SOLD = (Past(TRANSFERRED, 290, 31_000, detail=SALE), Past(TRANSFERRED, 160, 33_500, detail=SALE),
              Past(TRANSFERRED, 50, 34_900, detail=SALE))  # fmt: skip
STORIES: dict[str, Owned] = {
    "late": car(1, "川A1D7L0"),
    "urged": car(2, "川A2D7U1"),
    "refused": car(3, "川A3D7R2"),
    "refused-at-window": car(4, "川A4D7W3"),
    "correction": car(5, "川A5D7C4"),
    "on-site": car(6, "川A6D7S5", OFTEN_SOLD),
    "inspected-again": car(7, "川A7D7K6"),
    "withdrawn": car(8, "川A8D7Y7"),
    "not-accepted-in-time": car(9, "川A9D7Z8"),
    "not-confirmed": car(10, "川A0D7N9"),
    "stolen": car(11, "川A1E8T0"),
    "suspected": car(12, "川A2E8J1"),
    "old-way-inspection": car(13, "苏E3E8P2", office=SUZHOU),
    "old-way-out": car(14, "苏E4E8M3", office=SUZHOU),
    "old-way-review": car(15, "苏E5E8V4", office=SUZHOU),
}
"""By the name of the story; each owner is a driver of the car's office."""
VINS = tuple(owned.vin for owned in STORIES.values())


def vehicles(
    drivers: Sequence[DriverRecord], *, on: date
) -> tuple[list[VehicleRecord], dict[UUID, tuple[VehicleLine, ...]]]:
    """The records and their histories. drivers: the population; a small one has fewer owners, and fewer stories."""
    free = {office: iter([one for one in drivers if may_own(one, office)]) for office in (CHENGDU, SUZHOU)}
    records, lines = [], {}
    for serial, owned in enumerate(STORIES.values(), start=FIRST_SERIAL):
        if (owner := next(free[owned.office], None)) is not None:
            record, past = garage.vehicle(owned, owner, serial=serial, on=on)
            records.append(record)
            lines[record.id] = past
    return records, lines


def may_own(driver: DriverRecord, office: str) -> bool:
    """A resident with a licence of that office that nothing speaks against."""
    return driver.office == office and driver.is_normal and driver.died_on is None and len(driver.number) == 18
