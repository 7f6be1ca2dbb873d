"""Both sides sign: the seller confirms, the buyer applies, each with a fresh face check; or somebody withdraws.

The case is submitted by itself when the last thing that it needs has come: two signatures, tax's word on the invoice
and, for a mortgaged vehicle, the mortgagee's.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tongban.clock import day_of
from tongban.errors import Malformed, NotFound, Refused, refuse_unless
from tongban.journal import actions as journal
from tongban.notices import actions as notices
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.people.records import Business, CitizenRecord, MandateRecord
from tongban.people.signatures import Seen, SignatureRecord, digest_of
from tongban.registers import actions as registers
from tongban.registers import queries as register_queries
from tongban.transfers.actions.acting import (
    SYSTEM,
    TRANSFERS,
    Papers,
    about,
    kept,
    persons,
    require_party,
)
from tongban.transfers.actions.files import give_back
from tongban.transfers.entries import BuyerApplied, SellerConfirmed
from tongban.transfers.models import Transfer
from tongban.transfers.queries import facts
from tongban.transfers.queries.agreements import agreement_of
from tongban.transfers.queries.cases import views
from tongban.transfers.rules.terms import PAPERS
from tongban.transfers.stages import ENDED, LOCKED, Ground, Move, Stage
from tongban.verdicts import Reason, Text, Verdict

SELLERS = ("seller_proof",)
"""What the seller hands in with the confirmation."""


ADDRESS_LENGTH = range(6, 121)  # characters


def apply(
    *,
    transfer_id: UUID,
    key: str,
    citizen: CitizenRecord,
    at: datetime,
    papers: Papers | None = None,
    address: str = "",
    seen: Seen | None = None,
) -> None:
    """The buyer, or an agent with a mandate, applies. papers: name of PAPERS -> content and media type. address: where
    the buyer lives, for the register and the vehicle licence; "" leaves what the register knows of them.
    seen: what the page showed; Refused("transfer.changed") if that is not what would be signed by now.

    NotFound for a stranger; Refused("transfer.precheck") with every reason that only the buyer's side brings.
    """
    given, home = papers or {}, " ".join(address.split())
    if home and len(home) not in ADDRESS_LENGTH:
        raise Malformed("transfer.address", f"expected an address of 6 to 120 characters, came {len(home)}")
    if unknown := set(given) - set(PAPERS):
        raise Malformed("transfer.paper", f"expected papers of the list, came {len(unknown)} others")
    if Transfer.objects.filter(pk=transfer_id, buyer_id=citizen.id, stage=Stage.DRAFT).exists():
        people_actions.learn_home(citizen.id, at=at)
    with TRANSFERS.acting(
        transfer_id,
        key=key,
        move="apply",
        by=citizen.key,
        content={"papers": given, "address": home, "shown": shown_of(seen)},
        at=at,
    ) as act:
        row = act.row
        is_agent = row.buyer_id != citizen.id
        mandate = require_agent(citizen, principal=row.buyer_id, at=at) if is_agent else None
        if not act.is_new:
            return
        require_draft(row)
        if row.buyer_applied_at is not None:  # under another key: what it brings would be lost in silence
            raise Refused("transfer.signed", Verdict.of([SIGNED_ALREADY]))
        row.deal = row.deal.changed(**kept(given, at=at), **({"address": home} if home else {}))
        if is_agent:
            row.agent_id = citizen.id
        refuse_unless(facts.check_case(row, on=day_of(at)).verdict, code="transfer.precheck")
        signature = signed(row, "apply", citizen, mandate, seen, at=at)
        row.buyer_applied_at = at
        row.save()
        entry = BuyerApplied(transfer=str(row.id), as_agent=is_agent, shown=signature.digest, words=signature.words)
        journal.record(entry, by=citizen.key, about=about(row), at=at)
        submit_if_ready(row, at=at)


def confirm(
    *,
    transfer_id: UUID,
    key: str,
    citizen: CitizenRecord,
    at: datetime,
    papers: Papers | None = None,
    seen: Seen | None = None,
) -> None:
    """The seller confirms the deal: this car, this buyer, this price. After the seven days it has lapsed.

    seen: what the page showed; Refused("transfer.changed") if the deal says something else by now.
    Joint owners: each confirms; the last one completes it. papers: those of SELLERS, for a minor or as an heir.
    """
    given = papers or {}
    if set(given) - set(SELLERS):
        raise Malformed("transfer.paper", "expected a paper of the seller's")
    said = {"shown": shown_of(seen), "papers": given}
    with TRANSFERS.acting(transfer_id, key=key, move="confirm", by=citizen.key, content=said, at=at) as act:
        row = act.row
        is_co_owner = citizen.identity_number in co_owner_numbers(row)
        is_agent = row.seller_id != citizen.id and not is_co_owner
        mandate = require_agent(citizen, principal=row.seller_id, at=at) if is_agent else None
        if not act.is_new:
            return
        require_draft(row)
        if citizen.id in row.deal.agreed if is_co_owner else row.seller_confirmed_at is not None:
            raise Refused("transfer.signed", Verdict.of([SIGNED_ALREADY]))
        if at > row.seller_by:
            raise Refused("transfer.lapsed", Verdict.of([LAPSED]))
        signature = signed(row, "confirm", citizen, mandate, seen, at=at)
        row.deal = row.deal.changed(**kept(given, at=at))
        if is_co_owner:
            agreed = (*row.deal.agreed, citizen.id)
            are_all = len(agreed) >= len(co_owner_numbers(row))
            row.deal = row.deal.changed(agreed=agreed, co_owners_agreed=are_all)
        else:
            row.seller_confirmed_at = at
        row.save()
        entry = SellerConfirmed(transfer=str(row.id), as_agent=is_agent, shown=signature.digest, words=signature.words)
        journal.record(entry, by=citizen.key, about=about(row), at=at)
        submit_if_ready(row, at=at)


def correct(
    *,
    transfer_id: UUID,
    key: str,
    citizen: CitizenRecord,
    at: datetime,
    papers: Papers | None = None,
) -> None:
    """The buyer did what the office had asked for once and completely; the case goes back to it."""
    with TRANSFERS.acting(
        transfer_id, key=key, move=Move.CORRECT, by=citizen.key, content={"papers": papers or {}}, at=at
    ) as act:
        row = act.row
        require_party(citizen, row.buyer_id, row.agent_id)
        if not act.is_new:
            return
        if set(papers or {}) - set(PAPERS):
            raise Malformed("transfer.paper", "expected a paper of the list")
        row.deal = row.deal.changed(**kept(papers or {}, at=at))
        if row.invoice_broken:
            raise Refused("transfer.invoice", Verdict.of([INVOICE_BROKEN]))
        row.correction = ""
        TRANSFERS.step(row, Move.CORRECT, by=citizen.key, at=at)


def withdraw(*, transfer_id: UUID, key: str, citizen: CitizenRecord, at: datetime) -> None:
    """The buyer or the seller calls it off; possible until the decision. File, lock and numbers are as before."""
    with TRANSFERS.acting(transfer_id, key=key, move=Move.WITHDRAW, by=citizen.key, at=at) as act:
        row = act.row
        require_party(citizen, row.buyer_id, row.seller_id)
        if act.is_new:
            end_without_registration(row, Move.WITHDRAW, by=citizen.key, at=at)
            for person in persons(row, but=citizen.id):
                notices.tell(person, WITHDRAWN, link=f"/vehicles/cases/{row.id}/", at=at)


def end_without_registration(row: Transfer, move: Move, *, by: str, at: datetime, codes: tuple[str, ...] = ()) -> None:
    """End a case so that nothing of it is left over: the file is the origin's, the lock and the numbers are free."""
    was = Stage(row.stage)
    TRANSFERS.step(row, move, by=by, at=at, codes=codes)
    assert row.stage in ENDED
    give_back(row, by=by, at=at)
    if was in LOCKED:
        registers.clear_vehicle_letter(
            vehicle_id=row.vehicle_id, letter="O", reason=f"case {row.number} ended", by=SYSTEM, at=at
        )
    registers.release_numbers(matter_id=row.pk)


