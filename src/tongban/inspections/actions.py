"""Keeping an inspector's form with its photos."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tongban.documents import actions as documents
from tongban.errors import Malformed, refuse_unless
from tongban.inspections.kinds import Kind, M
from tongban.inspections.models import Inspection
from tongban.inspections.records import MILEAGE_MAX_KM, Findings, Form, judge, to_json
from tongban.journal import actions as journal
from tongban.offices.records import OfficerRecord
from tongban.registers import actions as registers
from tongban.registers import queries as register_queries
from tongban.registers.records import LineKind


def record(
    kind: Kind[M],
    matter: M,
    *,
    form: Form,
    photos: Mapping[str, tuple[bytes, str]],
    officer: OfficerRecord,
    at: datetime,
) -> Findings:
    """Keep the form with its photos (code -> bytes and media type), let the matter go on, and note what passed in the
    vehicle's history; call it with the matter locked, in its transaction.

    Refused("inspection.incomplete") when an item or a photo lacks, so that nothing half is kept;
    Malformed("inspection.mileage"). Another VIN is a finding, the check digit only warns.
    """
    if form.mileage_km is None or not 0 <= form.mileage_km <= MILEAGE_MAX_KM:
        raise Malformed("inspection.mileage", f"expected 0 to {MILEAGE_MAX_KM} km")
    what = kind.inspected(matter)
    vehicle = register_queries.vehicle_by_id(what.vehicle_id)
    findings = judge(form, vin=what.vin, photos=frozenset(photos), last_mileage_km=vehicle.mileage_km or None)
    refuse_unless(findings.completeness, code="inspection.incomplete")
    digests = {
        code: documents.store(content=content, media_type=media_type, at=at)
        for code, (content, media_type) in sorted(photos.items())
    }
    attempt = Inspection.objects.filter(matter_id=what.matter_id).count() + 1
    Inspection.objects.create(
        matter_id=what.matter_id,
        attempt=attempt,
        office=what.office,
        inspector=officer.id,
        form=to_json(form),
        photos=digests,
        mileage_km=form.mileage_km,
        is_passed=findings.is_passed,
        failed=list(findings.failed),
        at=at,
    )
    result = "passed" if findings.is_passed else "failed"
    entry = kind.recorded(str(what.matter_id), attempt, what.office, result, findings.failed, tuple(digests.values()))
    journal.record(entry, by=officer.key, about=list(what.about), at=at)
    kind.goes_on(matter, findings, officer.key, at)
    if findings.is_passed:
        registers.note_vehicle(
            vehicle_id=what.vehicle_id,
            key=f"inspection-{what.matter_id}-{attempt}",
            kind=LineKind.EXAMINED,
            detail=kind.why,
            mileage_km=form.mileage_km,
            by=officer.key,
            at=at,
        )
    return findings
