"""The vehicles of the invented population: two to three drivers, of the kinds that are on the road. Pure."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from tongban.calendars import years_later
from tongban.identifiers import VIN_VALUES, VIN_WEIGHTS, OfficeCode, Plate, Vin
from tongban.registers.records import DriverRecord, VehicleRecord
from tongban.simulation.country import CITIES, City

SERIAL = string.digits + "ABCDEFGHJKLMNPQRSTUVWXYZ"


class Car(NamedTuple):
    """A kind of vehicle on the road and how common it is; codes as in registers/codes.json."""

    type: str
    plate_kind: str
    use: str
    fuel: str
    emission: str
    seats: int
    total_mass_kg: int
    length_mm: int
    model: str
    share: int


CARS = (
    Car("K33", "02", "A", "A", "6", 5, 1850, 4650, "样本牌 YB7150", 60),
    Car("K33", "52", "A", "C", "99", 5, 2200, 4700, "样本牌 YB7000EV", 22),
    Car("K31", "02", "A", "A", "5", 7, 2400, 4900, "样本牌 YB6490", 8),
    Car("K33", "02", "G", "AC", "6", 5, 1900, 4650, "样本牌 YB7180HEV", 3),
    Car("H32", "02", "F", "B", "6", 2, 4495, 5995, "样本牌 YB5041XXY", 5),
    Car("H11", "01", "F", "B", "5", 2, 25000, 9000, "样本牌 YB1250", 2),
)


def vehicles(
    seed: int, *, owners: list[DriverRecord], without: frozenset[str], taken: set[tuple[str, str]], on: date
) -> Iterator[VehicleRecord]:
    """One vehicle for two of three owners. without: numbers of owners who have theirs from the garage.

    Those owners are drawn like the others, so that everybody else keeps the vehicle of earlier seedings.
    taken: (plate kind, plate) of vehicles that are there already; the new ones join it.
    """
    chance = random.Random(seed)  # noqa: S311
    cities = {city.office: city for city in CITIES}
    for serial, owner in enumerate(owners):
        is_owner = chance.random() < 2 / 3
        own = random.Random(chance.getrandbits(64))  # noqa: S311
        if is_owner and owner.number not in without:
            yield _vehicle(own, serial=serial, owner=owner, city=cities[owner.office], taken=taken, on=on)


def _vehicle(
    chance: random.Random, *, serial: int, owner: DriverRecord, city: City, taken: set[tuple[str, str]], on: date
) -> VehicleRecord:
    car = chance.choices(CARS, [car.share for car in CARS])[0]
    registered = date(2012, 1, 1) + timedelta(days=chance.randrange(5000))
    years = max(0, on.year - registered.year)
    inspected = years_later(registered, years + (2 if years < 6 else 1))
    is_lapsed = chance.random() < 0.02 and years > 6
    odd = chance.choices((("A",), ("G",), ("L",), ("K",)), (93, 5, 1, 1))[0]
    return VehicleRecord(
        id=drawn_uuid(chance),
        plate_kind=car.plate_kind,
        plate=_plate(chance, car.plate_kind, city=city, taken=taken),
        vin=_vin(chance, serial),
        engine_number=f"YB{chance.randrange(10**7):07d}",
        model=car.model,
        owner_name=owner.name,
        owner_number=str(owner.number),
        owner_address=owner.address,
        use=car.use,
        type=car.type,
        colour=chance.choice("AAABJJHEIG"),
        fuel=car.fuel,
        emission=car.emission,
        origin="A",
        seats=car.seats,
        total_mass_kg=car.total_mass_kg,
        length_mm=car.length_mm,
        registered_on=registered,
        inspected_until=on - timedelta(days=40) if is_lapsed else inspected,
        insured_until=on + timedelta(days=chance.randrange(5, 360)),
        scrapped_on=None,
        certificate_number=f"{city.prefix}{20_000_000 + serial}",
        office=OfficeCode(owner.office),
        letters=frozenset({"Q"} if is_lapsed and odd == ("A",) else odd),
        is_mortgaged=chance.random() < 0.12,
        is_pledged=False,
        version=1,
    )


def _plate(chance: random.Random, plate_kind: str, *, city: City, taken: set[tuple[str, str]]) -> Plate:
    """GA 36: kind 52 has D to K, a character, four digits; 01 and 02 have five with at most two letters."""
    while True:
        if plate_kind == "52":
            serial = chance.choice("DABCE") + chance.choice(SERIAL) + f"{chance.randrange(10**4):04d}"
        else:
            places = [chance.choice(string.digits) for _ in range(5)]
            for place in chance.sample(range(5), chance.randrange(3)):
                places[place] = chance.choice(SERIAL[10:])
            serial = "".join(places)
        plate = Plate(city.plates + serial)
        if (plate_kind, plate) not in taken:
            taken.add((plate_kind, plate))
            return plate


def _vin(chance: random.Random, serial: int) -> Vin:
    """A number of the invented maker LYB with the right check digit; the last six count up."""
    text = (
        f"LYB{''.join(chance.choice('ABCDEFGH123456789') for _ in range(5))}0{chance.choice('FGHJKLMNPR')}A{serial:06d}"
    )
    return with_check(text)


def with_check(text: str) -> Vin:
    """The 17 characters with the right check digit in the ninth place (GB 16735)."""
    total = sum(VIN_VALUES[a] * weight for a, weight in zip(text, VIN_WEIGHTS, strict=True) if weight)
    return Vin(f"{text[:8]}{'0123456789X'[total % 11]}{text[9:]}")


def drawn_uuid(chance: random.Random) -> UUID:
    """A random UUID from `chance`."""
    return UUID(int=chance.getrandbits(128), version=4)