def submit_if_ready(row: Transfer, *, at: datetime) -> bool:
    """Submit a draft that has everything; True if it did. The caller holds the row's lock."""
    if row.stage != Stage.DRAFT or not is_ready(row):
        return False
    submit(row, at=at)
    return True


def submit(row: Transfer, *, by: str = SYSTEM, at: datetime) -> None:
    """The office has the application. The caller holds the row's lock."""
    is_whole = is_ready(row)
    row.submitted_at = at
    TRANSFERS.step(row, Move.SUBMIT, by=by, at=at)
    for person in persons(row):
        notices.tell(person, SUBMITTED if is_whole else HANDED_IN, link=f"/vehicles/cases/{row.id}/", at=at)


def hand_in(*, transfer_id: UUID, key: str, citizen: CitizenRecord, at: datetime) -> None:
    """The buyer who has applied hands the application to the office as it is: nobody is kept from filing by a seller who
    does not confirm or a partner who does not answer (Article 26 asks nothing of the seller).
    The office says once what lacks, or decides in writing. Refused("transfer.not-applied") before."""
    with TRANSFERS.acting(transfer_id, key=key, move="hand-in", by=citizen.key, at=at) as act:
        row = act.row
        require_party(citizen, row.buyer_id, row.agent_id)
        if not act.is_new:
            return
        require_draft(row)
        if row.buyer_applied_at is None:
            raise Refused("transfer.not-applied", Verdict.of([NOT_APPLIED]))
        submit(row, by=citizen.key, at=at)


