"""What messages and answers look like, kind by kind: the one source of checking and of the OpenAPI documents.

Strict: an unknown or missing field, a wrong type or form is refused on both sides. Days are ISO 8601, money is a whole
number of fen, 号牌种类 and other codes are those of the registers. Invoice fields: 二手车销售统一发票.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

import msgspec
from msgspec import Meta

from tongban.errors import Malformed
from tongban.identifiers import Identifier
from tongban.partners.records import DealerKind, Outcome, Partner
from tongban.standards import jose

T = TypeVar("T", bound="Shape")
END = r"(?!\n)$"  # in Python "$" alone also stands before a last line end

Name = Annotated[str, Meta(min_length=1, max_length=200)]
MaybeName = Annotated[str, Meta(max_length=200)]
Number = Annotated[
    str, Meta(pattern=r"^[0-9A-Z]{6,18}" + END, description="an identity number or a unified credit code")
]
MaybeNumber = Annotated[str, Meta(pattern=r"^([0-9A-Z]{6,18})?" + END, description='as above, "" for none')]
VinText = Annotated[str, Meta(pattern=r"^[A-HJ-NPR-Z0-9]{17}" + END, description="GB 16735")]
OfficeText = Annotated[str, Meta(pattern=r"^[0-9]{12}" + END, description="管理部门代码")]
PlateText = Annotated[str, Meta(max_length=12, description='号牌号码, "" for none')]
Fen = Annotated[int, Meta(ge=1, le=10**12, description="1/100 yuan")]
InvoiceCode = Annotated[str, Meta(pattern=r"^([0-9]{12})?" + END, description='发票代码; "" for a digital invoice')]
InvoiceNumber = Annotated[
    str, Meta(pattern=r"^([0-9]{8}|[0-9]{20})" + END, description="发票号码: 8 digits, digital 20")
]
InvoiceType = Annotated[Literal["15", "84", "88"], Meta(description="15 paper, 84 digital, 88 digital on paper")]
Status = Annotated[Literal["01", "02", "03", "04"], Meta(description="01 normal, 02 void, 03 and 04 red-flushed")]
Reference = Annotated[str, Meta(min_length=1, max_length=100)]


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One JSON object of the interface."""


class InvoiceAsked(Shape, frozen=True, kw_only=True):
    """What is to stand on the invoice; tax gives code, number, day and status."""

    type: InvoiceType = "84"
    buyer_name: Name
    buyer_number: Number
    seller_name: Name
    seller_number: Number
    plate: PlateText = ""
    certificate_number: Annotated[str, Meta(max_length=20, description="登记证号")] = ""
    vehicle_type: Annotated[str, Meta(max_length=40)] = ""
    vin: VinText
    model: Annotated[str, Meta(max_length=100)] = ""
    destination_office: OfficeText
    destination_office_name: MaybeName = ""
    price_fen: Fen
    dealer_name: MaybeName = ""
    dealer_number: MaybeNumber = ""
    market_name: MaybeName = ""
    market_number: MaybeNumber = ""
    is_reverse: bool = False
    remarks: Annotated[str, Meta(max_length=300)] = ""


class Invoice(InvoiceAsked, frozen=True, kw_only=True):
    """The whole invoice as tax has it."""

    code: InvoiceCode
    number: InvoiceNumber
    issued_on: date
    status: Status


class InvoiceNamed(Shape, frozen=True):
    """Which invoice is meant."""

    code: InvoiceCode
    number: InvoiceNumber


class InvoiceUsed(InvoiceNamed, frozen=True):
    """This invoice was used for a registration; tax refuses "invoice.used" if another case used it before."""

    case: Reference


class Noted(Shape, frozen=True):
    """It was noted."""

    is_noted: Literal[True]


class NotFound(Shape, frozen=True):
    """There is no such thing."""

    found: Literal[False]


