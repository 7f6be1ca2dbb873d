"""What is asked about: a vehicle, its trip, the passes held, the alerts in force, the spot. None: nobody knows.

Facts come from the register, from the haulier or from a camera; whoever does not know one leaves it None and gets
"cannot be told: needs X", never a silent yes. An empty set is a known fact: no use, no device, no list.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from tongban.passes.rules.records import (
    AlertLevel,
    BodyName,
    CargoName,
    DeviceName,
    EnergyName,
    Id,
    Moment,
    Named,
    Record,
    Schedule,
    SizeName,
    Stage,
    UseName,
)
from tongban.verdicts import Text


class Vehicle(Record, frozen=True):
    """A truck as far as it is known. emission: 99 for zero emission."""

    plate: Annotated[str, Meta(min_length=2, max_length=12)] | None = None
    plate_kind: str | None = None
    size: SizeName | None = None
    body: BodyName | None = None
    uses: frozenset[UseName] | None = None
    energy: EnergyName | None = None
    emission: Stage | None = None
    devices: frozenset[DeviceName] | None = None
    lists: frozenset[str] | None = None
    rated_load_kg: int | None = None
    gross_mass_kg: int | None = None
    axle_load_kg: int | None = None
    axles: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None


class Trip(Record, frozen=True):
    """What is carried, and in which places the trip begins and ends."""

    cargo: frozenset[CargoName] | None = None
    begins_in: frozenset[Id] | None = None
    ends_in: frozenset[Id] | None = None


class Pass(Record, frozen=True):
    """A pass that is held. places, roads: where alone it counts; schedule: when alone; None: no such limit. Its term begins
    and ends on whole minutes, ValueError otherwise: then a minute has one answer."""

    type: Id
    number: Named
    starts: Moment
    ends: Moment
    places: frozenset[Id] | None = None
    roads: frozenset[Id] | None = None
    schedule: Schedule | None = None

    def __post_init__(self) -> None:
        if any(moment.second or moment.microsecond for moment in (self.starts, self.ends)):
            raise ValueError("expected moments on a whole minute")


class Spot(Record, frozen=True):
    """Where, and what is done there. inside, unsure: the places of the notices that surely and perhaps hold the spot.
    doing: driving or standing there ("be", "stop"), or coming in ("enter"). before: the places that held the spot that one
    comes from; None: from outside of all of them. road: the city's segment, if it is known."""

    inside: frozenset[Id] = frozenset()
    unsure: frozenset[Id] = frozenset()
    doing: Literal["enter", "be", "stop"] = "enter"
    before: frozenset[Id] | None = None
    road: Id | None = None


class Question(Record, frozen=True):
    """May this vehicle do this, there, then? alerts: kind and level of those in force; {}: none; None: nobody knows."""

    vehicle: Vehicle
    spot: Spot
    at: Moment
    trip: Trip = Trip()
    alerts: dict[str, AlertLevel] | None = {}  # noqa: RUF012 - msgspec copies an empty default
    passes: tuple[Pass, ...] = ()


FACTS = {
    "plate": Text("号牌号码", "the plate number"),
    "plate_kind": Text("号牌种类", "the kind of plate"),
    "size": Text("车型（重型、中型、轻型、微型）", "the size class"),
    "body": Text("车身形式", "the body"),
    "uses": Text("车辆用途", "what the vehicle is used for"),
    "energy": Text("能源种类", "the kind of energy"),
    "emission": Text("排放阶段", "the emission stage"),
    "devices": Text("加装的装置", "the devices that are fitted"),
    "lists": Text("是否已备案", "the lists in which it stands"),
    "rated_load_kg": Text("核定载质量", "the rated load"),
    "gross_mass_kg": Text("总质量", "the gross mass"),
    "axle_load_kg": Text("轴荷", "the axle load"),
    "axles": Text("轴数", "the number of axles"),
    "length_mm": Text("车长", "the length"),
    "width_mm": Text("车宽", "the width"),
    "height_mm": Text("车高", "the height"),
    "cargo": Text("所载货物", "what is carried"),
    "trip": Text("起点和终点", "where the trip begins and ends"),
    "alerts": Text("预警级别", "the alert in force"),
    "road": Text("所在道路", "the road it is on"),
    "time": Text("时间", "the hour"),
    "passes": Text("所持通行码", "the passes held"),
    "notice": Text("通告没有写明，请问市里", "the notice does not say; ask the city"),
}
"""Every fact that a rule can read, for a reader. "notice" is what no fact of the asker could settle."""
