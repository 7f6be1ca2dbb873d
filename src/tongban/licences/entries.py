"""What this service writes to the journal. Fields go into the erasable details, never into the log itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class ApplicationSubmitted:
    """A driver applied, or sent a better photo."""

    tag: ClassVar[str] = "application-submitted"
    application: str
    attempt: int
    photo_source: str
    photo_digest: str


@dataclass(frozen=True)
class ApplicationWithdrawn:
    """The applicant took it back; or (by the system) the licence whose photo it would change became void."""

    tag: ClassVar[str] = "application-withdrawn"
    application: str


@dataclass(frozen=True)
class PhotoReviewed:
    """An officer decided on a photo: approve, return or send-to-window, with the codes of what is broken."""

    tag: ClassVar[str] = "photo-reviewed"
    application: str
    attempt: int
    decision: str
    codes: tuple[str, ...]
    photo_digest: str


@dataclass(frozen=True)
class DecisionProposed:
    """An officer decided on a photo, as in `photo-reviewed`, and may take it back until `due_at`; what comes of it is
    another entry."""

    tag: ClassVar[str] = "photo-decision-proposed"
    proposal: str
    application: str
    attempt: int
    decision: str
    codes: tuple[str, ...]
    due_at: str


@dataclass(frozen=True)
class DecisionUndone:
    """The officer took a decision on a photo back before it took effect."""

    tag: ClassVar[str] = "photo-decision-undone"
    proposal: str
    application: str


@dataclass(frozen=True)
class DecisionLapsed:
    """A decision on a photo did not take effect: duty, recusal, stage or photo had changed; `error` is the code of why."""

    tag: ClassVar[str] = "photo-decision-lapsed"
    proposal: str
    application: str
    error: str


@dataclass(frozen=True)
class PhotoChanged:
    """EL-04: the licence has another photo; digests only, the photo itself is never in the journal."""

    tag: ClassVar[str] = "photo-changed"
    licence: str
    application: str
    photo_digest: str
    former_digest: str


@dataclass(frozen=True)
class LicenceIssued:
    """An electronic licence came into being."""

    tag: ClassVar[str] = "licence-issued"
    licence: str
    application: str
    register_version: int
    entitlement_list: int
    entitlement_index: int


@dataclass(frozen=True)
class CredentialsCollected:
    """A phone received credentials bound to its key; digests only, no bodies are kept."""

    tag: ClassVar[str] = "credentials-collected"
    licence: str
    device: str
    digests: tuple[str, ...]


@dataclass(frozen=True)
class StandingChanged:
    """A register event changed how the licence stands."""

    tag: ClassVar[str] = "standing-changed"
    licence: str
    before: str
    after: str
    letters: str
    entitlement: int
    register_version: int


@dataclass(frozen=True)
class LicenceSuperseded:
    """EL-03 or EL-12: a certified fact changed; the holder applies again with one tap."""

    tag: ClassVar[str] = "licence-superseded"
    licence: str
    grounds: tuple[str, ...]
    register_version: int


@dataclass(frozen=True)
class LicenceLocked:
    """The phone is lost: everything on it is void at once."""

    tag: ClassVar[str] = "licence-locked"
    licence: str
    where: str


@dataclass(frozen=True)
class LicenceUnlocked:
    """After a new face check the holder may collect again."""

    tag: ClassVar[str] = "licence-unlocked"
    licence: str


@dataclass(frozen=True)
class RecordSearched:
    """An officer looked a driver up at the desk, with a duty and a reason; the driver sees it."""

    tag: ClassVar[str] = "record-searched"
    duty: str
    reason: str
    office: str


@dataclass(frozen=True)
class ApplicationLooked:
    """An officer opened an application with its photos, to review it or to finish it at a window."""

    tag: ClassVar[str] = "application-looked"
    application: str
    office: str


@dataclass(frozen=True)
class LicenceShown:
    """A code for rental, freight or age held when it was checked on the public page; once for each moment of showing."""

    tag: ClassVar[str] = "licence-shown"
    licence: str
    purpose: str
    outcome: str
    shown_at: str


@dataclass(frozen=True)
class VehicleLicenceIssued:
    """The owner received the electronic licence of a vehicle."""

    tag: ClassVar[str] = "vehicle-licence-issued"
    licence: str
    register_version: int
    entitlement_list: int
    entitlement_index: int


@dataclass(frozen=True)
class VehicleCredentialsCollected:
    """A phone received a vehicle's credentials bound to its key; digests only, no bodies are kept."""

    tag: ClassVar[str] = "vehicle-credentials-collected"
    licence: str
    device: str
    digests: tuple[str, ...]


@dataclass(frozen=True)
class VehicleStandingChanged:
    """A register event, or the calendar, changed how the vehicle stands. conditions: letters and "uninsured"."""

    tag: ClassVar[str] = "vehicle-standing-changed"
    licence: str
    before: str
    after: str
    conditions: tuple[str, ...]
    entitlement: int
    register_version: int


@dataclass(frozen=True)
class VehicleLicenceSuperseded:
    """VL-05: owner, plate or office changed; the owner of now receives a new one with one tap."""

    tag: ClassVar[str] = "vehicle-licence-superseded"
    licence: str
    grounds: tuple[str, ...]
    register_version: int


@dataclass(frozen=True)
class VehiclePhoneWithdrawn:
    """The holder gave up a phone: the vehicle's code on it is void at once."""

    tag: ClassVar[str] = "vehicle-phone-withdrawn"
    licence: str


ENTRIES = (
    ApplicationSubmitted,
    ApplicationWithdrawn,
    PhotoReviewed,
    DecisionProposed,
    DecisionUndone,
    DecisionLapsed,
    PhotoChanged,
    LicenceIssued,
    CredentialsCollected,
    StandingChanged,
    LicenceSuperseded,
    LicenceLocked,
    LicenceUnlocked,
    RecordSearched,
    ApplicationLooked,
    LicenceShown,
    VehicleLicenceIssued,
    VehicleCredentialsCollected,
    VehicleStandingChanged,
    VehicleLicenceSuperseded,
    VehiclePhoneWithdrawn,
)
