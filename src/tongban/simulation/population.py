"""An invented population from a seed: drivers with licences and points, vehicles with plates. Pure.

The same seed and day give the same records. Ids and numbers depend on the seed alone, so that seeding again on
another day meets the same people. Numbers are well formed and belong to nobody on purpose; names begin 样本·.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from tongban.calendars import years_later
from tongban.identifiers import CardCoreNumber, FileNumber, LicenceNumber, identity_check
from tongban.offices import queries as offices
from tongban.registers.codes import classes as classes_of
from tongban.registers.records import DriverRecord, PointsRecord, Sex, VehicleLine, VehicleRecord
from tongban.simulation import fleet, garage, pasts, story_cars
from tongban.simulation.country import CITIES, GIVEN_FEMALE, GIVEN_MALE, STREETS, SURNAMES, City
from tongban.simulation.fleet import drawn_uuid
from tongban.simulation.personas import PERSONAS, Licence, Persona

SEED = 20211210  # the day on which the four measures went nation-wide
DRAWN_PERSONAS = 4  # so many stood in the first population; later ones draw nothing, and nobody else's draw moves
FACES = 240  # that many different faces; drawing one takes 4 ms
LEAST_AGE = {"A1": 22, "A2": 22, "A3": 20, "B1": 20, "B2": 20, "C6": 20}  # 162 Article 14; 18 for the others
CLASSES = (
    ("C1", 62),
    ("C2", 18),
    ("C1D", 4),
    ("C1E", 4),
    ("B2", 4),
    ("A2", 3),
    ("B1", 1),
    ("A1", 1),
    ("D", 2),
    ("C5", 1),
)
VIOLATIONS = ("超速10%以上未达20%", "违反禁止标线指示", "不按规定使用灯光", "违反交通信号灯", "驾车时拨打接听手持电话")
ODD_LETTERS = (("H", 30), ("I", 6), ("S", 5), ("D", 4), ("U", 4), ("K", 2), ("J", 2), ("L", 1), ("F", 1), ("G", 2))


@dataclass(frozen=True)
class Population:
    """What goes into the registers. lines: the history of vehicles by their id.

    faces: for each driver's id the seed, sex and greyness of the portrait.
    """

    drivers: tuple[DriverRecord, ...]
    points: tuple[PointsRecord, ...]
    vehicles: tuple[VehicleRecord, ...]
    lines: Mapping[UUID, tuple[VehicleLine, ...]]
    faces: dict[UUID, tuple[int, bool, bool]]


def populate(*, seed: int = SEED, drivers: int = 3000, on: date) -> Population:
    """`drivers` invented drivers besides the personas, two vehicles to three drivers, as they are on the day `on`."""
    chance = random.Random(f"population {seed}")  # noqa: S311 - a story, not a secret
    made, points, faces, numbers = [], [], {}, set()
    for persona in PERSONAS:
        if persona.number and persona.licence:
            driver, lines = _persona(persona, persona.licence, seed=seed, on=on)
            made.append(driver)
            points.extend(lines)
            faces[driver.id] = (persona.portrait_seed, persona.is_male, persona.is_grey)
            numbers.add(driver.number)
    for serial in range(drivers):
        driver, lines, face = _driver(random.Random(chance.getrandbits(64)), serial=serial, taken=numbers, on=on)  # noqa: S311
        made.append(driver)
        points.extend(lines)
        faces[driver.id] = face
    personas = len(made) - drivers
    own, histories = garage.vehicles(made[:personas], on=on)
    told, told_lines = story_cars.vehicles(made[personas:], on=on)
    found = fleet.vehicles(
        chance.getrandbits(64),
        owners=made[:DRAWN_PERSONAS] + made[personas:],
        without=frozenset(driver.number for driver in made[:personas]),
        taken={(vehicle.plate_kind, vehicle.plate) for vehicle in (*own, *told)},
        on=on,
    )
    for vehicle, past in (pasts.given(one, on=on) for one in found):
        own.append(vehicle)
        histories[vehicle.id] = past
    return Population(tuple(made), tuple(points), (*own, *told), histories | told_lines, faces)


# --- Drivers -------------------------------------------------------------------------------------------------


def _driver(
    chance: random.Random, *, serial: int, taken: set[LicenceNumber], on: date
) -> tuple[DriverRecord, list[PointsRecord], tuple[int, bool, bool]]:
    city = chance.choices(CITIES, [city.share for city in CITIES])[0]
    classes = chance.choices([text for text, _ in CLASSES], [weight for _, weight in CLASSES])[0]
    number = _number(chance, city, taken)
    born, is_male = number.born, bool(number.is_male)
    assert born is not None
    first_issued = _first_issued(chance, born, classes)
    valid_from, valid_until, is_expired = _validity(chance, first_issued, on)
    name, latin = _name(chance, is_male=is_male)
    driver_id = drawn_uuid(chance)
    start, end = _cycle(first_issued, on)
    lines = _points(chance, driver_id, start=start, on=on)
    total = sum(line.points for line in lines)
    letters = _letters(chance, total=total, is_expired=is_expired)
    document, nationality = _elsewhere(serial)
    driver = DriverRecord(
        id=driver_id,
        number=document or number,
        name=name,
        name_latin=latin,
        sex=Sex.MALE if is_male else Sex.FEMALE,
        nationality=nationality,
        born=born,
        first_issued=first_issued,
        classes=classes_of(classes),
        class_dates=dict.fromkeys(classes_of(classes), first_issued),
        valid_from=valid_from,
        valid_until=valid_until,
        file_number=FileNumber(f"{city.prefix}{10_000_000 + serial}"),
        card_core_number=CardCoreNumber(
            f"{offices.province_of(city.prefix)}{chance.randrange(10):d}{serial + 10**9:010d}"
        ),
        office=city.office,
        issuing_authority=city.authority_zh,
        address=f"{chance.choice(STREETS)}{chance.randrange(1, 300)}号{chance.randrange(1, 20)}栋",
        remarks="",
        letters=letters,
        points=total,
        cycle_start=start,
        cycle_end=end,
        version=1,
        portrait_digest="",
    )
    is_grey = on.year - born.year > 62
    return driver, lines, (1000 + chance.randrange(FACES // 4), is_male, is_grey)


def _persona(persona: Persona, licence: Licence, *, seed: int, on: date) -> tuple[DriverRecord, list[PointsRecord]]:
    chance = random.Random(f"persona {seed} {persona.username}")  # noqa: S311
    number = persona.number
    assert number is not None
    assert number.born is not None
    city = next(city for city in CITIES if city.prefix == licence.area)
    valid_from, valid_until, _ = _renewed(licence.first_issued, on)
    start, end = _cycle(licence.first_issued, on)
    driver_id = drawn_uuid(chance)
    days = [start + timedelta(days=round((on - start).days * (k + 1) / (len(licence.points) + 1))) for k in range(3)]
    lines = [_line(chance, driver_id, points, day) for points, day in zip(licence.points, days, strict=False)]
    total = sum(licence.points)
    letters = frozenset(licence.letters) | ({"B"} if total >= 12 else set())
    driver = DriverRecord(
        id=driver_id,
        number=number,
        name=persona.name,
        name_latin=persona.name_latin,
        sex=Sex.MALE if persona.is_male else Sex.FEMALE,
        nationality="CN",
        born=number.born,
        first_issued=licence.first_issued,
        classes=classes_of(licence.classes),
        class_dates=dict.fromkeys(classes_of(licence.classes), licence.first_issued),
        valid_from=valid_from,
        valid_until=valid_until,
        file_number=FileNumber(licence.file_number),
        card_core_number=CardCoreNumber(licence.card_core_number),
        office=city.office,
        issuing_authority=city.authority_zh,
        address=licence.address,
        remarks="",
        letters=letters or frozenset({"A"}),
        points=total,
        cycle_start=start,
        cycle_end=end,
        version=1,
        portrait_digest="",
    )
    return driver, lines


def _elsewhere(serial: int) -> tuple[LicenceNumber | None, str]:
    """Every fiftieth driver or so has a document of somewhere else: (number, nationality); (None, "CN") for others."""
    of_kind = serial // 200  # counts the documents of one kind
    documents = {
        13: (f"H{10_000_000 + serial}", "CN"),  # travel permit of Hong Kong
        29: (f"{20_000_000 + serial}", "CN"),  # of Taiwan
        43: (f"X{10_000_000 + serial}", "GB"),  # passport
        71: (f"CAN1100{50 + of_kind // 100 % 50}0101{of_kind % 100:02d}", "CA"),  # permanent residence card before 2023
    }
    text, nationality = documents.get(serial % 100 if serial < 100 else serial % 200, ("", "CN"))
    return (LicenceNumber(text) if text else None), nationality


def _number(chance: random.Random, city: City, taken: set[LicenceNumber]) -> LicenceNumber:
    while True:
        born = date(1950, 1, 1) + timedelta(days=int(chance.triangular(0, 20300, 14500)))
        first_17 = f"{chance.choice(city.areas)}{born:%Y%m%d}{chance.randrange(100, 1000)}"
        number = LicenceNumber(first_17 + identity_check(first_17))
        if number not in taken:
            taken.add(number)
            return number


def _first_issued(chance: random.Random, born: date, classes: str) -> date:
    """Between the least age for the classes and the end of 2025; nobody before 1985."""
    least = max(LEAST_AGE.get(code, 18) for code in classes_of(classes))
    opens = max(years_later(born, least), date(1985, 1, 1))
    span = (date(2025, 12, 31) - opens).days
    return opens + timedelta(days=int(span * chance.random() ** 1.6))


def _validity(chance: random.Random, first_issued: date, on: date) -> tuple[date, date | None, bool]:
    """One in eighty forgot to renew, if the last period ended within the last year."""
    valid_from, valid_until, before = _renewed(first_issued, on)
    is_forgotten = chance.random() < 1 / 8
    if before is not None and is_forgotten and (on - valid_from).days < 300:
        return before, valid_from, valid_from < on
    return valid_from, valid_until, False


def _renewed(first_issued: date, on: date) -> tuple[date, date | None, date | None]:
    """The running period of 6 years, 10 years or for ever, and when the period before it began."""
    second = years_later(first_issued, 6)
    third = years_later(second, 10)
    if on < second:
        return first_issued, second, None
    if on < third:
        return second, third, first_issued
    return third, None, second


def _cycle(first_issued: date, on: date) -> tuple[date, date]:
    years = on.year - first_issued.year
    if years_later(first_issued, years) > on:
        years -= 1
    return years_later(first_issued, years), years_later(first_issued, years + 1)


def _points(chance: random.Random, driver_id: UUID, *, start: date, on: date) -> list[PointsRecord]:
    """Three in four have none, one in sixty has 12."""
    fate = chance.random()
    values: tuple[int, ...] = ()
    if fate < 1 / 60:
        values = chance.choice(((12,), (9, 3), (6, 6)))
    elif fate < 0.25:
        values = tuple(chance.choice((1, 1, 1, 3, 3, 6)) for _ in range(chance.choice((1, 1, 2))))
    if sum(values) > 12:
        values = values[:1]
    days = sorted(start + timedelta(days=chance.randrange(max(1, (on - start).days))) for _ in values)
    return [_line(chance, driver_id, points, day) for points, day in zip(values, days, strict=True)]


def _line(chance: random.Random, driver_id: UUID, points: int, day: date) -> PointsRecord:
    return PointsRecord(
        id=drawn_uuid(chance),
        driver_id=driver_id,
        points=points,
        reason=chance.choice(VIOLATIONS),
        on=day,
        at=datetime.combine(day, time(8, 30), UTC),
        is_fine_paid=chance.random() < 0.9,
        is_counted=True,
    )


def _letters(chance: random.Random, *, total: int, is_expired: bool) -> frozenset[str]:
    letters = set()
    if total >= 12:
        letters.add("B")
    if is_expired:
        letters.add("M")
    if chance.random() < 0.06:
        letters.add(chance.choices([letter for letter, _ in ODD_LETTERS], [weight for _, weight in ODD_LETTERS])[0])
    return frozenset(letters or {"A"})


def _name(chance: random.Random, *, is_male: bool) -> tuple[str, str]:
    surname, surname_latin = chance.choice(SURNAMES)
    given, given_latin = chance.choice(GIVEN_MALE if is_male else GIVEN_FEMALE)
    return f"样本·{surname}{given}", f"SPECIMEN {surname_latin} {given_latin}"
