"""What this service writes to the journal. Fields go into the erasable details, never into the log itself.

FileOpened, FileSent, FileReceived and FileGivenBack are the chain of custody: their tags and fields are part of the
open format docs/standards/vehicle-file.md, which courts check with `python -m tongban.auditor custody`.

title: what the history of a case or a person says of it; of a move the table of moves says more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tongban.verdicts import Text


@dataclass(frozen=True)
class ConsentGiven:
    """An owner let somebody ask whether the vehicle can be transferred; until: the last moment."""

    tag: ClassVar[str] = "consent-given"
    title: ClassVar[Text] = Text("车主同意查询", "The owner let the dealer ask")
    vehicle: str
    until: str


@dataclass(frozen=True)
class ConsentGuessed:
    """Somebody has typed so many wrong codes that they cannot ask about the vehicle any more; the owner is told."""

    tag: ClassVar[str] = "consent-guessed"
    title: ClassVar[Text] = Text("多次输错授权码", "Wrong consent codes, several times")
    vehicle: str
    tries: int


@dataclass(frozen=True)
class PreChecked:
    """Somebody asked before the deal; blocked: codes that forbid, for the day `on`."""

    tag: ClassVar[str] = "vehicle-pre-checked"
    title: ClassVar[Text] = Text("预检", "Pre-check")
    vehicle: str
    destination: str
    on: str
    blocked: tuple[str, ...]
    asked_as: str


@dataclass(frozen=True)
class PermitHandedIn:
    """A buyer handed in a residence permit of a city before there is a case; until: when it is forgotten at the latest."""

    tag: ClassVar[str] = "permit-handed-in"
    title: ClassVar[Text] = Text("先交居住证", "Residence permit handed in")
    city: str
    until: str


@dataclass(frozen=True)
class AlertRaised:
    """Somebody asks about a vehicle that is stolen or suspected; who asked is not told (《机动车登记规定》第七十六条)."""

    tag: ClassVar[str] = "alert-raised"
    title: ClassVar[Text] = Text("发出警示", "Alert raised")
    vehicle: str
    codes: tuple[str, ...]
    asked_as: str


@dataclass(frozen=True)
class AlertsLooked:
    """A supervisor or auditor read a page of the silent alerts of these days; shown: how many stood on it."""

    tag: ClassVar[str] = "alerts-looked"
    title: ClassVar[Text] = Text("查看静默警示", "Looked at silent alerts")
    first: str
    until: str
    page: int
    shown: int


@dataclass(frozen=True)
class DealEntered:
    """A case began: a dealer or market entered the deal, or an owner moves home."""

    tag: ClassVar[str] = "deal-entered"
    title: ClassVar[Text] = Text("录入交易", "Deal entered")
    transfer: str
    vehicle: str
    ground: str
    way: str
    origin: str
    destination: str


@dataclass(frozen=True)
class InvoiceVerified:
    """The tax authority's answer on the invoice; broken: codes of the checks that failed."""

    tag: ClassVar[str] = "invoice-verified"
    title: ClassVar[Text] = Text("核对发票", "Invoice checked")
    transfer: str
    broken: tuple[str, ...]


@dataclass(frozen=True)
class ApplicationAccepted:
    """受理: papers complete and car shown (how "shown"), or nothing said in time (how "deemed"). since: the moment from which
    it counts; decide_by: until when the law wants the decision (《机动车登记规定》第二十六条、第二十七条、第十八条)."""

    tag: ClassVar[str] = "application-accepted"
    title: ClassVar[Text] = Text("受理", "Application accepted")
    transfer: str
    office: str
    how: str
    since: str
    decide_by: str


@dataclass(frozen=True)
class PartyReminded:
    """Whoever's turn it is was reminded before their time ends; stage: where the case waits."""

    tag: ClassVar[str] = "party-reminded"
    title: ClassVar[Text] = Text("到期前提醒", "Reminded before the time ends")
    transfer: str
    stage: str


@dataclass(frozen=True)
class TimePassed:
    """A person's time has ended and nothing came; office: which decides in writing, "" where none has to."""

    tag: ClassVar[str] = "time-passed"
    title: ClassVar[Text] = Text("逾期没有办", "Nothing came in time")
    transfer: str
    stage: str
    office: str


