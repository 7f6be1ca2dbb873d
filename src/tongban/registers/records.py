"""What the registers hand out: drivers, vehicles, points and events, frozen and without a database behind them.

Personal fields are left out of repr(), so that a log or a traceback that shows a record shows no person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType
from uuid import UUID

from tongban.errors import Malformed
from tongban.identifiers import (
    CardCoreNumber,
    CreditCode,
    FileNumber,
    IdentityNumber,
    LicenceNumber,
    OfficeCode,
    Plate,
    Vin,
    spelling,
)
from tongban.verdicts import Text

NORMAL = "A"  # 正常: stands alone, never beside another letter


class Sex(IntEnum):
    """GB/T 2261.1 and ISO/IEC 5218 agree on these two values."""

    MALE = 1
    FEMALE = 2


class NumberState(StrEnum):
    """What a plate number in the pool is bound by. A number without a row is free if no vehicle bears it."""

    OFFERED = "offered"  # among somebody's ten, until a moment
    HELD = "held"  # chosen, not yet issued
    TAKEN = "taken"  # on a vehicle
    KEPT = "kept"  # somebody may have it again, until a moment


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
    POINTS_CHANGED = "points-changed"
    ENDED = "licence-ended"
    RESTORED = "licence-restored"
    IMPORTED = "imported"
    VEHICLE_TRANSFERRED = "vehicle-transferred"
    VEHICLE_MOVED = "vehicle-moved"
    MORTGAGE_SET = "mortgage-set"
    MORTGAGE_RELEASED = "mortgage-released"
    SEIZED = "vehicle-seized"
    SEIZURE_RELEASED = "seizure-released"
    VEHICLE_INSPECTED = "vehicle-inspected"
    INSURANCE_CHANGED = "insurance-changed"
    VEHICLE_NOTED = "vehicle-noted"


@dataclass(frozen=True)
class DriverRecord:
    """A driver as the register knows them (domain: what the licence shows).

    letters: 驾驶证状态 as a set; exactly {"A"} when normal. points: counted in the running cycle, of 12.
    cycle_start is inside the cycle, cycle_end is the first day of the next one (the day of clearing).
    valid_until: the last day of validity; None means 长期. classes: in the register's order, without repeats;
    class_dates: from when each class is held (准驾起始日期). nationality: alpha-2 of GB/T 2659.
    health_proof_on: the day of the last 身体条件证明 that was handed in, None when the register does not know. ended_on,
    ended_for: when and why the licence ended, of rules/endings.py; "" when the register does not know.
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
    health_proof_on: date | None = field(default=None, repr=False)
    ended_on: date | None = None
    ended_for: str = ""

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

    on: the day of the violation. is_counted: it stands in the running cycle's total. is_revoked: it was revoked or changed.
    """

    id: UUID
    driver_id: UUID
    points: int
    reason: str
    on: date
    at: datetime
    is_fine_paid: bool
    is_counted: bool
    is_revoked: bool = False


@dataclass(frozen=True)
class Study:
    """What was certified of a round: days on site, on line and by oneself (a day counts once, Article 19), tests passed."""

    onsite_days: int = 0
    online_days: int = 0
    own_days: int = 0
    tests: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Owner:
    """Whose a vehicle is: a person by identity number, an organisation by credit code. Malformed("owner.number")."""

    name: str = field(repr=False)
    number: str = field(repr=False)
    address: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", owner_number(self.number))
        object.__setattr__(self, "name", spelling.name(self.name))
        if not 1 <= len(self.name) <= 200 or len(self.address) > 300:
            raise Malformed("owner.malformed", "expected a name of 1 to 200 characters, an address of at most 300")


def owner_number(text: str) -> str:
    """An identity number or a unified social credit code, cleaned; Malformed("owner.number") for anything else."""
    for kind in (IdentityNumber, CreditCode):
        if kind.is_right(kind.clean(text)):
            return str(kind(text))
    raise Malformed("owner.number", "expected the number of an identity document, or a unified social credit code")


@dataclass(frozen=True)
class VehicleRecord:
    """A vehicle; its key is (plate_kind, plate), because a truck and its trailer may share the digits.

    Codes are those of registers/codes.json: use 使用性质, type 车辆类型, colour 车身颜色, fuel 燃料, emission 排放,
    origin 国产/进口. letters: 机动车状态 as a set. Masses in kg, length in mm. co_owners: 共同所有人 besides the owner.
    mortgagee: 抵押权人, "" when it is not mortgaged or not known. seized_by: the authority, "" when not seized.
    owner_since: when this owner was registered, the day of registration unless told. mileage_km: at the last
    reading, 0 when it was never read.
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
    co_owners: tuple[Owner, ...] = field(default=(), repr=False)
    mortgagee: str = field(default="", repr=False)
    mortgagee_number: str = field(default="", repr=False)
    seized_by: str = ""
    owner_since: date = date.min
    mileage_km: int = 0

    def __post_init__(self) -> None:
        if self.owner_since == date.min:
            object.__setattr__(self, "owner_since", self.registered_on)

    @property
    def key(self) -> str:
        """The internal key for journal entries: "vehicle:<uuid>"."""
        return f"vehicle:{self.id}"

    @property
    def owner(self) -> Owner:
        """The first owner, as transfer_vehicle takes one."""
        return Owner(name=self.owner_name, number=self.owner_number, address=self.owner_address)

    @property
    def letters_text(self) -> str:
        """The status as it is written: the letters in order, e.g. "GO"."""
        return "".join(sorted(self.letters))


