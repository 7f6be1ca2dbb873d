"""What partners hand out: answers, what is still waited for, filed dealers. Frozen and without a database behind them.

Bodies are about people: they are left out of repr(), so that a log or a traceback shows nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tongban.identifiers import CreditCode


class Partner(StrEnum):
    """Who is asked; the value stands in addresses, settings and the database."""

    TAX = "tax"  # 税务: invoices
    COMMERCE = "commerce"  # 商务: deals, filed dealers and markets
    INSURANCE = "insurance"  # 保险: the compulsory policy, 交强险
    BANK = "bank"  # 银行: mortgagees


class Outcome(StrEnum):
    """How a message ended. FAILED is ours: nobody answered in time, or nothing but nonsense."""

    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class Answer:
    """One line of what came back, in the order of `seq` (gapless, from 1).

    kind, key, about: of the message that was sent. What a partner tells unasked has a kind of its own
    ("invoice-status", "policy-changed", "mortgage-released"), the partner's key, and about = "invoice:CODE:NUMBER"
    or "vin:VIN". body: as in shapes.py; of a refusal {"code", "title", "detail"}, of a failure {"tries", "last_error"}.
    at: when it was kept.
    """

    seq: int
    partner: Partner
    kind: str
    key: str
    about: str
    outcome: Outcome
    body: Mapping[str, Any] = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class Waiting:
    """A message that has no answer yet, for the pages. since: when it was sent; tries: calls made so far;
    next_try_at: None once it was given up (`is_given_up`); last_error: a short code, "" before the first failure."""

    id: UUID
    partner: Partner
    kind: str
    key: str
    about: str
    since: datetime
    tries: int
    next_try_at: datetime | None
    give_up_at: datetime
    last_error: str
    is_given_up: bool


@dataclass(frozen=True)
class Line:
    """How it stands with one partner. failures: in a row; shut_until: no calls before, None while calls go out."""

    partner: Partner
    is_set_up: bool
    failures: int
    shut_until: datetime | None
    waiting: int
    given_up: int
    last_error: str = ""
    last_answer_at: datetime | None = None


class DealerKind(StrEnum):
    """What a filed enterprise may do: 经销企业, 交易市场, 拍卖企业."""

    DEALER = "dealer"
    MARKET = "market"
    AUCTIONEER = "auctioneer"


@dataclass(frozen=True)
class DealerRecord:
    """An enterprise filed with commerce (商办消费函〔2022〕239号).

    prefecture: its city (offices.queries.city_of), six digits. filed_until: its last day, None while it goes on.
    """

    credit_code: CreditCode
    name: str
    kind: DealerKind
    address: str
    prefecture: str
    filed_from: date
    filed_until: date | None

    def is_filed(self, *, on: date) -> bool:
        """True if the filing stands on that day."""
        return self.filed_from <= on and (self.filed_until is None or on <= self.filed_until)


@dataclass(frozen=True)
class BadRow:
    """One row of a push that was not taken. line: from 1; field: "" for the row as a whole; never what stood there."""

    line: int
    field: str
    expected: str


@dataclass(frozen=True)
class DealersReceived:
    """What a push of dealers did, by number of enterprises. is_closing_postponed: a full list had rows that nobody can
    tell apart, so nothing that seemed to be missing was closed."""

    added: int
    changed: int
    unchanged: int
    closed: int
    bad: tuple[BadRow, ...] = ()
    is_closing_postponed: bool = False