@dataclass(frozen=True)
class DecisionLate:
    """The day on which the law wants the decision has passed; the parties were told what they may do."""

    tag: ClassVar[str] = "decision-late"
    title: ClassVar[Text] = Text("超过法定期限没有决定", "The decision is late")
    transfer: str
    office: str
    decide_by: str


@dataclass(frozen=True)
class BuyerApplied:
    """The buyer confirmed the application, face checked. shown: SHA-256 of the text that was signed (people.signatures),
    words: its version; "" in entries of 0.2.0."""

    tag: ClassVar[str] = "buyer-applied"
    title: ClassVar[Text] = Text("买方申请", "The buyer applied")
    transfer: str
    as_agent: bool
    shown: str = ""
    words: str = ""


@dataclass(frozen=True)
class SellerConfirmed:
    """The seller confirmed, face checked. shown, words: as in BuyerApplied."""

    tag: ClassVar[str] = "seller-confirmed"
    title: ClassVar[Text] = Text("卖方确认", "The seller confirmed")
    transfer: str
    as_agent: bool
    shown: str = ""
    words: str = ""


@dataclass(frozen=True)
class MortgageeAgreed:
    """The mortgagee takes part in the three-party application."""

    tag: ClassVar[str] = "mortgagee-agreed"
    title: ClassVar[Text] = Text("抵押权人同意", "The mortgagee agreed")
    transfer: str


@dataclass(frozen=True)
class CaseMoved:
    """A case went from one stage to another; codes: reasons, where the move has some."""

    tag: ClassVar[str] = "case-moved"
    title: ClassVar[Text] = Text("进到下一步", "Went on")
    transfer: str
    move: str
    before: str
    after: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseEscalated:
    """The origin did not send the file in time; step: 1 reminder, 2 its superior, 3 the province takes over."""

    tag: ClassVar[str] = "case-escalated"
    title: ClassVar[Text] = Text("超时督办", "Escalated")
    transfer: str
    step: int


@dataclass(frozen=True)
class OriginUrged:
    """A supervisor urged the late origin office to send the file; reason: the words that the office reads."""

    tag: ClassVar[str] = "origin-urged"
    title: ClassVar[Text] = Text("上级催办", "Urged by the superior")
    transfer: str
    office: str
    reason: str


@dataclass(frozen=True)
class FileOpened:
    """An electronic vehicle file came into being; its first office holds it."""

    tag: ClassVar[str] = "file-opened"
    title: ClassVar[Text] = Text("建立电子档案", "File opened")
    vehicle: str
    office: str


@dataclass(frozen=True)
class PageAdded:
    """A page joined the vehicle's file, or replaced a worse one."""

    tag: ClassVar[str] = "page-added"
    title: ClassVar[Text] = Text("补入一页", "Page added")
    vehicle: str
    item: str
    page: int
    digest: str
    replaces: str


@dataclass(frozen=True)
class FileSent:
    """The origin sealed and released the file. manifest: SHA-256 of the sealed manifest; sequence: of the vehicle."""

    tag: ClassVar[str] = "file-sent"
    title: ClassVar[Text] = Text("封发档案", "File sealed and sent")
    transfer: str
    vehicle: str
    from_office: str
    to_office: str
    manifest: str
    sequence: int


@dataclass(frozen=True)
class FileReceived:
    """The destination verified the seal and every page; from this moment it holds the file."""

    tag: ClassVar[str] = "file-received"
    title: ClassVar[Text] = Text("验签签收，保管权转移", "Received: custody moved")
    transfer: str
    vehicle: str
    from_office: str
    to_office: str
    manifest: str
    sequence: int


@dataclass(frozen=True)
class FileGivenBack:
    """The case ended without a registration: the file is the origin's again."""

    tag: ClassVar[str] = "file-returned-to-origin"
    title: ClassVar[Text] = Text("档案退还", "File given back")
    transfer: str
    vehicle: str
    from_office: str
    to_office: str
    manifest: str
    sequence: int


@dataclass(frozen=True)
class PageReturned:
    """The destination asks for one page again; code: A1 to A9."""

    tag: ClassVar[str] = "page-returned"
    title: ClassVar[Text] = Text("退回一页", "Page returned")
    transfer: str
    item: str
    page: int
    code: str


