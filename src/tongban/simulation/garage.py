"""The personas' own vehicles, each with one thing that can be met on the way to another owner. Pure.

Days that matter today (inspection, insurance, fast resale) are counted from the day of seeding; the others are fixed.
docs and the journeys name plates and VINs of this table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid5

from tongban.identifiers import LicenceNumber, OfficeCode, Plate, Vin
from tongban.registers.records import NORMAL, DriverRecord, LineKind, Owner, VehicleLine, VehicleRecord
from tongban.simulation.personas import by_username

NAMESPACE = UUID("6f4e1c1e-6f0e-4b39-9f0a-6f3b0f0b1a52")
CHENGDU = "510100000000"
SUZHOU = "320500000000"
WUXI = "320200000000"
BANK = ("样本银行股份有限公司成都分行", "91510100MAC0BANK0R")
COURT = "示例区人民法院"
SALE = "二手车交易"


@dataclass(frozen=True)
class Past:
    """A line before today. on: a day, or how many days before the seeding. plate_before: "" when it was kept."""

    kind: LineKind
    on: date | int
    mileage_km: int = 0
    plate_before: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Owned:
    """A persona's vehicle. inspected_in, insured_in: days from the seeding to the last day of validity."""

    owner: str
    plate: str
    vin: str
    registered_on: date
    pasts: tuple[Past, ...] = ()
    plate_kind: str = "02"
    type: str = "K33"
    use: str = "A"
    fuel: str = "A"
    emission: str = "6"
    model: str = "样本牌 YB7150"
    colour: str = "A"
    seats: int = 5
    total_mass_kg: int = 1850
    length_mm: int = 4650
    office: str = CHENGDU
    letters: str = NORMAL
    inspected_in: int = 365
    insured_in: int = 365
    is_mortgaged: bool = False
    seized_by: str = ""
    co_owner: str = ""


REGISTERED, TRANSFERRED, INSPECTED = LineKind.REGISTERED, LineKind.TRANSFERRED, LineKind.INSPECTED

VEHICLES = (
    # The car of the story: nothing speaks against it.
    Owned("zhaoying", "川A8K2M6", "LYBCD8A18KA900001", date(2019, 4, 18), (
        Past(TRANSFERRED, date(2022, 6, 10), 38_200, "川A1Q7B2", SALE),
        Past(INSPECTED, date(2025, 4, 12), 61_480),
    ), emission="5", model="样本牌 YB7160", colour="B"),
    # New energy: no policy on emissions holds it up.
    Owned("linxiao", "川AD12345", "LYBEV7B21PA900002", date(2023, 5, 20), plate_kind="52", fuel="C", emission="99",
          model="样本牌 YB7000EV", colour="H", total_mass_kg=2200, length_mm=4700),
    # Two owners: both have to confirm.
    Owned("zhangwei", "川A5R8T1", "LYBCA5C30MA900003", date(2021, 9, 3), co_owner="linxiao", colour="J"),
    # UC-10: mortgaged to a bank.
    Owned("zhangwei", "川A7P2D9", "LYBCB7D40NA900004", date(2022, 11, 16), (
        Past(LineKind.MORTGAGED, date(2022, 11, 16)),
    ), is_mortgaged=True, colour="E"),
    # UC-11: China III, which most cities keep out.
    Owned("zhangwei", "川A4C7E3", "LYBCC4E519A900005", date(2009, 8, 11), (
        Past(INSPECTED, date(2015, 8, 3), 84_100), Past(INSPECTED, date(2019, 8, 1), 131_600),
        Past(TRANSFERRED, date(2020, 3, 27), 139_000, detail=SALE), Past(INSPECTED, 200, 187_300),
    ), emission="3", colour="I"),
    # UC-20: changed hands three times within a year.
    Owned("zhangwei", "川A2V9Y4", "LYBCA2F62LA900006", date(2020, 7, 22), (
        Past(TRANSFERRED, 310, 52_300, detail=SALE), Past(TRANSFERRED, 170, 53_900, detail=SALE),
        Past(TRANSFERRED, 45, 54_800, detail=SALE),
    ), emission="5"),
    # UC-02: violations that nobody has dealt with.
    Owned("chentao", "川A3N6H8", "LYBCB3G71LA900007", date(2020, 2, 14), letters="G", colour="G"),
    # UC-09: the inspection ran out.
    Owned("chentao", "川A9F4J2", "LYBCC9H80EA900008", date(2014, 10, 8), (
        Past(INSPECTED, date(2020, 9, 30), 96_500), Past(INSPECTED, 405, 142_700),
    ), emission="5", letters="Q", inspected_in=-40),
    # UC-05: seized by a court.
    Owned("chentao", "川A6T1K5", "LYBCA6A90JA900009", date(2018, 6, 19), (
        Past(INSPECTED, date(2024, 6, 11), 88_800), Past(LineKind.SEIZED, 60),
    ), emission="5", letters="K", seized_by=COURT),
    # UC-01: a truck, which goes by the old way.
    Owned("chentao", "川A6W8X2", "LYBTK6B14MA900010", date(2021, 3, 30), (
        Past(INSPECTED, 150, 176_400),
    ), type="H32", use="F", fuel="B", model="样本牌 YB5041XXY", seats=2, total_mass_kg=4495, length_mm=5995),
    # Nothing forbids it, but its history must tell: flood, and a mileage that went down.
    Owned("linxiao", "川A1G5L7", "LYBCD1C23HA900011", date(2017, 1, 9), (
        Past(LineKind.FLOOD, date(2020, 8, 18), detail="水位到座椅"),
        Past(TRANSFERRED, date(2021, 4, 2), 71_300, "川A77N3Q", SALE),
        Past(INSPECTED, date(2023, 1, 5), 58_200),
        Past(LineKind.ODOMETER_DOUBT, date(2023, 1, 5), detail="低于上次读数"),
        Past(TRANSFERRED, date(2024, 2, 26), 66_900, "川A30M5E", SALE),
    ), emission="5", colour="C"),
    # Registered in Suzhou: the way back, to Chengdu.
    Owned("wutong", "苏E5B9C7", "LYBCA5D31NA900012", date(2022, 8, 8), office=SUZHOU, colour="J"),
    # Owner in Suzhou, vehicle in Wuxi: 住所迁出.
    Owned("wutong", "苏B6D2F8", "LYBCB6E48JA900013", date(2018, 12, 3), (
        Past(INSPECTED, date(2024, 11, 20), 74_300),
    ), office=WUXI, emission="5"),
)  # fmt: skip


