"""The office takes a case, asks once for everything that lacks, or the origin lets a vehicle go (the old way)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tongban.clock import day_of
from tongban.dossiers import actions as dossiers
from tongban.errors import Malformed, Refused, refuse_unless
from tongban.journal import actions as journal
from tongban.notices import actions as notices
from tongban.offices import queries as offices
from tongban.offices.records import OfficerRecord
from tongban.people import actions as people
from tongban.people import queries as people_queries
from tongban.people.records import CitizenRecord
from tongban.registers import actions as registers
from tongban.transfers.actions import clocks
from tongban.transfers.actions.acting import (
    SYSTEM,
    TRANSFERS,
    about,
    persons,
    require_party,
)
from tongban.transfers.actions.files import seal_file
from tongban.transfers.actions.plates import issue_temporary_plate
from tongban.transfers.entries import ApplicationAccepted, TurnedOnsite
from tongban.transfers.models import Transfer
from tongban.transfers.queries import facts
from tongban.transfers.queries.files import VEHICLE_FILE
from tongban.transfers.stages import AT_OFFICES, Ground, Move, Stage, Way
from tongban.verdicts import Reason, Text, Verdict

BEFORE_RELEASE = (Stage.SUBMITTED, Stage.CORRECTION, Stage.ORIGIN_INSPECTION)
"""Where, in the old way, the case is still the origin's."""


def deciding_office(row: Transfer) -> str:
    """Whose the case is now: the destination's, or in the old way the origin's until it has let the vehicle go."""
    office: str = getattr(row, TRANSFERS.row(row).office)
    return office


def accept(*, transfer_id: UUID, key: str, officer: OfficerRecord, at: datetime) -> None:
    """The papers are complete: the register's record is locked, the origin is asked for the file, the car may come.

    The application counts as accepted (受理) once the car is shown too, which Article 26 asks of it (`take_in`).
    Refused("transfer.precheck") with every reason that stands against it today. Risk found by UC-20 turns the case
    on site at once (Article 74).
    """
    ask_home(transfer_id, at=at)
    with TRANSFERS.acting(transfer_id, key=key, move=Move.ACCEPT, by=officer, at=at) as act:
        row = act.row
        if not act.is_new:
            return
        found = facts.check_case(row, on=day_of(at))
        refuse_unless(found.verdict, code="transfer.precheck")
        if row.ground != Ground.MOVE and row.invoice is None:
            raise Refused("transfer.invoice", Verdict.of([INVOICE_WAITING]))
        if row.buyer_id is not None and row.deal.residence_permit:  # who accepts has looked at it
            note_home(row, officer, at=at)
        act.sign()
        row.precheck = {finding.code: finding.result.value for finding in found.findings}
        lock_vehicle(row, at=at)
        TRANSFERS.step(row, Move.ACCEPT if row.way == Way.ONE_PLACE else Move.ACCEPT_AT_ORIGIN, by=officer.key, at=at)
        risks = [finding.code for finding in found.findings if finding.result == "onsite"]
        if risks:
            mark_onsite(row, codes=tuple(risks), by=officer.key, at=at)


def lock_vehicle(row: Transfer, *, at: datetime) -> None:
    """From now on nothing else happens to the vehicle, and its file is here."""
    dossiers.open_dossier(VEHICLE_FILE, row.vehicle_id, office=row.origin, by=SYSTEM, at=at)
    registers.set_vehicle_letter(vehicle_id=row.vehicle_id, letter="O", reason=f"case {row.number}", by=SYSTEM, at=at)


def take_in(row: Transfer, *, how: str, since: datetime, by: str, at: datetime) -> None:
    """受理: from `since` the law's days for the decision run, and the parties read one date. how: "shown", the car was shown
    with complete papers; "deemed", the office said nothing in time. Nothing for a case that is accepted already. The
    caller holds the row's lock and saves it with the move that follows."""
    if row.accepted_at is not None:
        return
    row.accepted_at, row.decide_by = since, clocks.runs_out(decision_clock(row), since)
    entry = ApplicationAccepted(
        transfer=str(row.id),
        office=deciding_office(row),
        how=how,
        since=since.isoformat(),
        decide_by=row.decide_by.isoformat(),
    )
    journal.record(entry, by=by, about=about(row), at=at)


