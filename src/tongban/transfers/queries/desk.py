"""What the desk shows beside the case itself: papers, invoice, the questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tongban.clock import day_of
from tongban.errors import NotFound
from tongban.identifiers import CreditCode
from tongban.partners import queries as partners
from tongban.partners.records import DealerRecord
from tongban.people import queries as people
from tongban.transfers.models import Transfer
from tongban.transfers.queries import facts
from tongban.transfers.rules import invoice
from tongban.transfers.rules.precheck import Precheck


@dataclass(frozen=True)
class Details:
    """A case in full, for the officers whose turn it is. Identity numbers are masked.

    papers: names of the papers that a party handed in. officers: who did which part, by the names of the parts.
    """

    invoice: invoice.Invoice | None
    dealer: DealerRecord | None
    papers: tuple[str, ...]
    delivered_on: date | None
    seller_number: str
    buyer_number: str
    is_by_agent: bool
    mortgagee_agreed_at: datetime | None
    officers: Mapping[str, UUID]


def details(transfer_id: UUID) -> Details:
    """Everything of a case that its officers decide by; NotFound("transfer.unknown")."""
    row = _row(transfer_id)
    done = {
        "accept": row.accepted_by,
        "check": row.checked_by,
        "inspect": row.inspected_by,
        "review": row.reviewed_by,
        "issue": row.issued_by,
    }
    known = people.residents(row.seller_id, row.buyer_id, None, number="")
    numbers: dict[UUID | None, str] = {one.citizen.id: one.citizen.identity_number.masked for one in known}
    return Details(
        invoice=None if row.invoice is None else invoice.from_json(row.invoice),
        dealer=partners.dealer(CreditCode(row.dealer)) if row.dealer else None,
        papers=row.deal.papers,
        delivered_on=row.deal.delivered_on,
        seller_number=numbers.get(row.seller_id, ""),
        buyer_number=numbers.get(row.buyer_id, "") or row.buyer_credit_code,
        is_by_agent=row.agent_id is not None,
        mortgagee_agreed_at=row.mortgagee_agreed_at,
        officers={part: one for part, one in done.items() if one is not None},
    )


def findings(transfer_id: UUID, *, at: datetime) -> Precheck:
    """All questions, with the register as it is this moment."""
    return facts.check_case(_row(transfer_id), on=day_of(at))


def _row(transfer_id: UUID) -> Transfer:
    row = Transfer.objects.filter(pk=transfer_id).first()
    if row is None:
        raise NotFound("transfer.unknown")
    return row
