"""Checking: by code on line, by number, and taking in what a phone checked off line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.clock import day_of
from tongban.credentials import queries as credentials
from tongban.errors import Forbidden, NotFound, Problem, Refused, Unavailable
from tongban.identifiers import IdentityNumber, LicenceNumber, Plate
from tongban.journal import actions as journal
from tongban.keys import queries as keys
from tongban.licences import queries as licences
from tongban.licences.queries import LicenceView, VehicleLicenceView
from tongban.offices import actions as offices
from tongban.offices import matters
from tongban.offices.records import Duty, OfficerRecord, Purpose
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord, VehicleRecord
from tongban.roadside.entries import CheckExplained, LicenceChecked, VehicleChecked
from tongban.roadside.models import Check
from tongban.roadside.queries import owners
from tongban.roadside.rules import Findings, Result, Unregistered, Void, outcome
from tongban.standards import qrcode
from tongban.verdicts import Reason, Report, Text, Verdict

SKEW_SECONDS = 60
OFFLINE_LIMIT = timedelta(days=30)


@dataclass(frozen=True)
class Found:
    """What the authority itself knows of what was presented: a driver's licence or a vehicle's, never both.

    unregistered: the register has nothing that bears what was typed; asked: what was typed, a number masked; until:
    the last day of a former plate, whose vehicle is `vehicle`.

    may_drive None: the register did not answer. letters: of the driver, or the conditions of the vehicle; marks: what holds
    of the driver beside the letters; classes: what may be driven.
    """

    licence: LicenceView | None
    driver: DriverRecord | None
    may_drive: Verdict | None
    letters: tuple[str, ...] | None
    void: Void | None = None
    marks: tuple[str, ...] = ()
    classes: str = ""
    vehicle: VehicleRecord | None = None
    vehicle_licence: VehicleLicenceView | None = None
    is_vehicle: bool = False
    unregistered: Unregistered | None = None
    asked: str = ""
    until: date | None = None


def check_licence(
    code: str,
    *,
    check_id: UUID,
    challenge: str | None = None,
    by: OfficerRecord,
    at: datetime,
    scanned_at: datetime | None = None,
) -> UUID:
    """Check a shown code, of a driving licence or of a vehicle's. The same `check_id` twice is one check. Returns the check's id.

    Malformed when it is no licence code; Forbidden without the duty. Everything else is a result.
    """
    guard(by)
    if (known := own_check(check_id, by, how="code")) is not None:
        return known
    # 1. Read the bytes and judge them: pure, no network, no database but the register behind `entitlement`.
    report = qrcode.verify(
        code,
        signers=keys.code_signers(),
        at=at,
        entitlement=credentials.live_entitlement(at=at),
        challenge=challenge,
        max_skew_seconds=SKEW_SECONDS,
    )
    # 2. The office's own view: only when the code is for the roadside and its signature holds.
    found = look_up(report, at=at)
    # 3. The word, from rules alone.
    findings = judged(report, found)
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
    """Check by a typed number: needs the duty and a reason, and the holder sees both. An unknown one is a result too."""
    guard(by)
    if Check.objects.filter(pk=check_id).exists():
        driver = look_up_number(number, at=at).driver
        own_check(check_id, by, how="number", driver_id=None if driver is None else driver.id)
        return check_id
    offices.count_look(officer=by, at=at)
    found = look_up_number(number, at=at)
    if found.driver is not None:
        guard(by, people=(found.driver.number,))
    return store(
        check_id=check_id,
        how="number",
        findings=judged(None, found),
        found=found,
        by=by,
        at=at,
        scanned_at=at,
        reason=purpose.reason,
    )


def check_plate(
    *, plate_kind: str, plate: Plate, check_id: UUID, purpose: Purpose, said: str, by: OfficerRecord, at: datetime
) -> UUID:
    """Check a vehicle by its typed plate: needs the duty and a reason, which stays with officers and auditors.

    said: what the owner reads instead, of licences.queries.CHECK_REASONS: a free word about a stolen car may warn the thief.

    A plate that nobody bears is a result as well: unknown, or given back by a vehicle that bears another now.
    """
    guard(by)
    if Check.objects.filter(pk=check_id).exists():
        vehicle = look_up_plate(plate_kind, plate, at=at).vehicle
        own_check(check_id, by, how="plate", vehicle_id=None if vehicle is None else vehicle.id)
        return check_id
    offices.count_look(officer=by, at=at)
    found = look_up_plate(plate_kind, plate, at=at)
    if found.vehicle is not None:
        guard(by, people=owners(found.vehicle))
    return store(
        check_id=check_id,
        how="plate",
        findings=judged(None, found),
        found=found,
        by=by,
        at=at,
        scanned_at=at,
        reason=purpose.reason,
        said=said,
    )


def judged(report: Report | None, found: Found) -> Findings:
    """What the rules look at."""
    return Findings(
        report=report,
        may_drive=found.may_drive,
        void=found.void,
        is_vehicle=found.is_vehicle,
        purpose=str(report.elements["purpose"]) if report is not None else "",
        unregistered=found.unregistered,
        to_ask=licences.TO_ASK,
    )


def take_queue(
    records: list[Mapping[str, Any]], *, by: OfficerRecord, mark: str, at: datetime
) -> tuple[list[str], list[dict[str, str]]]:
    """Checks that a phone made off line: each is judged again as of its own moment and stored once.

    mark: of this officer's account on the phone; a record that bears another one, or none, was made by somebody else, is
    refused ("queue.other-officer") and stays on the phone until its officer signs in. Returns the ids that were
    accepted and those refused with a code; one bad record does not stop the others.
    """
    guard(by)
    accepted: list[str] = []
    refused: list[dict[str, str]] = []
    for record in records:
        name = str(record.get("id", ""))[:40]
        try:
            take_record(record, by=by, mark=mark, at=at)
            accepted.append(name)
        except Problem as problem:
            refused.append({"id": name, "code": problem.code})
        except (KeyError, TypeError, ValueError):
            refused.append({"id": name, "code": "queue.malformed"})
    return accepted, refused


def take_record(record: Mapping[str, Any], *, by: OfficerRecord, mark: str, at: datetime) -> UUID:
    """One off-line check: the code is judged at the moment it was scanned, the standing is what was known then."""
    if record.get("officer") != mark:
        raise Forbidden("queue.other-officer", "expected a check that the signed-in officer made")
    check_id = UUID(str(record["id"]))
    if (known := own_check(check_id, by, how="offline")) is not None:
        return known
    scanned_at = datetime.fromisoformat(str(record["scanned_at"]))
    if scanned_at.tzinfo is None or not at - OFFLINE_LIMIT <= scanned_at <= at + timedelta(seconds=SKEW_SECONDS):
        raise NotFound("queue.too-old", "expected a scan of the last 30 days")
    report = qrcode.verify(
        str(record["code"]),
        signers=keys.code_signers(),
        at=scanned_at,
        challenge=record.get("challenge") or None,
        max_skew_seconds=SKEW_SECONDS,
    )
    found = look_up(report, at=at)
    findings = judged(report, found)
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
    is_vehicle = report.elements["purpose"] == "vehicle"
    nothing = Found(None, None, None, None, is_vehicle=is_vehicle)
    licence_id = report.elements.get("licence")
    is_signed = report.check("issuer-signature").outcome == "holds" and report.check("signer").outcome == "holds"
    status = report.elements.get("status")
    if not is_signed:
        return nothing
    if licence_id is None:
        return Found(None, None, None, None, Void.UNTOLD if status == 1 else None)
    if is_vehicle:
        return look_up_vehicle(licence_id, nothing, status=status, at=at)
    try:
        licence = licences.licence(licence_id, at=at)
    except NotFound:
        return nothing
    except Unavailable:
        return nothing
    standing = licence.standing
    void = void_ground(licence, status) if standing.may_drive.is_allowed else None
    return Found(
        licence, licence.driver, standing.may_drive, standing.letters, void, standing.marks, standing.classes_text
    )


def void_ground(licence: LicenceView, status: int | None) -> Void | None:
    """Why what this phone shows does not count. A place that is revoked in the list while the licence itself lives is that
    of a lost or replaced phone."""
    if licence.is_locked:
        return Void.LOCKED
    if not licence.is_live:
        return Void.REISSUED if licence.is_reissued else Void.CHANGED
    return Void.OTHER_PHONE if status == 1 else None


def look_up_vehicle(licence_id: UUID, nothing: Found, *, status: int | None, at: datetime) -> Found:
    """The register behind a vehicle's code. A car that may not be on the road is told before that its code is void."""
    try:
        licence = licences.vehicle_licence_by_id(licence_id, at=at)
    except (NotFound, Unavailable):
        return nothing
    standing = licence.standing
    return Found(
        None,
        None,
        standing.may_be_driven,
        standing.conditions,
        void=Void.UNTOLD if standing.may_be_driven.is_allowed and (status == 1 or not licence.is_live) else None,
        vehicle=licence.vehicle,
        vehicle_licence=licence,
        is_vehicle=True,
    )


