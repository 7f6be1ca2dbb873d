"""What the rules of this service look at: plain facts, gathered by actions and queries. None: not known yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tongban.transfers.rules.invoice import Invoice

SMALL_PASSENGER = ("K3", "K4")  # 小型、微型载客汽车 by the first two characters of 车辆类型
MOTORCYCLE = "M"
NON_OPERATING = "A"


@dataclass(frozen=True)
class VehicleFacts:
    """A vehicle as the register shows it; codes are those of GA/T 16 and GA 802 (registers' code tables).

    letters: 机动车状态 as a set. owner_since: the day on which the present owner was registered. transfers_on: the
    days of earlier transfers of ownership. seized_by: the authority that asked for the seizure, "" when there is
    none. is_locked_by_this_case: the letter O was set by the case that asks. has_open_case:
    another case of this service is open on the vehicle. has_customs_release: 解除监管证明书 or 批准转让 is at hand.
    has_new_inspection: since the old one ran out, 安全技术检验合格证明 is at hand.
    """

    plate_kind: str
    plate: str
    vin: str
    type: str
    use: str
    letters: frozenset[str]
    emission: str
    registered_on: date
    inspected_until: date
    insured_until: date | None
    is_mortgaged: bool
    certificate_number: str
    is_pledged: bool = False
    owner_since: date | None = None
    seized_by: str = ""
    transfers_on: tuple[date, ...] = ()
    origin: str = "A"
    is_locked_by_this_case: bool = False
    has_open_case: bool = False
    has_customs_release: bool = False

    @property
    def is_small_passenger(self) -> bool:
        """小型、微型载客汽车."""
        return self.type.startswith(SMALL_PASSENGER)

    @property
    def is_motorcycle(self) -> bool:
        """摩托车."""
        return self.type.startswith(MOTORCYCLE)

    @property
    def is_small_non_operating(self) -> bool:
        """小型、微型非营运载客汽车: the vehicles that the relief of 2022 is for."""
        return self.is_small_passenger and self.use == NON_OPERATING

    @property
    def is_new_energy(self) -> bool:
        """A plate of the kinds 51 or 52 (新能源)."""
        return self.plate_kind in ("51", "52")


@dataclass(frozen=True)
class PartyFacts:
    """The seller or the buyer. residence_prefecture: the city of the 住所 (Article 89).

    co_owner_count: further owners beside this person.
    have_co_owners_agreed: all of them have confirmed. has_mandate: the agent's mandate is at hand. has_proof: the
    papers that show guardianship, succession or age are at hand. is_minor: None where no register and no document here
    tells the day of birth. has_permit_quota: holds a 购车指标 of the destination.
    is_home_on_paper: the residence there rests on a paper that was handed in. is_person: a natural person, not an organisation. refused_for_falsehood_on: the last day on which an application of
    theirs was refused for false papers (Article 80).
    """

    co_owner_count: int = 0
    have_co_owners_agreed: bool = False
    is_minor: bool | None = False
    is_dead: bool = False
    is_by_agent: bool = False
    has_mandate: bool = False
    has_proof: bool = False
    is_person: bool = True
    residence_prefecture: str | None = None
    is_home_on_paper: bool = False
    has_permit_quota: bool | None = None
    is_identity_valid: bool | None = None
    refused_for_falsehood_on: date | None = None


@dataclass(frozen=True)
class Parties:
    """Both sides; the buyer is None while a seller asks alone."""

    seller: PartyFacts = field(default_factory=PartyFacts)
    buyer: PartyFacts | None = None


@dataclass(frozen=True)
class DealFacts:
    """The deal, as far as it is known. Prefectures are cities (offices.queries.city_of); prices in fen.

    destination_office: 12 digits. trade_prefecture: where the dealer or market is that issues the invoice.
    short_held_sold: cars that the seller held less than a year and sold in this calendar year, this one not counted.
    deals_same_phone: open deals with the same telephone number, this one not counted. market_price_fen: what cars of the
    model and year were registered for in the last year, None where too few were.
    mortgagee_agrees: the mortgagee or pledgee applies together with both sides.
    buyer_number, seller_number: identity numbers, for the comparison with the invoice alone; never in a text.
    is_invoice_used: noted by tax or by us for another registration. is_sale: the ownership changes; False for
    住所迁出, where the owner stays. is_stock: 单独签注, a filed dealer buys for its stock with a reverse invoice; the
    plate is collected and no quota is used. is_begun: there is a case; before, what lacks can still be handed in.
    """

    destination_office: str
    destination_prefecture: str
    origin_prefecture: str
    trade_prefecture: str | None = None
    delivered_on: date | None = None
    price_fen: int | None = None
    market_price_fen: int | None = None
    short_held_sold: int | None = None
    deals_same_phone: int = 0
    dealer_is_filed: bool | None = None
    invoice: Invoice | None = None
    is_invoice_used: bool = False
    mortgagee_agrees: bool = False
    is_sale: bool = True
    is_stock: bool = False
    is_begun: bool = True
    buyer_number: str = field(default="", repr=False)
    seller_number: str = field(default="", repr=False)

    @property
    def is_across(self) -> bool:
        """True when the vehicle leaves its prefecture."""
        return self.origin_prefecture != self.destination_prefecture


@dataclass(frozen=True)
class FileFacts:
    """The electronic file at the origin. missing: types of documents that are not in it (archive.ITEM_NAMES)."""

    exists: bool | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """What the operator may set; the defaults are design values, except where an article stands beside them.

    frequent_transfers within frequent_days, prices under low_price_percent or over high_price_percent of the market
    price, and more than deals_same_phone_max deals of one telephone turn the case on site (UC-20).
    """

    frequent_transfers: int = 3
    frequent_days: int = 365
    low_price_percent: int = 30
    high_price_percent: int = 300
    deals_same_phone_max: int = 3
    market_deals_min: int = 5  # registered sales of a model and year; fewer tell no market price
    short_held_limit: int = 3  # 商消费发〔2022〕92号: three or more get no invoice and no registration
    warn_insurance_days: int = 30
