"""查验: the inspector's form and photos; and what is suspicious goes on site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tongban.documents import actions as documents
from tongban.errors import Malformed, Refused, refuse_unless
from tongban.inspections import records as inspection
from tongban.journal import actions as journal
from tongban.notices import actions as notices
from tongban.offices.records import Duty, OfficerRecord
from tongban.registers import actions as registers
from tongban.registers import queries as register_queries
from tongban.registers.records import LineKind
from tongban.transfers.actions.accepting import deciding_office, mark_onsite
from tongban.transfers.actions.acting import TRANSFERS, about
from tongban.transfers.entries import InspectionRecorded, OnsiteCleared
from tongban.transfers.models import Inspection
from tongban.transfers.queries.matters import CASE_DUTIES
from tongban.transfers.stages import ENDED, INSPECT, Move, Stage
from tongban.verdicts import Reason, Text, Verdict

SUSPICIOUS = ("smuggled", "stolen", "assembled", "modified", "forged-papers", "frequent-reissue", "frequent-moves")
"""《机动车登记规定》第七十四条 names them; the page shows them in words."""
MILEAGE_MAX_KM = 3_000_000


def record_inspection(
    *,
    transfer_id: UUID,
    key: str,
    form: inspection.Form,
    photos: Mapping[str, tuple[bytes, str]],
    officer: OfficerRecord,
    at: datetime,
) -> bool:
    """Keep the form of 机动车查验记录表 with its photos; True if the vehicle passed.

    Refused("inspection.incomplete") when an item or a photo lacks, so that nothing half is kept. A VIN that differs
    from the register's turns the case on site; the check digit only warns. photos: code -> bytes and media type.
    """
    if form.mileage_km is None or not 0 <= form.mileage_km <= MILEAGE_MAX_KM:
        raise Malformed("inspection.mileage", f"expected 0 to {MILEAGE_MAX_KM} km")
    given = {"form": inspection.to_json(form), "photos": photos}
    with TRANSFERS.acting(transfer_id, key=key, move=INSPECT, by=officer, content=given, at=at) as act:
        row = act.row
        if not act.is_new:
            return row.stage == Stage.REVIEW
        act.sign()
        vehicle = register_queries.vehicle_by_id(row.vehicle_id)
        findings = inspection.judge(
            form, vin=row.vin, photos=frozenset(photos), last_mileage_km=vehicle.mileage_km or None
        )
        refuse_unless(findings.completeness, code="inspection.incomplete")
        digests = {
            code: documents.store(content=content, media_type=media_type, at=at)
            for code, (content, media_type) in sorted(photos.items())
        }
        attempt = row.inspections.count() + 1
        Inspection.objects.create(
            transfer=row,
            attempt=attempt,
            office=row.destination,
            inspector=officer.id,
            form=inspection.to_json(form),
            photos=digests,
            mileage_km=form.mileage_km,
            is_passed=findings.is_passed,
            failed=list(findings.failed),
            at=at,
        )
        entry = InspectionRecorded(
            transfer=str(row.id),
            attempt=attempt,
            office=row.destination,
            result="passed" if findings.is_passed else "failed",
            failed=findings.failed,
            photos=tuple(digests.values()),
        )
        journal.record(entry, by=officer.key, about=about(row), at=at)
        TRANSFERS.step(
            row, Move.PASS if findings.is_passed else Move.FAIL, by=officer.key, at=at, codes=findings.failed
        )
        if findings.is_passed:
            registers.note_vehicle(
                vehicle_id=row.vehicle_id,
                key=f"inspection-{row.id}-{attempt}",
                kind=LineKind.EXAMINED,
                detail="转移登记查验",
                mileage_km=form.mileage_km,
                by=officer.key,
                at=at,
            )
        elif row.buyer_id:
            notices.tell(row.buyer_id, COME_AGAIN, link=f"/vehicles/cases/{row.id}/", at=at)
        if findings.is_suspicious:
            mark_onsite(row, codes=("vin-differs",), by=officer.key, at=at)
    return findings.is_passed


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
