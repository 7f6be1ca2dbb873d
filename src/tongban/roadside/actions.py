"""Checking: by code on line, by number, and taking in what a phone checked off line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.clock import day_of
from tongban.errors import Forbidden, NotFound, Problem, Unavailable
from tongban.identifiers import LicenceNumber
from tongban.journal import actions as journal
from tongban.keys import queries as keys
from tongban.licences import queries as licences
from tongban.licences.queries import LicenceView
from tongban.offices.records import Duty, OfficerRecord, Purpose
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord
from tongban.roadside.entries import LicenceChecked
from tongban.roadside.models import Check
from tongban.roadside.rules import Findings, Result, outcome
from tongban.standards import qrcode
from tongban.verdicts import Report, Verdict

SKEW_SECONDS = 60
OFFLINE_LIMIT = timedelta(days=7)


@dataclass(frozen=True)
class Found:
    """What the authority itself knows of a presented licence. `may_drive` None: the register did not answer."""

    licence: LicenceView | None
    driver: DriverRecord | None
    may_drive: Verdict | None
    letters: tuple[str, ...] | None
    is_void: bool


def check_licence(
    code: str,
    *,
    check_id: UUID,
    challenge: str | None = None,
    by: OfficerRecord,
    at: datetime,
    scanned_at: datetime | None = None,
) -> UUID:
    """Check a shown licence code. The same `check_id` twice is one check. Returns the check's id.

    Malformed when it is no licence code; Forbidden without the duty. Everything else is a result.
    """
    guard(by)
    if (known := own_check(check_id, by)) is not None:
        return known
    # 1. Read the bytes and judge them: pure, no network, no database but the status behind `entitlement`.
    report = qrcode.verify(
        code,
        signers=keys.code_signers(),
        at=at,
        entitlement=licences.entitlement_value,
        challenge=challenge,
        max_skew_seconds=SKEW_SECONDS,
    )
    # 2. The office's own view: only when the code is for the roadside and its signature holds.
    found = look_up(report, at=at)
    # 3. The word, from rules alone.
    findings = Findings(report=report, may_drive=found.may_drive, is_void=found.is_void)
    # 4. Store the check and record it, in one transaction; a proof seen before makes it a replay.
    return store(
        check_id=check_id,
        how="code",
        findings=findings,
        found=found,
        by=by,
        at=at,
        scanned_at=scanned_at or at,
    )


def check_number(number: LicenceNumber, *, check_id: UUID, purpose: Purpose, by: OfficerRecord, at: datetime) -> UUID:
    """Check by a typed number: needs the duty and a reason, and the holder sees both. NotFound if unknown."""
    guard(by)
    if (known := own_check(check_id, by)) is not None:
        return known
    driver = registers.driver(number)
    standing = licences.standing_of(driver, on=day_of(at))
    licence = licences.licence_of_driver(driver.id, at=at)
    found = Found(licence, driver, standing.may_drive, standing.letters, is_void=False)
    return store(
        check_id=check_id,
        how="number",
        findings=Findings(report=None, may_drive=standing.may_drive),
        found=found,
        by=by,
        at=at,
        scanned_at=at,
        reason=purpose.reason,
    )


def take_queue(
    records: list[Mapping[str, Any]], *, by: OfficerRecord, at: datetime
) -> tuple[list[str], list[dict[str, str]]]:
    """Checks that a phone made off line: each is judged again as of its own moment and stored once.

    Returns the ids that were accepted and those refused with a code; one bad record does not stop the others.
    """
    guard(by)
    accepted: list[str] = []
    refused: list[dict[str, str]] = []
    for record in records:
        name = str(record.get("id", ""))[:40]
        try:
            take_record(record, by=by, at=at)
            accepted.append(name)
        except Problem as problem:
            refused.append({"id": name, "code": problem.code})
        except (KeyError, TypeError, ValueError):
            refused.append({"id": name, "code": "queue.malformed"})
    return accepted, refused


def take_record(record: Mapping[str, Any], *, by: OfficerRecord, at: datetime) -> UUID:
    """One off-line check: the code is judged at the moment it was scanned, the standing is what was known then."""
    check_id = UUID(str(record["id"]))
    if (known := own_check(check_id, by)) is not None:
        return known
    scanned_at = datetime.fromisoformat(str(record["scanned_at"]))
    if scanned_at.tzinfo is None or not at - OFFLINE_LIMIT <= scanned_at <= at + timedelta(seconds=SKEW_SECONDS):
        raise NotFound("queue.too-old", "expected a scan of the last 7 days")
    report = qrcode.verify(
        str(record["code"]),
        signers=keys.code_signers(),
        at=scanned_at,
        challenge=record.get("challenge") or None,
        max_skew_seconds=SKEW_SECONDS,
    )
    found = look_up(report, at=at)
    findings = Findings(report=report, may_drive=found.may_drive, is_void=found.is_void)
    return store(
        check_id=check_id,
        how="offline",
        findings=findings,
        found=found,
        by=by,
        at=at,
        scanned_at=scanned_at,
        offline_word=str(record.get("outcome", ""))[:12],
    )


def look_up(report: Report, *, at: datetime) -> Found:
    """The register behind a roadside code whose signature holds; nothing for other purposes or forged codes."""
    nothing = Found(None, None, None, None, is_void=False)
    licence_id = report.elements.get("licence")
    is_signed = report.check("issuer-signature").outcome == "holds" and report.check("signer").outcome == "holds"
    status = report.elements.get("status")
    if not is_signed:
        return nothing
    if licence_id is None:
        return Found(None, None, None, None, is_void=status == 1)
    try:
        licence = licences.licence(licence_id, at=at)
    except NotFound:
        return nothing
    except Unavailable:
        return nothing
    standing = licence.standing
    # A place that is revoked in the list while the licence itself lives is a lost or replaced phone.
    is_void = standing.may_drive.is_allowed and (status == 1 or not licence.is_live or licence.is_locked)
    return Found(licence, licence.driver, standing.may_drive, standing.letters, is_void=is_void)


def store(
    *,
    check_id: UUID,
    how: str,
    findings: Findings,
    found: Found,
    by: OfficerRecord,
    at: datetime,
    scanned_at: datetime,
    reason: str = "",
    offline_word: str = "",
) -> UUID:
    """Write the check and its journal entry; a proof that another check used makes this one a replay."""
    proof = findings.report.elements.get("proof_id") if findings.report else None
    proof_id = proof.hex() if isinstance(proof, bytes) else proof
    told: dict[str, Any] = {
        "check_id": check_id,
        "how": how,
        "found": found,
        "by": by,
        "at": at,
        "scanned_at": scanned_at,
    }
    told |= {"reason": reason, "offline_word": offline_word}
    try:
        with transaction.atomic():
            return write(findings=findings, proof_id=proof_id, **told)
    except IntegrityError:
        if (known := own_check(check_id, by)) is not None:  # the other half of a double click
            return known
    replayed = Findings(findings.report, findings.may_drive, findings.is_void, is_replayed=True)
    with transaction.atomic():
        return write(findings=replayed, proof_id=None, **told)


def write(
    *,
    check_id: UUID,
    how: str,
    findings: Findings,
    found: Found,
    proof_id: str | None,
    by: OfficerRecord,
    at: datetime,
    scanned_at: datetime,
    reason: str,
    offline_word: str,
) -> UUID:
    """One attempt to store, inside the caller's transaction."""
    result = outcome(findings)
    row = Check.objects.create(
        id=check_id,
        officer_id=by.id,
        office=by.office,
        how=how,
        driver_id=found.driver.id if found.driver else None,
        licence_id=found.licence.id if found.licence else None,
        proof_id=proof_id,
        word=result.word,
        offline_word=offline_word,
        report=[asdict(step) for step in findings.report.checks] if findings.report else [],
        shown=shown_facts(findings, found),
        reason=reason,
        scanned_at=scanned_at,
        checked_at=at,
        status_at=at if found.may_drive is not None else status_time(findings, at=at),
    )
    journal.record(entry_of(row, result, reason=reason, office=by.office_name), by=by.key, about=about(found), at=at)
    return row.id


