"""The decision: approve, send back to inspection, or refuse in writing with every reason and the remedies."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from tongban.clock import day_of
from tongban.errors import refuse_unless
from tongban.journal import actions as journal
from tongban.notices import actions as notices
from tongban.offices.records import Duty, OfficerRecord
from tongban.transfers.actions.accepting import ask_home
from tongban.transfers.actions.acting import TRANSFERS, about, may_register, persons
from tongban.transfers.actions.signing import end_without_registration
from tongban.transfers.entries import Decided
from tongban.transfers.models import Transfer
from tongban.transfers.queries.decisions import snapshot
from tongban.transfers.rules import refusals
from tongban.transfers.stages import Ground, Move
from tongban.verdicts import Text


def approve(*, transfer_id: UUID, key: str, officer: OfficerRecord, at: datetime) -> None:
    """The reviewer approves. All questions are asked again, with the register as it is this moment.

    Refused("transfer.precheck") with every reason if one stands against it now (a seizure that came in the middle),
    Refused("transfer.onsite") while suspicion is not cleared, Refused("transfer.same-person").
    """
    ask_home(transfer_id, at=at)
    with TRANSFERS.acting(transfer_id, key=key, move=Move.APPROVE, by=officer, at=at) as act:
        row = act.row
        if not act.is_new:
            return
        act.sign()
        may_register(row, on=day_of(at))
        row.decided_at = at
        decide(row, "approved", codes=(), by=officer.key, at=at)
        TRANSFERS.step(row, Move.APPROVE, by=officer.key, at=at)
        if row.buyer_id and row.ground != Ground.STOCK:
            notices.tell(row.buyer_id, CHOOSE, link=f"/vehicles/cases/{row.id}/number/", at=at)


def send_back(*, transfer_id: UUID, key: str, text: str, officer: OfficerRecord, at: datetime) -> None:
    """The reviewer wants the vehicle inspected again."""
    with TRANSFERS.acting(transfer_id, key=key, move=Move.SEND_BACK, by=officer, content={"text": text}, at=at) as act:
        row = act.row
        if act.is_new:
            row.correction = " ".join(text.split())[:300]
            TRANSFERS.step(row, Move.SEND_BACK, by=officer.key, at=at)
            if row.buyer_id:
                notices.tell(row.buyer_id, AGAIN, link=f"/vehicles/cases/{row.id}/", at=at)


def refuse(*, transfer_id: UUID, key: str, grounds: tuple[str, ...], officer: OfficerRecord, at: datetime) -> None:
    """Refuse registration in writing: grounds are codes of the rules' table; each is written out with its article,
    and the letter says where to turn (refusals.REMEDIES). File, lock and numbers are as before the case."""
    with TRANSFERS.acting(
        transfer_id, key=key, move=Move.REFUSE, by=officer, content={"grounds": grounds}, at=at
    ) as act:
        row = act.row
        if not act.is_new:
            return
        refuse_unless(refusals.may_refuse(grounds, is_sale=row.ground != Ground.MOVE), code="transfer.grounds")
        if TRANSFERS.row(row).refuses is not Duty.WINDOW:
            act.sign()
        row.decided_at = at
        decide(row, "refused", codes=grounds, by=officer.key, at=at)
        end_without_registration(row, Move.REFUSE, by=officer.key, at=at, codes=grounds)
        for person in persons(row):
            notices.tell(person, REFUSED, link=f"/vehicles/cases/{row.id}/", at=at)


def decide(row: Transfer, decision: str, *, codes: tuple[str, ...], by: str, at: datetime) -> None:
    """Keep what was decided, under the rules of which day and with which facts, so that it can be replayed."""
    given = snapshot(row, on=day_of(at))
    text = canonical(given)
    digest = hashlib.sha256(text.encode()).hexdigest()
    row.decision = {
        "decision": decision,
        "codes": list(codes),
        "rules_on": day_of(at).isoformat(),
        "facts": given,
        "facts_digest": digest,
        "at": at.isoformat(),
    }
    row.save()
    entry = Decided(transfer=str(row.id), decision=decision, codes=codes, rules_on=day_of(at).isoformat(), facts=digest)
    journal.record(entry, by=by, about=about(row), at=at)


def canonical(value: Any) -> str:
    """JSON in one form only, for the digest."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


CHOOSE = Text("审核通过了。请选新的号牌号码。", "Approved. Choose the new plate number.")
AGAIN = Text("审核要求再查验一次。", "The reviewer asks for another inspection.")
REFUSED = Text(
    "车辆转移登记没有通过。决定书写明了原因和救济途径。",
    "The transfer was refused. The letter gives the reasons and where to turn.",
)
