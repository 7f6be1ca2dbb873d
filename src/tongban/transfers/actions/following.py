"""What happens without a person: partners' answers, the register's changes, complete files, and the clocks.

Each is a durable line with a cursor, or a search by state; a process killed anywhere loses nothing, and the next
run goes on. All are steps of the `work` command.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.cases import running
from tongban.cases.running import look_at
from tongban.cases.table import Late
from tongban.clock import day_of
from tongban.errors import Malformed, Problem, Refused
from tongban.followers import actions as followers
from tongban.journal import actions as journal
from tongban.notices import actions as notices
from tongban.partners import queries as partners
from tongban.partners.records import Answer, Outcome, Partner
from tongban.registers import queries as registers
from tongban.transfers.actions import clocks
from tongban.transfers.actions.accepting import deciding_office, lock_vehicle, take_in
from tongban.transfers.actions.acting import SYSTEM, TRANSFERS, about, persons
from tongban.transfers.actions.dealing import name_invoice, note_joint_owners, order_invoice
from tongban.transfers.actions.files import receipt_key, receive_file, receive_files, send_file
from tongban.transfers.actions.issuing import change_insured, close
from tongban.transfers.actions.signing import end_without_registration, submit, submit_if_ready
from tongban.transfers.entries import (
    CaseEscalated,
    CaseHeld,
    DecisionLate,
    InvoiceVerified,
    MortgageeAgreed,
    PartyReminded,
    TimePassed,
)
from tongban.transfers.models import Transfer
from tongban.transfers.profile import profile
from tongban.transfers.queries import facts
from tongban.transfers.queries.files import is_complete, was_scanned
from tongban.transfers.queries.troubles import TO_NOBODY, TO_OWNER, TROUBLES
from tongban.transfers.rules import invoice as invoices
from tongban.transfers.stages import (
    ENDED,
    OPEN,
    REGISTERED,
    UNREGISTERED,
    WITHOUT,
    Move,
    Silence,
    Stage,
)
from tongban.transfers.stages.late import with_review
from tongban.verdicts import Text

log = logging.getLogger("tongban.work")
ANSWERED, HELD_CASES, CLOCKS = (
    "transfers/answers",
    "transfers/register",
    "transfers/clocks",
)  # the lines that are followed

# --- Partners' answers ---------------------------------------------------------------------------------------


def follow_partners(*, at: datetime, limit: int = 200) -> int:
    """Take in what tax, commerce and banks have answered, each answer in its own transaction; returns how many."""
    return followers.follow(ANSWERED, partners.answers_after, lambda answer: take(answer, at=at), at=at, limit=limit)


def take(answer: Answer, *, at: datetime) -> None:
    """Take one answer in, whatever it is about."""
    if answer.about.startswith("transfer:"):
        take_answer(answer, at=at)
    elif answer.kind == "invoice-status":
        take_invoice_status(answer.body, at=at)


def take_answer(answer: Answer, *, at: datetime) -> None:
    """One partner's answer on one case; an answer that comes twice or too late changes nothing."""
    row = Transfer.objects.select_for_update().filter(pk=UUID(answer.about.partition(":")[2])).first()
    if row is None:
        return
    name = f"{answer.partner}/{answer.kind}"
    if answer.outcome is not Outcome.ANSWERED:
        note_trouble(row, name, at=at)
        return
    end_trouble(row, name)
    act = ANSWERS.get((answer.partner, answer.kind))
    if act is not None:
        act(row, answer.body, at)


def note_trouble(row: Transfer, name: str, *, at: datetime) -> None:
    """A partner said no, or nothing until we stopped asking: buyer, seller and clerk learn at once what to do."""
    known = row.deal.partner_trouble
    if name in known or name not in TROUBLES:
        return
    row.deal = row.deal.changed(partner_trouble=tuple(sorted({*known, name})))
    row.save(update_fields=["deal"])
    if name in TO_NOBODY or row.stage in WITHOUT:
        return
    told = (row.buyer_id,) if name in TO_OWNER else (row.buyer_id, row.seller_id, row.entered_by)
    for person in dict.fromkeys(one for one in told if one is not None):
        notices.tell(person, TROUBLES[name], link=f"/vehicles/cases/{row.id}/", at=at)


def end_trouble(row: Transfer, name: str) -> None:
    """The partner has answered after all."""
    known = row.deal.partner_trouble
    if name in known:
        row.deal = row.deal.changed(partner_trouble=tuple(one for one in known if one != name))
        row.save(update_fields=["deal"])


def deal_entered(row: Transfer, body: Mapping[str, Any], at: datetime) -> None:
    """Commerce has the deal; now the invoice may be issued."""
    if row.stage == Stage.DRAFT and not row.deal_number:
        row.deal_number = str(body["deal_number"])[:40]
        row.save(update_fields=["deal_number"])
        if row.invoice_key is None:
            order_invoice(row, at=at)