def decision_clock(row: Transfer) -> str:
    """By which clock the office whose the case is has to decide."""
    if row.way == Way.ORIGIN_FIRST and row.stage in BEFORE_RELEASE:
        return "origin-decision"
    return TRANSFERS.table.row(Stage.REVIEW, *TRANSFERS.variant(row)).clock


def ask_home(transfer_id: UUID, *, at: datetime) -> None:
    """Ask the population register where the buyer of a case lives, if nobody knows yet; before the case is locked.

    A case from before homes were asked for, or one that began while the register was silent, does not wait for the
    window then.
    """
    row = Transfer.objects.filter(pk=transfer_id, buyer_id__isnull=False).first()
    if row is not None and row.buyer_id is not None and not people_queries.homes_of(row.buyer_id):
        people.learn_home(row.buyer_id, at=at)


def note_home(row: Transfer, officer: OfficerRecord, *, at: datetime) -> None:
    """The officer has seen where the buyer lives: kept of the person, and told in the case's history."""
    assert row.buyer_id is not None
    region = offices.area_of(row.destination)
    people.record_home(row.buyer_id, region=region, by=officer.key, at=at, about=[f"transfer:{row.id}"])


def confirm_home(*, transfer_id: UUID, key: str, officer: OfficerRecord, at: datetime) -> None:
    """The window has looked at a proof that the buyer lives where the destination registers (Article 89), for whom the
    population register did not say so. From now on it counts, for this case and later ones."""
    with TRANSFERS.acting(transfer_id, key=key, move="confirm-home", by=officer.key, at=at) as act:
        row = act.row
        TRANSFERS.guard(row, officer, act=Move.ACCEPT)
        if not act.is_new:
            return
        if row.buyer_id is None or row.stage not in AT_OFFICES:
            raise Refused("transfer.no-home-asked", Verdict.of([NO_HOME_ASKED]))
        note_home(row, officer, at=at)


def ask_correction(*, transfer_id: UUID, key: str, text: str, officer: OfficerRecord, at: datetime) -> None:
    """Tell the buyer once, and completely, what lacks (《机动车登记规定》第三条); Refused("transfer.asked-once") for a second
    time: after a correction the papers are complete, or the office says no in writing."""
    cleaned = " ".join(text.split())
    if not 4 <= len(cleaned) <= 300:
        raise Malformed("transfer.correction", "expected 4 to 300 characters")
    with TRANSFERS.acting(
        transfer_id, key=key, move=Move.ASK_CORRECTION, by=officer, content={"text": cleaned}, at=at
    ) as act:
        row = act.row
        if act.is_new:
            if row.acts.filter(move=Move.ASK_CORRECTION).exclude(key=key).exists():
                raise Refused("transfer.asked-once", Verdict.of([ASKED_ONCE]))
            row.correction = cleaned
            TRANSFERS.step(row, Move.ASK_CORRECTION, by=officer.key, at=at)
            if row.buyer_id:
                notices.tell(row.buyer_id, CORRECT, link=f"/vehicles/cases/{row.id}/", at=at)