def look_up_number(number: LicenceNumber, *, at: datetime) -> Found:
    """The driver of a typed number."""
    try:
        driver = registers.driver(number)
    except NotFound:
        unknown = Unregistered.NUMBER
        return Found(None, None, None, None, unregistered=unknown, asked=number.masked)
    standing = licences.standing_of(driver, on=day_of(at))
    licence = licences.licence_of_driver(driver.id, at=at)
    return Found(
        licence, driver, standing.may_drive, standing.letters, marks=standing.marks, classes=standing.classes_text
    )


def look_up_plate(plate_kind: str, plate: Plate, *, at: datetime) -> Found:
    """The vehicle that bears a typed plate, else the one that bore it last."""
    unregistered, until = None, None
    try:
        vehicle = registers.vehicle(plate_kind=plate_kind, plate=plate)
    except NotFound:
        former = registers.former_plate(plate_kind=plate_kind, plate=plate)
        if former is None:
            unknown = Unregistered.PLATE
            return Found(None, None, None, None, is_vehicle=True, unregistered=unknown, asked=str(plate))
        vehicle, unregistered, until = former.vehicle, Unregistered.FORMER, former.until
    standing = licences.vehicle_standing(vehicle, on=day_of(at))
    return Found(
        None,
        None,
        standing.may_be_driven,
        standing.conditions,
        vehicle=vehicle,
        vehicle_licence=licences.vehicle_licence(vehicle.id, at=at),
        is_vehicle=True,
        unregistered=unregistered,
        asked=str(plate),
        until=until,
    )


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
    said: str = "",
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
    told |= {"reason": reason, "said": said, "offline_word": offline_word}
    try:
        with transaction.atomic():
            return write(findings=findings, proof_id=proof_id, **told)
    except IntegrityError:
        if (known := own_check(check_id, by, how=how)) is not None:  # the other half of a double click
            return known
    replayed = replace(findings, is_replayed=True)
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
    said: str,
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
        vehicle_id=found.vehicle.id if found.vehicle else None,
        vehicle_licence_id=found.vehicle_licence.id if found.vehicle_licence else None,
        proof_id=proof_id,
        word=result.word,
        offline_word=offline_word,
        report=[asdict(step) for step in findings.report.checks] if findings.report else [],
        shown=shown_facts(findings, found),
        reason=reason,
        scanned_at=scanned_at,
        checked_at=at,
        status_at=at if found.may_drive is not None or found.unregistered else status_time(findings, at=at),
    )
    entry = entry_of(row, result, found, reason=said or reason, office=by.office_name)
    journal.record(entry, by=by.key, about=about(found), at=at)
    if said:
        journal.record(CheckExplained(check=str(row.id), reason=reason), by=by.key, about=[f"check:{row.id}"], at=at)
    return row.id


