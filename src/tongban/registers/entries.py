"""What the registers write into the journal. The fields go into the erasable details, never into the log itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class PointsAdded:
    """Points were counted for a violation; total: the sum afterwards."""

    tag: ClassVar[str] = "points-added"
    points: int
    total: int
    reason: str
    on: str


@dataclass(frozen=True)
class PointsReduced:
    """学法减分: points were taken off; total: the sum afterwards."""

    tag: ClassVar[str] = "points-reduced"
    points: int
    total: int
    reason: str


@dataclass(frozen=True)
class FinePaid:
    """The fine behind a line of the ledger was paid."""

    tag: ClassVar[str] = "fine-paid"
    line: str


@dataclass(frozen=True)
class FullMarkEducationPassed:
    """满分教育 was passed and the points were cleared."""

    tag: ClassVar[str] = "full-mark-education-passed"
    cleared: int


@dataclass(frozen=True)
class CycleClosed:
    """A cycle of twelve months ended; carried: the points that moved into the next one."""

    tag: ClassVar[str] = "points-cycle-closed"
    cleared: int
    carried: int
    cycle_start: str


@dataclass(frozen=True)
class LetterSet:
    """A status letter joined; letters: the set afterwards. register: driver or vehicle."""

    tag: ClassVar[str] = "status-letter-set"
    register: str
    letter: str
    letters: str
    reason: str


@dataclass(frozen=True)
class LetterCleared:
    """A status letter went; letters: the set afterwards. register: driver or vehicle."""

    tag: ClassVar[str] = "status-letter-cleared"
    register: str
    letter: str
    letters: str
    reason: str


@dataclass(frozen=True)
class DriverRenewed:
    """A new period of validity; valid_until: "" for 长期."""

    tag: ClassVar[str] = "driver-renewed"
    valid_from: str
    valid_until: str


@dataclass(frozen=True)
class ClassesChanged:
    """The classes a driver may drive."""

    tag: ClassVar[str] = "classes-changed"
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class CardReplaced:
    """A new card; the old one is void."""

    tag: ClassVar[str] = "card-replaced"
    reason: str


@dataclass(frozen=True)
class DriverOfficeChanged:
    """Another office issues for this driver."""

    tag: ClassVar[str] = "driver-office-changed"
    before: str
    after: str


@dataclass(frozen=True)
class PortraitChanged:
    """The register's photo; digest: SHA-256 of the new one."""

    tag: ClassVar[str] = "portrait-changed"
    digest: str


@dataclass(frozen=True)
class PointsChanged:
    """The decision behind a line was revoked (after: 0) or changed (163 Article 16); total: the sum afterwards."""

    tag: ClassVar[str] = "points-changed"
    line: str
    before: int
    after: int
    total: int
    reason: str


@dataclass(frozen=True)
class FullMarkNoticed:
    """满分教育通知书 was served; stop_after: the last day before the use of the licence may be stopped."""

    tag: ClassVar[str] = "full-mark-noticed"
    on: str
    stop_after: str


@dataclass(frozen=True)
class StudyCertified:
    """What was certified of a round of the full-mark course when it was passed: days by way, and the tests."""

    tag: ClassVar[str] = "full-mark-study-certified"
    round: int
    onsite_days: int
    online_days: int
    own_days: int
    tests: str


@dataclass(frozen=True)
class HealthProofRecorded:
    """身体条件证明 was handed in; on: the day it was made out."""

    tag: ClassVar[str] = "health-proof-recorded"
    on: str


@dataclass(frozen=True)
class DriverEnded:
    """注销、吊销、撤销: the licence ended on a ground of rules/endings.py."""

    tag: ClassVar[str] = "driver-ended"
    ground: str
    letter: str
    on: str
    reason: str


@dataclass(frozen=True)
class DriverRestored:
    """恢复驾驶资格 after a cancellation; valid_until: "" for 长期."""

    tag: ClassVar[str] = "driver-restored"
    ground: str
    valid_until: str


@dataclass(frozen=True)
class DeathRecorded:
    """The driver died."""

    tag: ClassVar[str] = "death-recorded"
    on: str


@dataclass(frozen=True)
class RowsImported:
    """A part of an import file was taken in. file: its SHA-256; first and last: line numbers, both included."""

    tag: ClassVar[str] = "rows-imported"
    register: str
    file: str
    first: int
    last: int
    created: int
    changed: int


@dataclass(frozen=True)
class RegisterLoaded:
    """Whole records were put in, when an installation was set up."""

    tag: ClassVar[str] = "register-loaded"
    drivers: int
    points: int
    vehicles: int


@dataclass(frozen=True)
class VehicleTransferred:
    """转让登记: another owner, perhaps of another office, under this number. owners: how many stand in it now."""

    tag: ClassVar[str] = "vehicle-transferred"
    office_before: str
    office: str
    plate_kind: str
    plate_before: str
    plate: str
    owners: int
    reason: str


@dataclass(frozen=True)
class VehicleMoved:
    """住所迁出、迁入: the same owner, another office."""

    tag: ClassVar[str] = "vehicle-moved"
    office_before: str
    office: str
    plate_kind: str
    plate_before: str
    plate: str
    reason: str


@dataclass(frozen=True)
class MortgageSet:
    """抵押登记. The mortgagee, who may be a person, stands in the register only."""

    tag: ClassVar[str] = "mortgage-set"
    office: str


@dataclass(frozen=True)
class MortgageReleased:
    """解除抵押登记."""

    tag: ClassVar[str] = "mortgage-released"
    office: str


@dataclass(frozen=True)
class VehicleSeized:
    """查封: an authority forbids all registrations of it."""

    tag: ClassVar[str] = "vehicle-seized"
    authority: str
    reason: str


@dataclass(frozen=True)
class SeizureReleased:
    """解除查封 by the authority that had seized."""

    tag: ClassVar[str] = "seizure-released"
    authority: str
    reason: str


@dataclass(frozen=True)
class VehicleInspected:
    """安全技术检验 passed; until: the last day it holds."""

    tag: ClassVar[str] = "vehicle-inspected"
    until: str
    mileage_km: int


@dataclass(frozen=True)
class InsuranceChanged:
    """交强险: the last day of the policy in force."""

    tag: ClassVar[str] = "insurance-changed"
    until: str


@dataclass(frozen=True)
class VehicleNoted:
    """A line of the vehicle's history such as flood damage; kind: its word in records.LineKind."""

    tag: ClassVar[str] = "vehicle-noted"
    kind: str
    detail: str
    mileage_km: int