def entry_of(row: Check, result: Result, *, reason: str, office: str) -> LicenceChecked:
    """The check as a journal entry."""
    return LicenceChecked(
        check=str(row.id),
        how=row.how,
        word=result.word,
        codes=tuple(one.code for one in result.reasons),
        office=office,
        reason=reason,
    )


def about(found: Found) -> list[str]:
    """Whom the check concerns; nobody when the licence is not known."""
    keys_about = []
    if found.driver is not None:
        keys_about.append(found.driver.key)
    if found.licence is not None:
        keys_about += [f"licence:{found.licence.id}", f"citizen:{found.licence.citizen_id}"]
    return keys_about


def shown_facts(findings: Findings, found: Found) -> dict[str, Any]:
    """What is kept of the check so that its result can be replayed: facts of other purposes, letters of the register."""
    kept: dict[str, Any] = {
        "register_letters": list(found.letters) if found.letters is not None else None,
        "is_void": findings.is_void,
        "is_replayed": findings.is_replayed,
    }
    if findings.report is not None:
        kept["purpose"] = findings.report.elements["purpose"]
        if found.driver is None and findings.report.check("issuer-signature").outcome == "holds":
            kept["facts"] = {
                name: jsonable(value)
                for name, value in findings.report.elements.items()
                if name in FACTS and value is not None
            }
    return kept


FACTS = frozenset(fact.name for fact in qrcode.FACTS) - {"portrait_hash", "licence"}


def jsonable(value: Any) -> Any:
    """A fact as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def status_time(findings: Findings, *, at: datetime) -> datetime | None:
    """When the status that was used was made; None when there was none."""
    age = findings.report.elements.get("status_age_seconds") if findings.report else None
    return None if age is None else at - timedelta(seconds=age)


def own_check(check_id: UUID, by: OfficerRecord) -> UUID | None:
    """The id if this officer has made this check already."""
    return check_id if Check.objects.filter(pk=check_id, officer_id=by.id).exists() else None


def guard(by: OfficerRecord) -> None:
    """Only on the duty 路面执勤."""
    if Duty.ROADSIDE_CHECK not in by.duties:
        raise Forbidden("roadside.no-duty", f"expected the duty {Duty.ROADSIDE_CHECK}")