def entry_of(row: Check, result: Result, found: Found, *, reason: str, office: str) -> LicenceChecked | VehicleChecked:
    """The check as a journal entry."""
    make = VehicleChecked if found.is_vehicle else LicenceChecked
    return make(
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
    if found.vehicle is not None:
        keys_about.append(found.vehicle.key)
        keys_about += holders(found.vehicle, found.vehicle_licence)
    return keys_about


def holders(vehicle: VehicleRecord, licence: VehicleLicenceView | None) -> list[str]:
    """Who learns of a look at a vehicle: its owner, and the former one whose void code was shown."""
    owner = licences.vehicle_owner(vehicle)
    known = {} if owner is None else {owner.key: None}
    if licence is not None:
        known[f"citizen:{licence.citizen_id}"] = None
    return list(known)


def shown_facts(findings: Findings, found: Found) -> dict[str, Any]:
    """What is kept of the check so that its result can be replayed: facts of other purposes, letters of the register."""
    kept: dict[str, Any] = {
        "register_letters": list(found.letters) if found.letters is not None else None,
        "register_marks": list(found.marks),
        "is_void": findings.void is not None,
        "void": findings.void,
        "is_replayed": findings.is_replayed,
        "is_vehicle": findings.is_vehicle,
    }
    if found.driver is not None:
        kept["classes"] = found.classes
    if found.unregistered is not None:
        kept |= {"unregistered": found.unregistered.value, "asked": found.asked}
        kept["until"] = found.until.isoformat() if found.until else None
    if findings.report is not None:
        kept["purpose"] = findings.report.elements["purpose"]
        if (
            found.driver is None
            and found.vehicle is None
            and findings.report.check("issuer-signature").outcome == "holds"
        ):
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


def own_check(check_id: UUID, by: OfficerRecord, *, how: str, **of: UUID | None) -> UUID | None:
    """The id if this officer has made this check already; Refused("roadside.key") if it is another officer's, of another
    kind or of another driver or vehicle."""
    row = Check.objects.filter(pk=check_id).first()
    if row is None:
        return None
    if (row.officer_id, row.how) != (by.id, how) or any(getattr(row, name) != value for name, value in of.items()):
        raise Refused("roadside.key", Verdict.of([ID_USED]))
    return check_id


ID_USED = Reason(
    "roadside-key",
    "",
    Text("这次核查的编号已经用过，没有再查。", "The key of this check was used before; nothing was checked."),
    Text("回到核查页再查一次。", "Go back to the check page and check again."),
)


def guard(by: OfficerRecord, *, people: tuple[IdentityNumber, ...] = ()) -> None:
    """As `matters.guard` for the duty 路面执勤, which counts wherever the driver comes from.

    people: whose number or plate was typed. A code is shown by its holder, so that nobody is looked up behind it.
    """
    if Duty.ROADSIDE_CHECK not in by.duties:
        raise Forbidden("matter.not-in-scope", f"expected the duty {Duty.ROADSIDE_CHECK}", say=matters.NOT_YOURS)
    matter = matters.Matter(unknown="check.unknown", readers=(Duty.ROADSIDE_CHECK,), people=people)
    matters.guard(officer=by, matter=matter)