class LineKind(StrEnum):
    """What a line of a vehicle's history tells. Owners are counted, never named."""

    REGISTERED = "registered"
    TRANSFERRED = "transferred"
    MOVED = "moved"
    INSPECTED = "inspected"
    INSURED = "insured"
    MORTGAGED = "mortgaged"
    MORTGAGE_RELEASED = "mortgage-released"
    SEIZED = "seized"
    SEIZURE_RELEASED = "seizure-released"
    EXAMINED = "examined"
    FLOOD = "flood"
    FIRE = "fire"
    MAJOR_DAMAGE = "major-damage"
    WRITTEN_OFF = "written-off"
    COMMERCIAL_USE = "commercial-use"
    RECALLED = "recalled"
    ODOMETER_DOUBT = "odometer-doubt"


BRANDS = frozenset(
    {
        LineKind.FLOOD,
        LineKind.FIRE,
        LineKind.MAJOR_DAMAGE,
        LineKind.WRITTEN_OFF,
        LineKind.COMMERCIAL_USE,
        LineKind.RECALLED,
        LineKind.ODOMETER_DOUBT,
    }
)
LINE_NAMES: Mapping[LineKind, Text] = MappingProxyType(
    {
        LineKind.REGISTERED: Text("注册登记", "First registration"),
        LineKind.TRANSFERRED: Text("转让登记", "Transferred"),
        LineKind.MOVED: Text("迁出迁入", "Moved to another office"),
        LineKind.INSPECTED: Text("安全技术检验合格", "Passed the technical inspection"),
        LineKind.INSURED: Text("交强险续保", "Compulsory insurance renewed"),
        LineKind.MORTGAGED: Text("抵押登记", "Mortgaged"),
        LineKind.MORTGAGE_RELEASED: Text("解除抵押登记", "Mortgage released"),
        LineKind.SEIZED: Text("查封", "Seized"),
        LineKind.SEIZURE_RELEASED: Text("解除查封", "Seizure released"),
        LineKind.EXAMINED: Text("查验", "Examined for a registration"),
        LineKind.FLOOD: Text("水淹", "Flood damage"),
        LineKind.FIRE: Text("过火", "Fire damage"),
        LineKind.MAJOR_DAMAGE: Text("重大事故维修", "Repaired after a major accident"),
        LineKind.WRITTEN_OFF: Text("保险全损", "Written off by the insurer"),
        LineKind.COMMERCIAL_USE: Text("曾用于营运", "Once in commercial use"),
        LineKind.RECALLED: Text("厂家召回", "Recalled by its maker"),
        LineKind.ODOMETER_DOUBT: Text("里程数存疑", "Mileage in doubt"),
    }
)


DETAILS_EN: Mapping[str, str] = MappingProxyType(
    {
        "二手车交易": "used-car sale",
        "住所迁出": "the owner moved away",
        "单独签注": "dealer's stock",
        "转移登记查验": "inspection for a transfer",
        "水位到座椅": "water up to the seats",
        "低于上次读数": "below the last reading",
    }
)


@dataclass(frozen=True)
class Ownership:
    """A vehicle, the days on which it changed hands before, and the day of the owner's death if the drivers' register has
    it; homes and accounts of people are the package people's."""

    vehicle: VehicleRecord
    transferred_on: tuple[date, ...]
    owner_died_on: date | None


@dataclass(frozen=True)
class VehicleLine:
    """One line of a vehicle's history, which survives every move.

    office and plate: those after the act, "" when not recorded. mileage_km: the reading, 0 when none was taken.
    detail: a word or two such as "二手车交易"; never about a person.
    """

    kind: LineKind
    on: date
    office: str
    plate: str
    mileage_km: int = 0
    detail: str = ""

    @property
    def detail_text(self) -> Text | None:
        """The detail in both languages; None for none, and for words of a register that have no English."""
        return Text(self.detail, DETAILS_EN[self.detail]) if self.detail in DETAILS_EN else None

    @property
    def is_brand(self) -> bool:
        """True if it tells of damage or doubt that a buyer must know of."""
        return self.kind in BRANDS


@dataclass(frozen=True)
class FormerPlate:
    """A number that `vehicle` bore until the day `until`; the vehicle's own plate is the one it bears now."""

    plate_kind: str
    plate: Plate
    until: date
    vehicle: VehicleRecord


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
