"""Transfers as a kind of case (cases/kinds.py), and what its acts have in common beside."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tongban.cases.kinds import Kind
from tongban.documents import actions as documents
from tongban.errors import NotFound, Refused, refuse_unless
from tongban.offices import matters as guards
from tongban.offices.records import Duty, OfficerRecord
from tongban.people.records import CitizenRecord
from tongban.transfers.actions import clocks
from tongban.transfers.entries import CaseMoved
from tongban.transfers.models import Act, Transfer
from tongban.transfers.queries import facts, matters
from tongban.transfers.rules.people import SAME_OFFICER
from tongban.transfers.stages import TABLE
from tongban.verdicts import Reason, Text, Verdict

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


def found(transfer_id: UUID) -> Transfer:
    """The case; NotFound("transfer.unknown")."""
    row = Transfer.objects.filter(pk=transfer_id).first()
    if row is None:
        raise NotFound("transfer.unknown")
    return row


def guard_case(*, transfer_id: UUID, officer: OfficerRecord, duties: tuple[Duty, ...]) -> None:
    """Raise as `matters.guard` unless the officer may do something in this case; nothing of it is shown."""
    guards.guard(officer=officer, matter=matters.matter_of_case(found(transfer_id)), duties=duties)


def may_register(row: Transfer, *, on: date) -> None:
    """Nothing stands against it now and nothing lacks; raises Refused otherwise."""
    if row.onsite_since is not None and row.onsite_cleared_at is None:
        raise Refused("transfer.onsite", Verdict.of([ONSITE_OPEN]))
    found = facts.check_case(row, on=on)
    refuse_unless(found.verdict, code="transfer.precheck")
    if not found.is_complete:
        lacking = [reason for one in found.findings if one.result in ("needed", "not-yet") for reason in one.reasons]
        raise Refused("transfer.incomplete", Verdict.of(lacking))


ONSITE_OPEN = Reason(
    "onsite-open",
    "《机动车登记规定》第七十四条",
    Text("这一件要现场核对，还没有核对。", "This case must be checked on site, and was not yet."),
    Text("请窗口核对人、车和材料后再审核。", "Let the window check people, car and papers first."),
)