def invoice_issued(row: Transfer, body: Mapping[str, Any], at: datetime) -> None:
    """Tax issued the invoice that was ordered: what it says is checked like any other."""
    if row.stage == Stage.DRAFT and row.invoice_key is None:
        take_invoice(row, body, at)


def invoice_told(row: Transfer, body: Mapping[str, Any], at: datetime) -> None:
    """Tax says what stands on an invoice that a party named; only the one that is named now counts.

    It may come after the correction was handed in: as long as the case is open and has no invoice, it is taken.
    """
    if row.stage in ENDED or row.invoice is not None:
        return
    if body.get("found") is False:
        broken(row, ["INV-unknown"], at=at)
        return
    take_invoice(row, body, at)


def take_invoice(row: Transfer, body: Mapping[str, Any], at: datetime) -> None:
    """Keep the invoice and every check that it fails; submit the case if this was the last thing it waited for."""
    try:
        invoice = invoices.from_json(body)
    except Malformed:
        broken(row, ["INV-malformed"], at=at)
        return
    if row.invoice_key is not None and row.invoice_key != invoice.key:
        return  # the answer to an earlier question
    try:
        if row.invoice_key is None:
            name_invoice(row, code=invoice.code, number=invoice.number)
    except Refused as refused:
        broken(row, [reason.code for reason in refused.verdict.reasons], at=at)
        return
    row.invoice = invoices.to_json(invoice)
    row.save()
    found = facts.check_case(row, on=day_of(at)).finding("UC-13")
    broken(row, [reason.code for reason in found.reasons] if found.result == "blocked" else [], at=at)


def broken(row: Transfer, codes: list[str], *, at: datetime) -> None:
    """Note the result of the invoice's checks; [] means that it is in order."""
    row.invoice_broken = codes
    row.save()
    entry = InvoiceVerified(transfer=str(row.id), broken=tuple(codes))
    journal.record(entry, by=SYSTEM, about=about(row), at=at)
    if codes:
        for person in dict.fromkeys(one for one in (row.buyer_id, row.seller_id, row.entered_by) if one is not None):
            notices.tell(person, INVOICE_BROKEN, link=f"/vehicles/cases/{row.id}/", at=at)
    submit_if_ready(row, at=at)


def mortgagee_agreed(row: Transfer, body: Mapping[str, Any], at: datetime) -> None:
    """The mortgagee takes part, or does not."""
    if body.get("is_agreed") is not True:
        note_trouble(row, "bank/confirm-mortgage-transfer", at=at)
    if row.stage == Stage.DRAFT and row.mortgagee_agreed_at is None and body.get("is_agreed") is True:
        row.mortgagee_agreed_at = at
        row.save(update_fields=["mortgagee_agreed_at"])
        journal.record(MortgageeAgreed(transfer=str(row.id)), by="system:bank", about=about(row), at=at)
        submit_if_ready(row, at=at)


def policy_named(row: Transfer, body: Mapping[str, Any], at: datetime) -> None:
    """The insurer named the policy of a registered vehicle: its insured person changes too."""
    if row.stage in REGISTERED and body.get("policy_number"):
        change_insured(row, policy_number=str(body["policy_number"]), at=at)


def take_invoice_status(body: Mapping[str, Any], *, at: datetime) -> None:
    """Tax says that an invoice was voided or reversed: a case that rests on it is asked about again."""
    key = f"{body['code']}-{body['number']}" if body.get("code") else str(body["number"])
    rows = Transfer.objects.select_for_update().filter(invoice_key=key, stage__in=OPEN)
    for row in rows:
        if row.invoice is not None:
            row.invoice["status"] = body["status"]
            row.save(update_fields=["invoice"])
            if row.stage == Stage.DRAFT:
                ask_tax_again(row, at=at)
            hold(row, at=at)


def ask_tax_again(row: Transfer, *, at: datetime) -> None:
    """A draft whose invoice changed must pass the checks again."""
    found = facts.check_case(row, on=day_of(at)).finding("UC-13")
    row.invoice_broken = [reason.code for reason in found.reasons] if found.result == "blocked" else []
    row.save(update_fields=["invoice_broken"])


ANSWERS: dict[tuple[str, str], Callable[[Transfer, Mapping[str, Any], datetime], None]] = {
    (Partner.COMMERCE, "enter-deal"): deal_entered,
    (Partner.TAX, "issue-invoice"): invoice_issued,
    (Partner.TAX, "verify-invoice"): invoice_told,
    (Partner.BANK, "confirm-mortgage-transfer"): mortgagee_agreed,
    (Partner.INSURANCE, "policy-of"): policy_named,
}


