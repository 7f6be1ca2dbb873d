"""What the parties of a case agreed and handed in, as it is stored with the case: one record, read in one place.

In JSON every member has the name of its field, days are written as 2026-11-19, and what is as at first is left out. Rows
of 0.2.0 have fewer members and none that is unknown here. What is unknown, or lacks, is told by its name: never passed
over and never taken for something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from tongban.errors import Malformed


class Deal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """on: the day on which the case was begun. price_fen: in fen, None without a sale. trade_prefecture: where the dealer
    or market is, "" without one. is_short_held: the seller had the car for less than a year.

    The papers are the SHA-256 of stored pages, "" for what is not handed in. address: where the buyer says they live.
    agreed: the joint owners who have confirmed; co_owners_agreed: all have. asked: how often tax was asked for an invoice
    that somebody named. number_rounds: how often ten numbers were drawn. partner_trouble: which partners said no.
    """

    on: date
    price_fen: int | None = None
    delivered_on: date | None = None
    trade_prefecture: str = ""
    is_short_held: bool = False
    residence_permit: str = ""
    quota: str = ""
    customs_release: str = ""
    inspection_pass: str = ""
    seller_proof: str = ""
    buyer_proof: str = ""
    address: str = ""
    agreed: tuple[UUID, ...] = ()
    co_owners_agreed: bool = False
    asked: int = 0
    number_rounds: int = 0
    partner_trouble: tuple[str, ...] = ()

    def changed(self, **members: Any) -> Deal:
        """The same but for these members."""
        return msgspec.structs.replace(self, **members)

    def paper(self, name: str) -> str:
        """The SHA-256 of a paper of PAPERS, "" while it is not handed in."""
        return str(getattr(self, name)) if name in PAPERS else ""

    @property
    def papers(self) -> tuple[str, ...]:
        """The names of what was handed in."""
        return tuple(name for name in PAPERS if self.paper(name))


PAPERS = ("residence_permit", "quota", "customs_release", "inspection_pass", "seller_proof", "buyer_proof")
"""What a party may hand in."""


def from_json(document: object) -> Deal:
    """The record of a JSON object; Malformed("transfer.deal-malformed") names the member that is wrong."""
    try:
        return msgspec.convert(document, Deal)
    except msgspec.ValidationError as error:
        raise Malformed("transfer.deal-malformed", str(error)) from None


def to_json(deal: Deal) -> Mapping[str, Any]:
    """The JSON object that `from_json` reads."""
    document: Mapping[str, Any] = msgspec.to_builtins(deal)
    return document