def vehicles(
    drivers: Sequence[DriverRecord], *, on: date
) -> tuple[list[VehicleRecord], dict[UUID, tuple[VehicleLine, ...]]]:
    """The records and their histories on the day `on`. drivers: the personas in the driver register."""
    by_number = {driver.number: driver for driver in drivers}
    records, lines = [], {}
    for serial, owned in enumerate(VEHICLES, start=1):
        record, past = vehicle(owned, by_number[_number(owned.owner)], serial=serial, on=on)
        if owned.co_owner:
            other = by_number[_number(owned.co_owner)]
            record = replace(record, co_owners=(Owner(other.name, str(other.number), other.address),))
        lines[record.id] = past
        records.append(record)
    return records, lines


def vehicle(
    owned: Owned, holder: DriverRecord, *, serial: int, on: date
) -> tuple[VehicleRecord, tuple[VehicleLine, ...]]:
    """One vehicle in its owner's hands, with its history."""
    past = _lines(owned, on=on)
    since = [line.on for line in past if line.kind is TRANSFERRED]
    record = replace(
        _record(owned, holder, serial=serial, on=on),
        owner_since=since[-1] if since else owned.registered_on,
        mileage_km=next((line.mileage_km for line in reversed(past) if line.mileage_km), 0),
    )
    return record, past


def _number(username: str) -> LicenceNumber:
    number = by_username(username).number
    assert number is not None
    return number


def _record(owned: Owned, holder: DriverRecord, *, serial: int, on: date) -> VehicleRecord:
    mortgagee, mortgagee_number = BANK if owned.is_mortgaged else ("", "")
    return VehicleRecord(
        id=uuid5(NAMESPACE, owned.vin),
        plate_kind=owned.plate_kind,
        plate=Plate(owned.plate),
        vin=Vin(owned.vin),
        engine_number=f"YB9{serial:06d}",
        model=owned.model,
        owner_name=holder.name,
        owner_number=str(holder.number),
        owner_address=holder.address,
        use=owned.use,
        type=owned.type,
        colour=owned.colour,
        fuel=owned.fuel,
        emission=owned.emission,
        origin="A",
        seats=owned.seats,
        total_mass_kg=owned.total_mass_kg,
        length_mm=owned.length_mm,
        registered_on=owned.registered_on,
        inspected_until=on + timedelta(days=owned.inspected_in),
        insured_until=on + timedelta(days=owned.insured_in),
        scrapped_on=None,
        certificate_number=f"{owned.office[:4]}{serial:08d}",
        office=OfficeCode(owned.office),
        letters=frozenset(owned.letters),
        is_mortgaged=owned.is_mortgaged,
        is_pledged=False,
        version=1,
        mortgagee=mortgagee,
        mortgagee_number=mortgagee_number,
        seized_by=owned.seized_by,
    )


def _lines(owned: Owned, *, on: date) -> tuple[VehicleLine, ...]:
    """The first registration and what followed; told backwards, because the number of today is known."""
    plate, lines = owned.plate, []
    for past in reversed(owned.pasts):
        day = past.on if isinstance(past.on, date) else on - timedelta(days=past.on)
        lines.append(VehicleLine(past.kind, day, owned.office, plate, past.mileage_km, past.detail))
        plate = past.plate_before or plate
    lines.append(VehicleLine(REGISTERED, owned.registered_on, owned.office, plate))
    return tuple(reversed(lines))