class DealMade(Shape, frozen=True, kw_only=True):
    """A deal for 全国汽车流通信息管理应用服务系统; exactly one of dealer and market is named, and it is filed."""

    vin: VinText
    plate_kind: Annotated[str, Meta(pattern=r"^[0-9]{2}" + END)]
    plate: PlateText
    seller_name: Name
    seller_number: Number
    buyer_name: Name
    buyer_number: Number
    price_fen: Fen
    dealer_number: MaybeNumber = ""
    market_number: MaybeNumber = ""
    destination_office: OfficeText
    agreed_on: date


class DealEntered(Shape, frozen=True):
    """The number of the deal in the commerce system."""

    deal_number: Reference


class VehicleNamed(Shape, frozen=True):
    """Which vehicle is meant."""

    vin: VinText


class Policy(Shape, frozen=True):
    """The compulsory policy (交强险) in force; valid_until: its last day."""

    policy_number: Reference
    valid_until: date


class InsuredChanged(Shape, frozen=True):
    """The vehicle has a new owner from a day on, and so has its policy (交强险条例 Article 18)."""

    vin: VinText
    policy_number: Reference
    insured_name: Name
    insured_number: Number
    plate: PlateText
    from_day: date


class MortgageAsked(Shape, frozen=True):
    """Does the mortgagee agree that the vehicle goes to a new owner with its mortgage? (机动车登记规定 Article 26)"""

    vin: VinText
    mortgagee: Name
    mortgagee_number: MaybeNumber
    seller_name: Name
    seller_number: Number
    buyer_name: Name
    buyer_number: Number
    case: Reference


class MortgageAgreed(Shape, frozen=True):
    """The mortgagee's answer."""

    is_agreed: bool


class Refusal(msgspec.Struct, frozen=True):
    """A partner's final "no" (RFC 9457); `code` is stable, `detail` for the person concerned. More fields may follow."""

    code: Annotated[str, Meta(pattern=r"^[a-z0-9.-]{1,60}" + END)]
    title: Annotated[str, Meta(max_length=200)] = ""
    detail: Annotated[str, Meta(max_length=500)] = ""


@dataclass(frozen=True)
class Kind:
    """One thing that a partner can be asked. has_none: may also answer {"found": false}. refusals: its codes."""

    partner: Partner
    name: str
    summary: str
    asked: type[Shape]
    answered: type[Shape]
    has_none: bool = False
    refusals: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Below the partner's address."""
        return f"/v1/{self.name}"


KINDS: tuple[Kind, ...] = (
    Kind(
        Partner.TAX,
        "issue-invoice",
        "Issue a 二手车销售统一发票 for a filed dealer or market",
        InvoiceAsked,
        Invoice,
        refusals=("dealer.not-filed", "invoice.issuer"),
    ),
    Kind(Partner.TAX, "verify-invoice", "Show an invoice as it stands now", InvoiceNamed, Invoice, has_none=True),
    Kind(
        Partner.TAX,
        "note-use",
        "Note that an invoice was used for a registration: once only",
        InvoiceUsed,
        Noted,
        refusals=("invoice.unknown", "invoice.used", "invoice.not-valid"),
    ),
    Kind(
        Partner.COMMERCE,
        "enter-deal",
        "Enter a deal before its invoice is issued",
        DealMade,
        DealEntered,
        refusals=("dealer.not-filed", "deal.dealer"),
    ),
    Kind(Partner.INSURANCE, "policy-of", "The compulsory policy of a vehicle", VehicleNamed, Policy, has_none=True),
    Kind(
        Partner.INSURANCE,
        "change-insured",
        "Change the insured person after a transfer",
        InsuredChanged,
        Policy,
        refusals=("policy.unknown",),
    ),
    Kind(
        Partner.BANK,
        "confirm-mortgage-transfer",
        "Ask the mortgagee whether it agrees to the transfer",
        MortgageAsked,
        MortgageAgreed,
        refusals=("mortgage.unknown",),
    ),
)
BY_NAME: Mapping[tuple[Partner, str], Kind] = {(kind.partner, kind.name): kind for kind in KINDS}


