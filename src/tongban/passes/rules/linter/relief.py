"""The nation's policy on delivery trucks, asked of the decisions and not of the words: what can typical trucks really do?

One ordinary fortnight is decided for each of them in each area, without alerts and without passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from tongban.passes.rules import reading
from tongban.passes.rules.compiled import DAY_MINUTES, OUTCOMES, Sheet
from tongban.passes.rules.days import EAST_MINUTES, minute_of
from tongban.passes.rules.decisions import Outcome, RuleBook
from tongban.passes.rules.facts import Question, Spot, Trip, Vehicle
from tongban.passes.rules.linter.findings import (
    ALL_DAY,
    COLD_CHAIN,
    NO_RELIEF,
    SIX_HOURS,
    SPLITS_LIGHT,
    Finding,
    Weight,
)
from tongban.passes.rules.records import City, Measure, Notice, PlateRegion, Zone
from tongban.verdicts import Text

DAYS = 14
LEAST_MINUTES = 6 * 60
PEAKS = ((6 * 60 + 30, 9 * 60 + 30), (16 * 60 + 30, 20 * 60))
OPEN = OUTCOMES.index(Outcome.ALLOWED)
DELIVERY = Vehicle(
    plate="京A12345", plate_kind="02", size="light", body="box", uses=frozenset({"urban-delivery"}), energy="diesel",
    emission=6, devices=frozenset(), lists=frozenset(), rated_load_kg=1495, gross_mass_kg=4495, axle_load_kg=2500, axles=2,
    length_mm=5995, width_mm=2100, height_mm=2800,
)  # fmt: skip
NEW_ENERGY: dict[str, Any] = {"energy": "electric", "emission": 99, "plate_kind": "52"}
COLD: dict[str, Any] = {"uses": frozenset({"urban-delivery", "cold-chain"})}


def findings(book: RuleBook, notice: Notice, *, since: datetime) -> Iterator[Finding]:
    """TR-11 to TR-15 for each area of the notice, on the 14 days from `since` on."""
    delivery = replace(DELIVERY, plate=f"{local_prefix(notice)}12345")
    for place in notice.places:
        if not isinstance(place, City | Zone):
            continue
        hours = {name: _open(book, vehicle, place.id, since) for name, vehicle in _trucks(notice, delivery).items()}
        yield from _asked(place, hours)


def _asked(place: City | Zone, hours: dict[str, bytes]) -> Iterator[Finding]:
    name, plain = Text(place.name.zh, place.name.en), hours.pop("delivery")
    new_energy, cold = hours.pop("new-energy"), hours.pop("cold-chain")
    is_whole = isinstance(place, City) or place.extent == "built-up"
    if is_whole and not any(plain):
        yield Finding(ALL_DAY, Weight.ERROR, (place.id,), name)
    least = min(sum(plain[day : day + DAY_MINUTES]) for day in range(0, len(plain), DAY_MINUTES))
    if least < LEAST_MINUTES:
        told = f"{least // 60}:{least % 60:02}"
        yield Finding(
            SIX_HOURS,
            Weight.ERROR,
            (place.id,),
            Text(f"{name.zh}：最少的一天{told}", f"{name.en}: {told} on the worst day"),
        )
    if split := ", ".join(other for other, minutes in hours.items() if minutes != plain):
        yield Finding(SPLITS_LIGHT, Weight.ERROR, (place.id,), Text(f"{name.zh}：{split}", f"{name.en}: {split}"))
    if any(not is_open and not _is_peak(minute) for minute, is_open in enumerate(new_energy)):
        yield Finding(NO_RELIEF, Weight.ERROR, (place.id,), name)
    if any(not mine and theirs for mine, theirs in zip(cold, new_energy, strict=True)):
        yield Finding(COLD_CHAIN, Weight.ERROR, (place.id,), name)


def _trucks(notice: Notice, delivery: Vehicle) -> dict[str, Vehicle]:
    """The delivery truck; as new energy and cold chain; and as light trucks that differ from it in tonnage or plate only."""
    found = {
        "delivery": delivery,
        "new-energy": replace(delivery, **NEW_ENERGY),
        "cold-chain": replace(delivery, **COLD),
        "plate-kind 01": replace(delivery, plate_kind="01"),
    }
    for clause in notice.clauses:
        for one in reading.conditions(clause):
            if isinstance(one, Measure) and one.of in ("rated_load_kg", "gross_mass_kg"):
                bounds = [bound for bound in (one.at_least, one.above, one.at_most, one.below) if bound is not None]
                for value in {bound + step for bound in bounds for step in (-1, 0, 1)}:
                    if 0 < value < (4500 if one.of == "gross_mass_kg" else 3000):
                        found[f"{one.of} {value}"] = replace(delivery, **{one.of: value})
    return found


def local_prefix(notice: Notice) -> str:
    """The issuing letters that the notice names first, which are the city's own in every notice that was seen; else any."""
    named = (
        prefix
        for clause in notice.clauses
        for one in reading.conditions(clause)
        if isinstance(one, PlateRegion)
        for prefix in one.one_of
    )
    return f"{next(named, '京A'):A<2}"


def _open(book: RuleBook, vehicle: Vehicle, place: str, since: datetime) -> bytes:
    """For each minute of the fortnight 1 if the truck may come in and be there."""
    nowhere = Trip(cargo=frozenset({"other"}), begins_in=frozenset(), ends_in=frozenset({place}))
    question = Question(vehicle=vehicle, spot=Spot(), at=since, trip=nowhere)
    strip = Sheet(book, question).at(Spot(inside=frozenset({place})))
    first = minute_of(since) // DAY_MINUTES
    rows = b"".join(strip.row(day).outcomes for day in range(first, first + DAYS))
    return rows.translate(bytes(n == OPEN for n in range(256)))


def _is_peak(minute: int) -> bool:
    return any(start <= minute % DAY_MINUTES < end for start, end in PEAKS)


def monday(at: datetime) -> datetime:
    """Midnight in China of the first Monday that begins at or after the moment, so that weeks are whole."""
    day = -(-minute_of(at) // DAY_MINUTES)
    day += -(day + 3) % 7  # 1970 began on a Thursday
    return datetime.fromtimestamp((day * DAY_MINUTES - EAST_MINUTES) * 60, UTC)
