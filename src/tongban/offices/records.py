"""What the offices package tells others: regions, offices, officers and their duties, frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tongban.errors import Malformed
from tongban.identifiers import OfficeCode
from tongban.offices import places
from tongban.verdicts import Text


class Duty(StrEnum):
    """What an officer is charged with. A duty is given for a term and a region; no duty, no access."""

    WINDOW = "window"  # 窗口受理
    PHOTO_REVIEW = "photo-review"  # 照片审核
    STANDING_CHANGE = "standing-change"  # 状态变更
    LICENCE_SEARCH = "licence-search"  # 查询驾驶证
    ROADSIDE_CHECK = "roadside-check"  # 路面执勤
    ARCHIVE = "archive"  # 档案管理
    INSPECTION = "inspection"  # 查验
    REGISTRATION_REVIEW = "registration-review"  # 登记审核
    SUPERVISION = "supervision"  # 业务监督
    AUDIT = "audit"  # 审计
    RULE_EDIT = "rule-edit"  # 政策起草
    RULE_APPROVAL = "rule-approval"  # 政策审批
    ADMINISTER = "administer"  # 系统管理员
    SECURITY_ADMIN = "security-admin"  # 安全管理员
    AUDIT_ADMIN = "audit-admin"  # 审计管理员


LOOKS = (
    "record-searched",
    "licence-checked",
    "vehicle-checked",
    "application-looked",
    "case-looked",
    "file-looked",
    "alerts-looked",
)
"""The journal entries that an officer's look at somebody's data leaves; histories show them apart from all else."""


class OfficeKind(StrEnum):
    """Which level an office stands on."""

    MINISTRY = "ministry"  # 部级
    PROVINCE = "province"  # 总队
    CITY = "city"  # 支队
    COUNTY = "county"  # 大队
    STATION = "station"  # 服务站


@dataclass(frozen=True)
class Region:
    """A division of GB/T 2260. code: six digits; level: 1 province, 2 prefecture, 3 county.

    since, until: when it was founded and when it ended, a year or a day (2021, 2021-03-11), "" for unknown or not ended.
    successors: the codes that took its place. source: the document that says so, where it is known to the day.
    """

    code: str
    name: str
    level: int
    since: str = ""
    until: str = ""
    successors: tuple[str, ...] = ()
    source: str = ""

    @property
    def prefix(self) -> str:
        """The digits of its level that name it in a duty or a rollout: two, four or six."""
        return self.code[: self.level * 2]

    @property
    def is_former(self) -> bool:
        """True for a division that ended: old numbers and records name it, nothing new may."""
        return bool(self.until)

    @property
    def is_city(self) -> bool:
        """True for a prefecture, a municipality, and a county directly under a province."""
        return places.is_city(self.code)

    @property
    def is_group(self) -> bool:
        """True for a row that only groups others and is administered by nobody (110100 市辖区, 429000)."""
        return places.is_group(self.code)


@dataclass(frozen=True)
class OfficeRecord:
    """A 管理部门. region: its six-digit division."""

    code: OfficeCode
    name_zh: str
    name_en: str
    region: str
    kind: OfficeKind

    @property
    def is_of_city(self) -> bool:
        """True for the office that registers for a city: a 支队, or the 大队 of a county directly under a province."""
        return self.kind is OfficeKind.CITY or (self.kind is OfficeKind.COUNTY and places.is_city(self.region))


@dataclass(frozen=True)
class Charge:
    """One duty as given to an officer: where (region prefix, "" = the whole country) and from when until when."""

    duty: Duty
    region_prefix: str
    from_day: date
    until_day: date | None

    def is_in_force(self, *, on: date) -> bool:
        """True on a day inside its term, both ends included."""
        return self.from_day <= on and (self.until_day is None or on <= self.until_day)


@dataclass(frozen=True)
class OfficerRecord:
    """An officer as of one day: `charges` and `duties` are those in force on it.

    number: the officer's service number (警号), which may be shown; name: for the desk, not for the public.
    region_prefix: the widest prefix of the charges' regions, or the office's own when there is none.
    """

    id: UUID
    account_id: int
    name: str = field(repr=False)
    number: str
    office: OfficeCode
    office_name: str
    office_name_en: str
    duties: frozenset[Duty]
    region_prefix: str
    charges: tuple[Charge, ...] = ()
    is_identified: bool = True
    """False: it is not recorded who they are, so that no own case could be told; such an officer has no charges."""
    recused: frozenset[UUID] | None = field(default=None, compare=False, repr=False)
    """The people known here whose business they may not handle, for lists of the request that loaded them; None: not asked."""

    @property
    def office_text(self) -> Text:
        """The office's name for a page; an office without an English name keeps the Chinese one."""
        return Text(self.office_name, self.office_name_en or self.office_name)

    @property
    def key(self) -> str:
        """The internal key for journal entries: "officer:<uuid>"."""
        return f"officer:{self.id}"

    def may(self, duty: Duty, *, region: str) -> bool:
        """True if the duty is held for this place: a six-digit division, an office's code, or any prefix."""
        return any(charge.duty == duty and places.contains(charge.region_prefix, region) for charge in self.charges)

    def areas(self, *duties: Duty) -> tuple[str, ...]:
        """The areas (region prefixes) in which one of these duties is held, none inside another of them."""
        return places.widest(charge.region_prefix for charge in self.charges if charge.duty in duties)


@dataclass(frozen=True)
class Purpose:
    """Why an officer looks at a person's data; the services require one and record it.

    Made only through its check: a reason of 4 to 200 characters, and a case number of at most 40 if there is
    one. Malformed("purpose.reason") or Malformed("purpose.case-number") otherwise.
    """

    duty: Duty
    reason: str = field(repr=False)
    case_number: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", " ".join(self.reason.split()))
        object.__setattr__(self, "case_number", " ".join(self.case_number.split()))
        if not 4 <= len(self.reason) <= 200:
            raise Malformed("purpose.reason", f"expected 4 to 200 characters, found {len(self.reason)}")
        if len(self.case_number) > 40:
            raise Malformed("purpose.case-number", f"expected at most 40 characters, found {len(self.case_number)}")


@dataclass(frozen=True)
class RolloutRecord:
    """A service is open in the regions under a prefix, from one day to another, both included."""

    service: str
    region_prefix: str
    from_day: date
    until_day: date | None

    def is_open(self, *, on: date) -> bool:
        """True on a day inside the term."""
        return self.from_day <= on and (self.until_day is None or on <= self.until_day)


@dataclass(frozen=True)
class LookAlarmRecord:
    """An officer looked people up more often than a limit has it; seen_at None: nobody has asked why yet."""

    id: UUID
    officer_id: UUID
    officer_number: str
    office_text: Text
    region: str
    limit: str
    raised_at: datetime
    seen_at: datetime | None