def kind_of(partner: Partner, name: str) -> Kind:
    """The kind of that name; Malformed("partners.kind") if the partner cannot be asked that."""
    found = BY_NAME.get((partner, name))
    if found is None:
        raise Malformed("partners.kind", f"expected a kind of message that {partner} knows")
    return found


def asked(kind: Kind, body: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a message with every field in its form; Malformed("partners.body") names the field that is wrong.

    Days may come as dates and identifiers as their types.
    """
    return as_json(_converted(msgspec.to_builtins(body, enc_hook=plain), kind.asked, code="partners.body"))


def plain(value: Any) -> str:
    """An identifier as its text; TypeError for anything else that JSON does not know."""
    if not isinstance(value, Identifier):
        raise TypeError(f"expected JSON values, found {type(value).__name__}")
    return str(value)


def answered(kind: Kind, content: bytes) -> dict[str, Any]:
    """The answer in `content`; Malformed("partners.answer") if it is none of that kind."""
    try:
        return answer_of(kind, value_of(content))
    except ValueError as error:
        raise Malformed("partners.answer", "expected JSON") from error


def answer_of(kind: Kind, found: Any) -> dict[str, Any]:
    """As `answered`, of a JSON value."""
    if kind.has_none and found == {"found": False}:
        return {"found": False}
    return as_json(_converted(found, kind.answered, code="partners.answer"))


def refusal(content: bytes) -> dict[str, Any]:
    """The problem details in `content`; Malformed("partners.answer") if there are none."""
    try:
        return as_json(msgspec.convert(value_of(content), Refusal))
    except ValueError as error:
        raise Malformed("partners.answer", "expected problem details with a code") from error


def said(kind: Kind, outcome: Outcome, body: Mapping[str, Any]) -> dict[str, Any]:
    """The body of an answer or refusal that came as a JSON value; Malformed("partners.answer") if it is none."""
    if outcome is Outcome.ANSWERED:
        return answer_of(kind, body)
    return refusal(msgspec.json.encode(body))


def as_json(shape: msgspec.Struct) -> dict[str, Any]:
    """A shape as JSON values."""
    found: dict[str, Any] = msgspec.to_builtins(shape)
    return found


def _converted(value: Any, shape: type[Shape], *, code: str) -> Shape:
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise Malformed(code, where(error)) from error


def where(error: msgspec.ValidationError) -> str:
    """What was expected, and at which field; never what stood there, which could be a person's."""
    said, _, place = str(error).partition(" - at ")
    said = said.split(", got ")[0]
    if said.startswith("Invalid enum"):
        said = "Expected one of the agreed values"
    elif said.startswith("Invalid"):
        said = "Expected an ISO 8601 day or moment"
    elif said.startswith("Object contains unknown") and not re.fullmatch(r".*`[a-z_]{1,40}`", said):
        said = "Expected no further fields"
    return f"{said} at {place}" if place else said


# --- what partners say by themselves -------------------------------------------------------------------------------
class InvoiceStatus(InvoiceNamed, frozen=True, kw_only=True):
    """An invoice was voided or red-flushed (or stands again) from that day on."""

    status: Status
    on: date


class PolicyChanged(Shape, frozen=True):
    """A vehicle's compulsory policy is new, longer or ended."""

    vin: VinText
    policy_number: Reference
    valid_until: date


class MortgageReleased(Shape, frozen=True):
    """The mortgagee gave the mortgage up on that day (解除抵押)."""

    vin: VinText
    mortgagee: Name
    mortgagee_number: Number
    on: date


class AnswerPushed(Shape, frozen=True):
    """The answer to a message of ours, given later. message: its Idempotency-Key; body: as in the answer or problem."""

    message: UUID
    outcome: Literal["answered", "refused"]
    body: dict[str, Any]


class DealerRow(Shape, frozen=True, kw_only=True):
    """One filed enterprise. prefecture: four digits of GB/T 2260, or six (needed for a county directly under a
    province, as 429005); filed_until: its last day, null while it goes on."""

    credit_code: Annotated[
        str, Meta(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}" + END, description="GB 32100 with check character")
    ]
    name: Annotated[str, Meta(min_length=1, max_length=100)]
    kind: DealerKind
    address: Annotated[str, Meta(max_length=200)]
    prefecture: Annotated[str, Meta(pattern=r"^[0-9]{4}([0-9]{2})?" + END)]
    filed_from: date
    filed_until: date | None = None


class DealersPushed(Shape, frozen=True, kw_only=True):
    """The filed enterprises of a region, all of them or only those that changed.

    as_of: the moment of the list; an older list changes nothing that a newer one said. region: 0, 2 or 4 digits of
    GB/T 2260, "" for the whole country. dealers: each as DealerRow; a bad one is reported and the others are taken.
    """

    is_full: bool
    as_of: Annotated[datetime, Meta(tz=True)]
    region: Annotated[str, Meta(pattern=r"^([0-9]{2}|[0-9]{4})?" + END)] = ""
    dealers: Annotated[list[Any], Meta(max_length=20_000)]


class RowRefused(Shape, frozen=True):
    """A row that was not taken. line: from 1; field: "" for the row as a whole."""

    line: Annotated[int, Meta(ge=1)]
    field: str
    expected: str


class DealersTaken(Shape, frozen=True):
    """What a list did, by number of enterprises."""

    added: int
    changed: int
    unchanged: int
    closed: int
    bad: list[RowRefused]
    is_closing_postponed: bool


class Heard(Shape, frozen=True):
    """It was taken down. is_new: false if it was known already."""

    is_new: bool


@dataclass(frozen=True)
class News:
    """One thing that a partner may tell us at /api/partners/PARTNER/NAME. about: what it is about, of its shape."""

    partner: Partner
    name: str
    summary: str
    told: type[Shape]
    about: Callable[[Any], str]


def invoice_key(code: str, number: str) -> str:
    """How news name an invoice in `about`."""
    return f"invoice:{code}:{number}"


def vin_key(vin: str) -> str:
    """How news name a vehicle in `about`."""
    return f"vin:{vin}"


NEWS: tuple[News, ...] = (
    News(
        Partner.TAX,
        "invoice-status",
        "An invoice was voided or red-flushed",
        InvoiceStatus,
        lambda told: invoice_key(told.code, told.number),
    ),
    News(
        Partner.INSURANCE,
        "policy-changed",
        "A compulsory policy is new, longer or ended",
        PolicyChanged,
        lambda told: vin_key(told.vin),
    ),
    News(
        Partner.BANK,
        "mortgage-released",
        "A mortgage was given up",
        MortgageReleased,
        lambda told: vin_key(told.vin),
    ),
)
NEWS_BY_NAME: Mapping[tuple[Partner, str], News] = {(news.partner, news.name): news for news in NEWS}


def told(content: bytes, shape: type[T]) -> T:
    """What a partner said, as a shape; Malformed("partners.push") names the field that is wrong."""
    try:
        return msgspec.convert(value_of(content), shape)
    except msgspec.ValidationError as error:
        raise Malformed("partners.push", where(error)) from error
    except ValueError as error:
        raise Malformed("partners.push", "expected JSON") from error


def value_of(content: bytes) -> Any:
    """The JSON value, without repeated members; ValueError for anything else."""
    try:
        return whole(jose.from_json(content))
    except Malformed as error:
        raise ValueError(error.detail) from error


def whole(value: Any) -> Any:
    """The value with 100.0 as 100: to JSON they are the same number."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {name: whole(each) for name, each in value.items()}
        case list():
            return [whole(each) for each in value]
    return value