# --- The register --------------------------------------------------------------------------------------------


def follow_register(*, at: datetime, limit: int = 500) -> int:
    """A seizure, a theft report, a mortgage in the middle of a case: hold it and say so; returns how many events.

    Many events are one transaction: only the vehicles that have an open case are looked at, each once, as it is now. A
    case that cannot be looked at is set aside, and the others are held.
    """
    followers.retry(HELD_CASES, lambda item: hold_case(UUID(item), at=at), at=at)
    with followers.following(HELD_CASES) as cursor:
        events = registers.events_after(cursor.seq, limit)
        if not events:
            return 0
        vehicles = {event.vehicle_id for event in events if event.vehicle_id is not None}
        waiting = Transfer.objects.select_for_update().filter(vehicle_id__in=vehicles, stage__in=UNREGISTERED)
        for row in waiting.order_by("pk"):
            followers.tried(HELD_CASES, str(row.pk), lambda row=row: hold(row, at=at), at=at)  # type: ignore[misc]
        cursor.seq = events[-1].seq
    return len(events)


def hold_case(transfer_id: UUID, *, at: datetime) -> None:
    """A case that was set aside, by its id; nothing once it has ended."""
    row = TRANSFERS.lock(transfer_id)
    if row.stage in UNREGISTERED:
        hold(row, at=at)


def hold(row: Transfer, *, at: datetime) -> None:
    """Ask the questions again; note whose car it is and what stands against the case now, and tell the parties when
    that changed."""
    note_joint_owners(row)
    codes = sorted(facts.blocked_codes(facts.check_case(row, on=day_of(at))))
    if codes == row.held:
        return
    row.held = codes
    row.save(update_fields=["held"])
    journal.record(CaseHeld(transfer=str(row.id), codes=tuple(codes)), by=SYSTEM, about=about(row), at=at)
    for person in persons(row):
        notices.tell(person, HELD if codes else RELEASED, link=f"/vehicles/cases/{row.id}/", at=at)


# --- Files that need nobody ----------------------------------------------------------------------------------


def move_files(*, at: datetime, limit: int = 100) -> int:
    """Seal and release complete files, receive sent ones, close issued cases; returns how many moves were made.

    A file that does not verify stays where it is and is tried again; its case keeps its task and its clock. However many
    cases cannot go on, each has its turn: who has waited longest for a look comes first.
    """
    by_stage: dict[Stage, Callable[[list[Transfer]], int]] = {
        Stage.FILE_REQUESTED: lambda rows: sum(tried(release, row, at) for row in rows),
        Stage.FILE_SENT: lambda rows: receive_all(rows, at),
        Stage.ISSUED: lambda rows: sum(tried(close_case, row, at) for row in rows),
    }
    return sum(look_at(TRANSFERS, stage, act, limit=limit, at=at) for stage, act in by_stage.items())


def tried(act: Callable[[Transfer, datetime], bool], row: Transfer, at: datetime) -> bool:
    """True if the act was done; a case that cannot go on now is looked at again the next time."""
    try:
        return act(row, at)
    except followers.PASSING:
        raise
    except Problem:
        return False
    except Exception:
        log.exception("the file of case %s cannot go on; it is looked at again", row.pk)
        return False


def release(row: Transfer, at: datetime) -> bool:
    """Send the file if it came complete. Once its keeper has scanned a page for the case, the keeper looks and seals."""
    if not is_complete(row.vehicle_id) or was_scanned(row.vehicle_id, after=row.stage_since):
        return False
    send_file(transfer_id=row.pk, key=f"release-{row.pk}-{row.stage_since.isoformat()}", officer=None, at=at)
    return True


def receive_all(rows: list[Transfer], at: datetime) -> int:
    """Receive what was sent in these cases together; if one of them stands in the way of the others, whatever is wrong
    with it, one by one."""
    try:
        return receive_files(transfer_ids=[row.pk for row in rows], by=SYSTEM, at=at)
    except followers.PASSING:
        raise
    except Exception:
        return sum(tried(receive, row, at) for row in rows)


def receive(row: Transfer, at: datetime) -> bool:
    """Receive what was sent."""
    receive_file(transfer_id=row.pk, key=receipt_key(row.pk, since=row.stage_since), by=SYSTEM, at=at)
    return True


def close_case(row: Transfer, at: datetime) -> bool:
    """Close an issued case."""
    with transaction.atomic():
        close(transfer_id=row.pk, at=at)
    return True


# --- Clocks --------------------------------------------------------------------------------------------------


