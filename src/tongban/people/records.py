"""What the people package tells others: frozen, without a database behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from tongban.clock import day_of
from tongban.identifiers import CreditCode, IdentityNumber, Phone


class AccountKind(StrEnum):
    """What an account signs in as. One account is of one kind; an officer's own licence needs a second account."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


class BoundBy(StrEnum):
    """How the person behind an account was identified."""

    FACE = "face"
    WINDOW = "window"


class Business(StrEnum):
    """What an agent may do: for a driver, the closed list of 驾驶证申领和使用规定 Article 105; for an owner,
    the registration of a vehicle (机动车登记规定 Article 86, which excepts what only the owner may do).

    Applying for the electronic licence is not on it and must never be added: only the holder may (Article 61,
    and a face check binds it to the holder's own phone).
    """

    RENEWAL = "renewal"  # 换证
    REPLACEMENT = "replacement"  # 补证
    MEDICAL = "medical"  # 提交身体条件证明
    REVIEW = "review"  # 提交审验材料
    DEFERRAL = "deferral"  # 延期办理
    CANCELLATION = "cancellation"  # 注销
    VEHICLE_TRANSFER = "vehicle-transfer"  # 机动车转让、变更登记


class Answer(StrEnum):
    """What the real-name partner says. CANNOT_BE_TOLD is never the person's fault and never counts against them."""

    MATCH = "match"
    NO_MATCH = "no-match"
    CANNOT_BE_TOLD = "cannot-be-told"


BINDING = "real-name"
"""The act that the face check of the real-name form serves; every other act is named by the address of its page."""


class HomeKind(StrEnum):
    """How a home is known (机动车登记规定 Article 89 item 3). The first two are the population register's word."""

    HOUSEHOLD = "household"  # 户籍登记地
    RESIDENCE = "residence"  # 居住证、居住登记
    SEEN = "seen"  # an officer has looked at the proof


LOOK_COUNTS = timedelta(days=365)


@dataclass(frozen=True)
class HomeRecord:
    """Where a person lives: a six-digit division, an address if one is known, the last day if it has one.

    What an officer has looked at counts for a year: so long is the yearly endorsement of a residence permit good
    (《居住证暂行条例》第十条), and whoever lives there still shows it again.
    """

    kind: HomeKind
    region: str
    address: str = field(repr=False)
    until: date | None
    told_at: datetime

    def counts(self, *, on: date) -> bool:
        """True on a day on which a residence permit, or an officer's look at one, has not run out."""
        if self.kind is HomeKind.SEEN:
            return on <= day_of(self.told_at) + LOOK_COUNTS
        return self.until is None or on <= self.until


@dataclass(frozen=True)
class CitizenRecord:
    """A person. The identity number and the phone are left out of repr(), so that no log shows them."""

    id: UUID
    account_id: int | None
    name: str = field(repr=False)
    identity_number: IdentityNumber = field(repr=False)
    phone: Phone | None = field(repr=False)
    bound_at: datetime | None
    bound_by: BoundBy | None
    died_on: date | None = None

    @property
    def is_bound(self) -> bool:
        """True once a face check or a window has tied this person to the account."""
        return self.bound_at is not None and self.account_id is not None

    @property
    def key(self) -> str:
        """The internal key for journal entries: "citizen:<uuid>"."""
        return f"citizen:{self.id}"


@dataclass(frozen=True)
class Resident:
    """A person with the homes that are known of them (`people.queries.homes_of`)."""

    citizen: CitizenRecord
    homes: tuple[HomeRecord, ...]


@dataclass(frozen=True)
class AccountMoveRecord:
    """A person will be on another account at `due_at`, unless somebody on the present one stops it."""

    id: UUID
    citizen_id: UUID
    asked_at: datetime
    due_at: datetime


@dataclass(frozen=True)
class OrganisationRecord:
    """A firm or another body, confirmed in person at a window (面签) before it may act."""

    id: UUID
    name: str
    credit_code: CreditCode
    confirmed_at: datetime | None

    @property
    def key(self) -> str:
        """The internal key for journal entries: "organisation:<uuid>"."""
        return f"organisation:{self.id}"


@dataclass(frozen=True)
class MandateRecord:
    """`agent_id` may do `businesses` for `principal_id` from the first to the last day, both included."""

    id: UUID
    principal_id: UUID
    agent_id: UUID
    businesses: frozenset[Business]
    from_day: date
    until_day: date
    given_at: datetime
    revoked_at: datetime | None

    def is_in_force(self, *, on: date) -> bool:
        """True on a day inside the term of a mandate that has not been revoked."""
        return self.revoked_at is None and self.from_day <= on <= self.until_day
