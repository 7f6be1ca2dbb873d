"""What the registers hand out: drivers, vehicles, points and events, frozen and without a database behind them.

Personal fields are left out of repr(), so that a log or a traceback that shows a record shows no person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from tongban.identifiers import CardCoreNumber, FileNumber, LicenceNumber, OfficeCode, Plate, Vin

NORMAL = "A"  # 正常: stands alone, never beside another letter


class Sex(IntEnum):
    """GB/T 2261.1 and ISO/IEC 5218 agree on these two values."""

    MALE = 1
    FEMALE = 2


class EventKind(StrEnum):
    """What happened to a driver or a vehicle in the register; the word an `Event` carries."""

    POINTS_ADDED = "points-added"
    POINTS_CLEARED = "points-cleared"
    CYCLE_CLOSED = "cycle-closed"
    LETTER_SET = "letter-set"
    LETTER_CLEARED = "letter-cleared"
    RENEWED = "renewed"
    CLASSES_CHANGED = "classes-changed"
    CARD_REPLACED = "card-replaced"
    OFFICE_CHANGED = "office-changed"
    PORTRAIT_CHANGED = "portrait-changed"
    DIED = "died"
    IMPORTED = "imported"


@dataclass(frozen=True)
class DriverRecord:
    """A driver as the register knows them (domain: what the licence shows).

    letters: 驾驶证状态 as a set; exactly {"A"} when normal. points: counted in the running cycle, of 12.
    cycle_start is inside the cycle, cycle_end is the first day of the next one (the day of clearing).
    valid_until: the last day of validity; None means 长期. classes: in the register's order, without repeats;
    class_dates: from when each class is held (准驾起始日期). nationality: alpha-2 of GB/T 2659.
    version: rises by one with every change. portrait_digest: SHA-256 of the JPEG in hex, "" when there is none.
    """

    id: UUID
    number: LicenceNumber = field(repr=False)
    name: str = field(repr=False)
    name_latin: str = field(repr=False)
    sex: Sex = field(repr=False)
    nationality: str = field(repr=False)
    born: date = field(repr=False)
    first_issued: date
    classes: tuple[str, ...]
    class_dates: Mapping[str, date]
    valid_from: date
    valid_until: date | None
    file_number: FileNumber = field(repr=False)
    card_core_number: CardCoreNumber = field(repr=False)
    office: OfficeCode
    issuing_authority: str
    address: str = field(repr=False)
    remarks: str = field(repr=False)
    letters: frozenset[str]
    points: int
    cycle_start: date
    cycle_end: date
    version: int
    portrait_digest: str
    died_on: date | None = field(default=None, repr=False)

    @property
    def key(self) -> str:
        """The internal key for journal entries: "driver:<uuid>"."""
        return f"driver:{self.id}"

    @property
    def is_normal(self) -> bool:
        """True when the status is A alone."""
        return self.letters == {NORMAL}

    @property
    def letters_text(self) -> str:
        """The status as it is written: the letters in order, e.g. "BDJ"."""
        return "".join(sorted(self.letters))

    @property
    def classes_text(self) -> str:
        """The classes as they are written: concatenated, e.g. "C1E"."""
        return "".join(self.classes)


@dataclass(frozen=True)
class PointsRecord:
    """One line of the points ledger (163号). points: 12, 9, 6, 3 or 1, or -1 and -2 for a reduction (Article 26).

    on: the day of the violation. is_counted: it stands in the running cycle's total.
    """

    id: UUID
    driver_id: UUID
    points: int
    reason: str
    on: date
    at: datetime
    is_fine_paid: bool
    is_counted: bool


@dataclass(frozen=True)
class VehicleRecord:
    """A vehicle; its key is (plate_kind, plate), because a truck and its trailer may share the digits.

    Codes are those of registers/codes.json: use 使用性质, type 车辆类型, colour 车身颜色, fuel 燃料, emission 排放,
    origin 国产/进口. letters: 机动车状态 as a set. Masses in kg, length in mm.
    """

    id: UUID
    plate_kind: str
    plate: Plate
    vin: Vin
    engine_number: str
    model: str
    owner_name: str = field(repr=False)
    owner_number: str = field(repr=False)
    owner_address: str = field(repr=False)
    use: str
    type: str
    colour: str
    fuel: str
    emission: str
    origin: str
    seats: int
    total_mass_kg: int
    length_mm: int
    registered_on: date
    inspected_until: date
    insured_until: date
    scrapped_on: date | None
    certificate_number: str
    office: OfficeCode
    letters: frozenset[str]
    is_mortgaged: bool
    is_pledged: bool
    version: int

    @property
    def key(self) -> str:
        """The internal key for journal entries: "vehicle:<uuid>"."""
        return f"vehicle:{self.id}"


@dataclass(frozen=True)
class Event:
    """A change that others may follow; `seq` rises without a row ever appearing behind a cursor.

    Exactly one of driver_id and vehicle_id is set. version: the record's version after the change.
    """

    seq: int
    kind: EventKind
    driver_id: UUID | None
    vehicle_id: UUID | None
    version: int
    at: datetime