def run_clocks(*, at: datetime, limit: int = 500) -> int:
    """Do what follows where time has passed, remind where it soon will, and tell of decisions that the law wanted by now;
    returns how many. The origin is late with a file: its superior is told on the second working day, the province takes
    over on the third."""
    given = {"line": CLOCKS, "at": at, "limit": limit}
    done = running.run_clocks(
        TRANSFERS,
        end=lambda row, late: time_passed(row, late, at=at),
        steps=clocks.escalations,
        escalated=lambda row, step: CaseEscalated(transfer=str(row.pk), step=step),
        **given,  # type: ignore[arg-type]
    )
    before = timedelta(days=profile().remind_days)
    done += running.run_reminders(
        TRANSFERS,
        before=before,
        remind=lambda row, late: remind(row, late, at=at),
        **given,  # type: ignore[arg-type]
    )
    late = Transfer.objects.filter(decide_by__lt=at, decided_at=None, told_late_at=None, stage__in=UNREGISTERED)
    late = late.exclude(pk__in=followers.held(CLOCKS, at=at)).order_by("decide_by")
    ids = list(late.values_list("pk", flat=True)[:limit])
    return done + followers.each(CLOCKS, ids, lambda case_id: tell_late(case_id, at=at), at=at)


def time_passed(row: Transfer, late: Late, *, at: datetime) -> None:
    """Nothing came in time. Of the parties: the office is called to decide in writing, and a buyer who has applied does
    not wait for a seller. Of the office: the application counts as accepted from the day it came."""
    if late.move in (Move.DEEM, Move.DEEM_AT_ORIGIN):
        deem_accepted(row, Move(late.move), at=at)
    elif late.move == Move.LAPSE and row.buyer_applied_at is not None:
        submit(row, at=at)
        return
    elif late.move:
        end_without_registration(row, Move(late.move), by=SYSTEM, at=at)
    else:
        office = deciding_office(row) if late.called else ""
        if office:
            row.silence = Silence.AT_ORIGIN if office == row.origin else Silence.AT_DESTINATION
            row.due_at = clocks.runs_out(TRANSFERS.row(row).clock, at)
        row.save(update_fields=["silence", "due_at", "escalated"])
        entry = TimePassed(transfer=str(row.pk), stage=row.stage, office=office)
        journal.record(entry, by=SYSTEM, about=about(row), at=at)
    if late.told is not None:
        tell(row, late.told, at=at)


def deem_accepted(row: Transfer, move: Move, *, at: datetime) -> None:
    """The office has said nothing in time: accepted from the day the papers came (《行政许可法》第三十二条第一款第四项, by
    analogy)."""
    take_in(row, how="deemed", since=row.stage_since, by=SYSTEM, at=at)
    lock_vehicle(row, at=at)
    TRANSFERS.step(row, move, by=SYSTEM, at=at)


def remind(row: Transfer, late: Late, *, at: datetime) -> None:
    """Those who have something to do are told that its time ends soon."""
    journal.record(PartyReminded(transfer=str(row.pk), stage=row.stage), by=SYSTEM, about=about(row), at=at)
    signed = {row.seller_id: row.seller_confirmed_at, row.buyer_id: row.buyer_applied_at}
    assert late.remind is not None
    for person in persons(row):
        if (row.stage == Stage.DRAFT and signed.get(person) is None) or (
            row.stage != Stage.DRAFT and person == row.buyer_id
        ):
            notices.tell(person, late.remind, link=f"/vehicles/cases/{row.id}/", at=at)


def tell_late(case_id: UUID, *, at: datetime) -> None:
    """The law's day for the decision has passed: said to the parties with what they may do, and on record."""
    row = TRANSFERS.lock(case_id)
    if row.told_late_at is not None or row.decided_at is not None or row.decide_by is None:
        return
    row.told_late_at = at
    row.save(update_fields=["told_late_at"])
    entry = DecisionLate(transfer=str(row.pk), office=deciding_office(row), decide_by=row.decide_by.isoformat())
    journal.record(entry, by=SYSTEM, about=about(row), at=at)
    tell(row, IS_LATE, at=at)


def tell(row: Transfer, text: Text, *, at: datetime) -> None:
    """One message to each person of the case."""
    for person in persons(row):
        notices.tell(person, text, link=f"/vehicles/cases/{row.id}/", at=at)


IS_LATE = with_review(
    Text("车管所超过了法定期限，还没有作出决定。", "The office has not decided within the time of the law.")
)
INVOICE_BROKEN = Text(
    "发票核对没有通过，打开看原因。", "The invoice did not pass its checks; open the case for the reasons."
)
HELD = Text(
    "这辆车有了新情况，登记暂时不能继续，打开看原因。",
    "Something new stands against the transfer; open the case for the reasons.",
)
RELEASED = Text("新情况已经解除，登记继续办理。", "What stood against the transfer is gone; it goes on.")
