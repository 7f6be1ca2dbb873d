"""Transfers as a kind of case (cases/kinds.py), and what its acts have in common beside."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tongban.cases.kinds import Kind
from tongban.documents import actions as documents
from tongban.errors import NotFound
from tongban.people.records import CitizenRecord
from tongban.transfers.actions import clocks
from tongban.transfers.entries import CaseMoved
from tongban.transfers.models import Act, Transfer
from tongban.transfers.queries import matters
from tongban.transfers.rules.people import SAME_OFFICER
from tongban.transfers.stages import TABLE

SYSTEM = "system:transfers"
about = matters.about
Papers = dict[str, tuple[bytes, str]]
"""What a party hands in: name of rules.terms.PAPERS -> content and media type."""


def moved(row: Transfer, move: str, before: str, after: str, codes: tuple[str, ...]) -> CaseMoved:
    """What the journal is told of a move."""
    return CaseMoved(transfer=str(row.pk), move=move, before=before, after=after, codes=codes)


TRANSFERS: Kind[Transfer, Act, CaseMoved] = Kind(
    name="transfer",
    system=SYSTEM,
    table=TABLE,
    cases=Transfer,
    acts=Act,
    moved=moved,
    about=about,
    matter=matters.matter_of_case,
    same_person=SAME_OFFICER,
    runs_out=clocks.runs_out,
)


def require_party(citizen: CitizenRecord, *parties: UUID | None) -> None:
    """The citizen is one of `parties`; others learn nothing of the case: NotFound("transfer.unknown")."""
    if citizen.id not in [one for one in parties if one is not None]:
        raise NotFound("transfer.unknown")


def kept(given: Papers, *, at: datetime) -> dict[str, str]:
    """The papers of a case, stored: name to SHA-256."""
    return {
        name: documents.store(content=content, media_type=media_type, at=at)
        for name, (content, media_type) in given.items()
    }


def persons(row: Transfer, *, but: UUID | None = None) -> list[UUID]:
    """The people of the case, each once; `but` leaves one out."""
    return [one for one in dict.fromkeys((row.seller_id, row.buyer_id)) if one is not None and one != but]
