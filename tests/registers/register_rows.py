"""One driver and one vehicle who do not exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from tongban.identifiers import CardCoreNumber, FileNumber, LicenceNumber, OfficeCode, Plate, Vin
from tongban.registers import actions
from tongban.registers.records import DriverRecord, Sex, VehicleRecord

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
BY = "officer:00000000-0000-4000-8000-000000000001"
DRIVER = DriverRecord(
    id=UUID("00000000-0000-4000-8000-0000000000d1"),
    number=LicenceNumber("990102199003070011"),
    name="样本·张伟",
    name_latin="SPECIMEN ZHANG WEI",
    sex=Sex.MALE,
    nationality="CN",
    born=date(1990, 3, 7),
    first_issued=date(2015, 6, 17),
    classes=("C1",),
    class_dates={"C1": date(2015, 6, 17)},
    valid_from=date(2021, 6, 17),
    valid_until=date(2031, 6, 17),
    file_number=FileNumber("990100382746"),
    card_core_number=CardCoreNumber("9907002481936"),
    office=OfficeCode("990100000000"),
    issuing_authority="示例市交通管理支队",
    address="示例大道88号",
    remarks="",
    letters=frozenset({"A"}),
    points=0,
    cycle_start=date(2026, 6, 17),
    cycle_end=date(2027, 6, 17),
    version=1,
    portrait_digest="",
)
VEHICLE = VehicleRecord(
    id=UUID("00000000-0000-4000-8000-0000000000c1"),
    plate_kind="02",
    plate=Plate("川A12345"),
    vin=Vin("LSVFF66R8C2116280"),
    engine_number="YB0000001",
    model="样本牌",
    owner_name="样本·张伟",
    owner_number=str(DRIVER.number),
    owner_address="示例大道88号",
    use="A",
    type="K33",
    colour="A",
    fuel="A",
    emission="6",
    origin="A",
    seats=5,
    total_mass_kg=1850,
    length_mm=4650,
    registered_on=date(2020, 5, 1),
    inspected_until=date(2028, 5, 1),
    insured_until=date(2027, 5, 1),
    scrapped_on=None,
    certificate_number="990120000001",
    office=OfficeCode("990100000000"),
    letters=frozenset({"A"}),
    is_mortgaged=False,
    is_pledged=False,
    version=1,
)


def load(**changes) -> DriverRecord:
    """The driver with these changes, loaded."""
    record = replace(DRIVER, **changes)
    actions.load_register(drivers=[record], by=BY, at=AT)
    return record
