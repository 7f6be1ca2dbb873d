"""A second kind of inspection, of a car after a crash: one row, and everything else is there."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from typing import ClassVar
from uuid import UUID

import pytest
from PIL import Image

from tongban.errors import Malformed, NotFound, Refused
from tongban.identifiers import OfficeCode, Plate, Vin
from tongban.inspections import actions, queries
from tongban.inspections.kinds import Inspected, Kind
from tongban.inspections.records import Form, Tick, required_items, required_photos
from tongban.journal import queries as journal
from tongban.offices.records import Duty
from tongban.registers import actions as registers
from tongban.registers import queries as register_queries
from tongban.registers.records import LineKind, VehicleRecord

CAR = VehicleRecord(
    id=uuid.uuid4(), plate_kind="02", plate=Plate("川A12345"), vin=Vin("LSVFF66R8C2116280"), engine_number="YB1", model="样本牌",
    owner_name="样本·张伟", owner_number="990102199003070011", owner_address="", use="A", type="K33", colour="A", fuel="A",
    emission="6", origin="A", seats=5, total_mass_kg=1850, length_mm=4650, registered_on=date(2020, 5, 1),
    inspected_until=date(2028, 5, 1), insured_until=date(2027, 5, 1), scrapped_on=None, certificate_number="990120000001",
    office=OfficeCode("990100000000"), letters=frozenset({"A"}), is_mortgaged=False, is_pledged=False, version=1,
)  # fmt: skip
PHOTOS = required_photos(type=CAR.type)
FORM = Form(
    type=CAR.type,
    use=CAR.use,
    items=dict.fromkeys(required_items(type=CAR.type, use=CAR.use), Tick.PASS),
    vin=str(CAR.vin),
    is_recorded=True,
    is_certified=True,
    mileage_km=61_000,
)


@dataclass
class Crash:
    id: UUID = field(default_factory=uuid.uuid4)
    told: list[tuple[bool, bool]] = field(default_factory=list)


@dataclass(frozen=True)
class CrashedCarSeen:
    tag: ClassVar[str] = "crashed-car-seen"
    crash: str
    attempt: int
    office: str
    result: str
    failed: tuple[str, ...]
    photos: tuple[str, ...]


AFTER_A_CRASH = Kind[Crash](
    why="事故检验",
    inspected=lambda crash: Inspected(crash.id, CAR.id, str(CAR.vin), "510100000000", (f"crash:{crash.id}",)),
    recorded=CrashedCarSeen,
    goes_on=lambda crash, findings, by, at: crash.told.append((findings.is_passed, findings.is_suspicious)),
)


@pytest.fixture
def see(town):
    """An inspector of the town keeps a form of the car."""
    registers.load_register(drivers=(), vehicles=[CAR], by="officer:test", at=town.AT)
    inspector = town.officer(Duty.INSPECTION)
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    taken = dict.fromkeys(PHOTOS, (picture.getvalue(), "image/png"))

    def see(crash, *, photos=taken, **changes):
        return actions.record(
            AFTER_A_CRASH, crash, form=replace(FORM, **changes), photos=photos, officer=inspector, at=town.AT
        )

    return see


def examined():
    return [line for line in register_queries.vehicle_lines(CAR.id) if line.kind is LineKind.EXAMINED]


def test_what_is_found_is_kept_told_and_the_matter_goes_on(see):
    crash = Crash()
    failed = see(crash, items=FORM.items | {8: Tick.FAIL})
    assert (failed.is_passed, failed.failed, examined()) == (False, ("8",), [])
    assert see(crash, mileage_km=61_500).is_passed
    assert crash.told == [(False, False), (True, False)]
    assert [(one.attempt, one.is_passed, one.mileage_km) for one in queries.inspections(crash.id)] == [
        (2, True, 61_500),
        (1, False, 61_000),
    ]
    told = journal.history(f"crash:{crash.id}")
    assert [(one.tag, one.details["result"]) for one in told] == [
        (CrashedCarSeen.tag, "passed"),
        (CrashedCarSeen.tag, "failed"),
    ]
    assert [(line.detail, line.mileage_km) for line in examined()] == [("事故检验", 61_500)]
    assert queries.count([crash.id, uuid.uuid4()]) == 2


def test_another_vin_is_a_finding_and_no_refusal(see):
    crash = Crash()
    assert see(crash, vin="LSVFF66R8C2116281").is_suspicious
    assert crash.told == [(False, True)]


def test_nothing_half_is_kept(see):
    crash = Crash()
    for code, kind, changes in (
        ("inspection.incomplete", Refused, {"photos": {}}),
        ("inspection.incomplete", Refused, {"is_certified": False}),
        ("inspection.mileage", Malformed, {"mileage_km": None}),
        ("inspection.mileage", Malformed, {"mileage_km": 3_000_001}),
    ):
        with pytest.raises(kind) as no:
            see(crash, **changes)
        assert no.value.code == code
    assert (crash.told, queries.inspections(crash.id), journal.history(f"crash:{crash.id}")) == ([], [], [])


def test_a_photo_is_found_by_its_code_in_its_own_try(see):
    crash = Crash()
    see(crash)
    assert len(queries.photo(crash.id, attempt=1, code=PHOTOS[0])) == 64
    for attempt, code in ((2, PHOTOS[0]), (1, "0199")):
        with pytest.raises(NotFound):
            queries.photo(crash.id, attempt=attempt, code=code)