@dataclass(frozen=True)
class CaseLooked:
    """An officer opened a case: its people, what they agreed, what they handed in by name."""

    tag: ClassVar[str] = "case-looked"
    title: ClassVar[Text] = Text("查看办件", "Looked at the case")
    transfer: str
    office: str


@dataclass(frozen=True)
class FileLooked:
    """An officer opened a page of the file, a photo of the inspection or a paper of a party.

    Item "overview": all pages of the file at once, too small to be read; page: how many.
    """

    tag: ClassVar[str] = "file-looked"
    title: ClassVar[Text] = Text("查看档案页", "Looked at a page")
    transfer: str
    item: str
    page: int


@dataclass(frozen=True)
class InspectionRecorded:
    """An inspector's form; failed: items that did not pass. photos: their SHA-256."""

    tag: ClassVar[str] = "inspection-recorded"
    title: ClassVar[Text] = Text("查验", "Inspection")
    transfer: str
    attempt: int
    office: str
    result: str
    failed: tuple[str, ...]
    photos: tuple[str, ...]


@dataclass(frozen=True)
class TurnedOnsite:
    """Suspicion: what was on line must be done on site (《机动车登记规定》第七十四条)."""

    tag: ClassVar[str] = "turned-onsite"
    title: ClassVar[Text] = Text("转现场办理", "Now handled on site")
    transfer: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class OnsiteCleared:
    """An officer saw the people and the papers on site; the case goes on."""

    tag: ClassVar[str] = "onsite-cleared"
    title: ClassVar[Text] = Text("现场核对完毕", "Cleared on site")
    transfer: str


@dataclass(frozen=True)
class CaseHeld:
    """The register changed in the middle (seizure, theft, mortgage); codes: what stands against it now, () = lifted."""

    tag: ClassVar[str] = "case-held"
    title: ClassVar[Text] = Text("登记有变化", "The register changed")
    transfer: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Decided:
    """The decision; rules_on: the day whose rules it was made under, facts: SHA-256 of what they were given."""

    tag: ClassVar[str] = "transfer-decided"
    title: ClassVar[Text] = Text("作出决定", "Decision")
    transfer: str
    decision: str
    codes: tuple[str, ...]
    rules_on: str
    facts: str


@dataclass(frozen=True)
class NumberChosen:
    """A new number was chosen; how: random, composed or kept."""

    tag: ClassVar[str] = "number-chosen"
    title: ClassVar[Text] = Text("选定号牌", "Number chosen")
    transfer: str
    how: str


@dataclass(frozen=True)
class TemporaryPlateIssued:
    """A temporary plate; days: how long it is valid."""

    tag: ClassVar[str] = "temporary-plate-issued"
    title: ClassVar[Text] = Text("发临时号牌", "Temporary plate issued")
    transfer: str
    days: int
    purpose: str


@dataclass(frozen=True)
class VehicleRegistered:
    """The vehicle is registered anew: plates and licence card recovered, certificate endorsed."""

    tag: ClassVar[str] = "vehicle-registered"
    title: ClassVar[Text] = Text("登记完成", "Registered")
    transfer: str
    vehicle: str
    office: str
    released_at: str


@dataclass(frozen=True)
class PolicyDrafted:
    """A city's rule for vehicles that come to it was written down."""

    tag: ClassVar[str] = "policy-drafted"
    title: ClassVar[Text] = Text("起草政策", "Policy drafted")
    policy: str
    prefecture: str
    kind: str
    from_day: str


@dataclass(frozen=True)
class PolicyApproved:
    """Another officer put the city's rule into force."""

    tag: ClassVar[str] = "policy-approved"
    title: ClassVar[Text] = Text("批准政策", "Policy approved")
    policy: str
    prefecture: str


@dataclass(frozen=True)
class PolicyEnded:
    """A city's rule ends on this day."""

    tag: ClassVar[str] = "policy-ended"
    title: ClassVar[Text] = Text("终止政策", "Policy ended")
    policy: str
    until_day: str


ENTRIES: tuple[Any, ...] = tuple(
    one for one in list(globals().values()) if isinstance(one, type) and hasattr(one, "tag")
)
"""Every entry above: none is forgotten."""