def move_out(*, transfer_id: UUID, key: str, plates_recovered: bool, officer: OfficerRecord, at: datetime) -> None:
    """The old way, at the origin: plates and licence card taken back, certificate endorsed, thirty-day temporary
    plate issued, electronic file sealed (《机动车登记规定》第十八条、第二十七条)."""
    given = {"plates_recovered": plates_recovered}
    with TRANSFERS.acting(transfer_id, key=key, move=Move.MOVE_OUT, by=officer, content=given, at=at) as act:
        row = act.row
        if not act.is_new:
            return
        if not plates_recovered:
            raise Malformed("transfer.plates", "expected plates and licence card to be taken back")
        refuse_unless(facts.check_case(row, on=day_of(at)).verdict, code="transfer.precheck")
        take_in(row, how="shown", since=at, by=officer.key, at=at)
        seal_file(row, by=officer.key, at=at)
        issue_temporary_plate(row, days=30, purpose="moved-out", by=officer.key, at=at)
        row.accepted_at, row.decide_by, row.told_late_at = None, None, None  # the destination accepts anew
        TRANSFERS.step(row, Move.MOVE_OUT, by=officer.key, at=at)
        if row.buyer_id:
            notices.tell(row.buyer_id, MOVED_OUT, link=f"/vehicles/cases/{row.id}/", at=at)


def fail_at_origin(*, transfer_id: UUID, key: str, text: str, officer: OfficerRecord, at: datetime) -> None:
    """The old way: the origin's inspection did not pass; the owner is told once what to mend and comes again."""
    with TRANSFERS.acting(
        transfer_id, key=key, move=Move.FAIL_AT_ORIGIN, by=officer, content={"text": text}, at=at
    ) as act:
        row = act.row
        if act.is_new:
            row.correction = " ".join(text.split())[:300]
            TRANSFERS.step(row, Move.FAIL_AT_ORIGIN, by=officer.key, at=at)


def apply_in(*, transfer_id: UUID, key: str, citizen: CitizenRecord, at: datetime) -> None:
    """The old way, second half: the owner applies at the destination within the temporary plate's life."""
    with TRANSFERS.acting(transfer_id, key=key, move=Move.APPLY_IN, by=citizen.key, at=at) as act:
        row = act.row
        require_party(citizen, row.buyer_id)
        if act.is_new:
            TRANSFERS.step(row, Move.APPLY_IN, by=citizen.key, at=at)


def mark_onsite(row: Transfer, *, codes: tuple[str, ...], by: str, at: datetime) -> None:
    """Suspicion: people and papers must be seen on site before the decision. The caller holds the row's lock."""
    row.onsite_since = row.onsite_since or at
    row.onsite_codes = sorted({*row.onsite_codes, *codes})
    row.onsite_cleared_at = None
    row.save()
    journal.record(TurnedOnsite(transfer=str(row.id), codes=codes), by=by, about=about(row), at=at)
    for person in persons(row):
        notices.tell(person, ONSITE, link=f"/vehicles/cases/{row.id}/", at=at)


ASKED_ONCE = Reason(
    "asked-once",
    "《机动车登记规定》第三条第二款",
    Text(
        "已经告知过一次，不能再要求补正。", "What lacked was told once already; no second correction can be asked for."
    ),
    Text("材料齐全的往下办，还不符合规定的书面决定。", "Go on if the papers are complete, or decide in writing."),
    quote="应当一次书面或者电子告知申请人需要补正的全部内容",
)
INVOICE_WAITING = Reason(
    "invoice-waiting",
    "",
    Text("税务还没有答复这张发票。", "Tax has not answered about the invoice yet."),
    Text(
        "等税务答复后再受理；久等不到，请退回买方重新填发票。",
        "Accept once it has; after a long wait, ask the buyer to name it again.",
    ),
)
NO_HOME_ASKED = Reason(
    "no-home-asked",
    "",
    Text("这一件现在不用核对住所。", "No home is to be looked at in this case now."),
    Text("只有个人买方、已经提交还没有办完的业务才要核对。", "Only a person's application that is handed in and not over needs it."),
)  # fmt: skip
CORRECT = Text("您的申请要补正，一次补齐就行。", "Your application needs a correction; everything is named at once.")
MOVED_OUT = Text(
    "转出地办好了。请在 30 天内到转入地申请转入。",
    "The origin has let the vehicle go. Apply at the destination within 30 days.",
)
ONSITE = Text(
    "这一件改为现场办理：请带身份证和车到转入地车管所。",
    "This case is now handled on site: bring your identity card and the car to the destination office.",
)
