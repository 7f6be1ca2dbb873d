"""查验: the inspector's form and photos; and what is suspicious goes on site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tongban.errors import Malformed, Refused
from tongban.inspections import actions as inspections
from tongban.inspections.kinds import Inspected, Kind
from tongban.inspections.records import Findings, Form, to_json
from tongban.journal import actions as journal
from tongban.notices import actions as notices
from tongban.offices.records import Duty, OfficerRecord
from tongban.transfers.actions.accepting import deciding_office, mark_onsite, take_in
from tongban.transfers.actions.acting import TRANSFERS, about
from tongban.transfers.entries import InspectionRecorded, OnsiteCleared
from tongban.transfers.models import Transfer
from tongban.transfers.queries.matters import CASE_DUTIES
from tongban.transfers.stages import ENDED, INSPECT, Move, Stage
from tongban.verdicts import Reason, Text, Verdict

SUSPICIOUS = ("smuggled", "stolen", "assembled", "modified", "forged-papers", "frequent-reissue", "frequent-moves")
"""《机动车登记规定》第七十四条 names them; the page shows them in words."""


def inspected(row: Transfer) -> Inspected:
    """The case's vehicle, at the destination."""
    return Inspected(row.pk, row.vehicle_id, row.vin, row.destination, tuple(about(row)))


def go_on(row: Transfer, findings: Findings, by: str, at: datetime) -> None:
    """To the reviewer, or again; who has to mend something is told, and another VIN turns the case on site."""
    if findings.is_passed:
        take_in(row, how="shown", since=at, by=by, at=at)
    TRANSFERS.step(row, Move.PASS if findings.is_passed else Move.FAIL, by=by, at=at, codes=findings.failed)
    if not findings.is_passed and row.buyer_id:
        notices.tell(row.buyer_id, COME_AGAIN, link=f"/vehicles/cases/{row.id}/", at=at)
    if findings.is_suspicious:
        mark_onsite(row, codes=("vin-differs",), by=by, at=at)


INSPECTION = Kind(why="转移登记查验", inspected=inspected, recorded=InspectionRecorded, goes_on=go_on)


def record_inspection(
    *,
    transfer_id: UUID,
    key: str,
    form: Form,
    photos: Mapping[str, tuple[bytes, str]],
    officer: OfficerRecord,
    at: datetime,
) -> bool:
    """Keep the form of 机动车查验记录表 with its photos, as `inspections.record`; True if the vehicle passed."""
    given = {"form": to_json(form), "photos": photos}
    with TRANSFERS.acting(transfer_id, key=key, move=INSPECT, by=officer, content=given, at=at) as act:
        if not act.is_new:
            return act.row.stage == Stage.REVIEW
        act.sign()
        return inspections.record(INSPECTION, act.row, form=form, photos=photos, officer=officer, at=at).is_passed


def turn_onsite(*, transfer_id: UUID, key: str, codes: tuple[str, ...], officer: OfficerRecord, at: datetime) -> None:
    """An officer suspects what Article 74 lists: people and papers must be seen on site."""
    if not codes or set(codes) - set(SUSPICIOUS):
        raise Malformed("transfer.suspicion", "expected grounds of Article 74")
    with TRANSFERS.acting(
        transfer_id, key=key, move="turn-onsite", by=officer.key, content={"codes": codes}, at=at
    ) as act:
        row = act.row
        TRANSFERS.require(row, officer, *CASE_DUTIES, place=deciding_office(row))
        if not act.is_new:
            return
        if row.stage in ENDED:
            raise Refused("transfer.ended", Verdict.of([ENDED_ALREADY]))
        mark_onsite(row, codes=codes, by=officer.key, at=at)


def clear_onsite(*, transfer_id: UUID, key: str, officer: OfficerRecord, at: datetime) -> None:
    """People and papers were seen at the window and are in order."""
    with TRANSFERS.acting(transfer_id, key=key, move="clear-onsite", by=officer.key, at=at) as act:
        row = act.row
        TRANSFERS.require(row, officer, Duty.WINDOW, place=deciding_office(row))
        if act.is_new:
            if row.onsite_since is None or row.onsite_cleared_at is not None:
                raise Refused("transfer.not-onsite", Verdict.of([NOT_ONSITE]))
            row.onsite_cleared_at = at
            row.save(update_fields=["onsite_cleared_at"])
            journal.record(OnsiteCleared(transfer=str(row.id)), by=officer.key, about=about(row), at=at)


COME_AGAIN = Text("查验有不合格的地方，整改后再来一次。", "The inspection found faults; mend them and come again.")
NOT_ONSITE = Reason(
    "not-onsite",
    "",
    Text("这一件没有要现场核对的，或者已经核对过。", "There is nothing to check on site, or it was checked already."),
    Text("刷新页面看现在的进度。", "Reload to see how it stands."),
)
ENDED_ALREADY = Reason(
    "transfer-ended",
    "",
    Text("这一件已经办结。", "This case has ended."),
    Text("需要时另行处理。", "Handle it separately if needed."),
)