def is_ready(row: Transfer) -> bool:
    """Everything that a case needs before an office looks at it."""
    vehicle = register_queries.vehicle_by_id(row.vehicle_id)
    needs_invoice = row.ground != Ground.MOVE
    return (
        row.seller_confirmed_at is not None
        and row.buyer_applied_at is not None
        and (not needs_invoice or row.invoice_broken == [])
        and (not vehicle.is_mortgaged or row.mortgagee_agreed_at is not None)
        and (not vehicle.co_owners or row.deal.co_owners_agreed)
    )


def co_owner_numbers(row: Transfer) -> set[str]:
    """The identity numbers of the joint owners beside the first."""
    return {owner.number for owner in register_queries.vehicle_by_id(row.vehicle_id).co_owners}


def signed(
    row: Transfer, act: str, citizen: CitizenRecord, mandate: MandateRecord | None, seen: Seen | None, *, at: datetime
) -> SignatureRecord:
    """Keep what this person signs, in Chinese where no page showed it; Refused("transfer.changed") if it is not what the
    page showed."""
    agreed = agreement_of(act, views([row], at=at)[0], is_agent=mandate is not None)
    language = "zh" if seen is None else seen.language
    shown = agreed.text.in_language(language)
    if seen is not None and seen.digest != digest_of(shown):
        raise Refused("transfer.changed", Verdict.of([CHANGED]))
    return people_actions.sign(
        citizen_id=citizen.id if mandate is None else mandate.principal_id,
        signer_id=citizen.id,
        mandate_id=None if mandate is None else mandate.id,
        about=f"transfer:{row.pk}",
        act=act,
        words=agreed.words,
        language=language,
        shown=shown,
        face_check=None if seen is None else seen.face_check,
        at=at,
    )


def shown_of(seen: Seen | None) -> str:
    """The digest of what a page showed, for the key of the act; "" without a page."""
    return "" if seen is None else seen.digest


def require_agent(citizen: CitizenRecord, *, principal: UUID | None, at: datetime) -> MandateRecord:
    """The mandate of an agent for this business; anybody else learns nothing of the case: NotFound("transfer.unknown")."""
    business, on = Business.VEHICLE_TRANSFER, day_of(at)
    found = (
        None if principal is None else people.mandate_for(citizen.id, principal_id=principal, business=business, on=on)
    )
    if found is None:
        raise NotFound("transfer.unknown")
    return found


def require_draft(row: Transfer) -> None:
    """Signatures are given while the case is a draft; Refused("transfer.signed") afterwards."""
    if row.stage != Stage.DRAFT:
        raise Refused("transfer.signed", Verdict.of([NOT_A_DRAFT]))


SUBMITTED = Text(
    "双方都确认了，已经交给转入地车管所。现在不用您做什么。",
    "Both sides have confirmed; the destination office has the case. There is nothing for you to do now.",
)
HANDED_IN = Text(
    "申请已经交给车管所，有的确认或者材料还没有齐。车管所会一次说全缺什么，或者书面答复。",
    "The office has the application, though a confirmation or paper lacks. It says once what is missing, or answers in writing.",
)
WITHDRAWN = Text("对方撤回了这笔车辆转移登记。", "The other side has withdrawn the transfer.")
LAPSED = Reason(
    "seller-too-late",
    "",
    Text("超过期限没有确认，这笔交易已失效。", "It was not confirmed in time; the deal has lapsed."),
    Text("请经营者重新录入。", "Ask the dealer to enter it again."),
)
CHANGED = Reason(
    "deal-changed",
    "",
    Text("交易内容和您看到的不一样了。", "The deal is not what you were shown."),
    Text("刷新页面看清楚再确认。", "Reload and read it again before you confirm."),
)
NOT_APPLIED = Reason(
    "not-applied",
    "",
    Text("买方还没有申请。", "The buyer has not applied yet."),
    Text("先核对内容，提出申请，再交给车管所。", "Check what is there and apply first."),
)
NOT_A_DRAFT = Reason(
    "already-signed",
    "",
    Text("这一件已经交给车管所，或者已经结束。", "This case is with the office already, or has ended."),
    Text("刷新页面看现在的进度。", "Reload to see how it stands."),
)
SIGNED_ALREADY = Reason(
    "signed-already",
    "",
    Text("这一方已经确认过了，这一次没有再办。", "This side has signed already; nothing was done this time."),
    Text("刷新页面看现在的进度。", "Reload to see how it stands."),
)
INVOICE_BROKEN = Reason(
    "invoice-broken",
    "",
    Text("发票还没有核对通过。", "The invoice has not passed its checks."),
    Text("先换一张正确的发票。", "Name a correct invoice first."),
)
