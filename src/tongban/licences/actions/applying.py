"""The applicant's acts: apply, send a better photo, take it back."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.clock import day_of
from tongban.credentials import queries as held
from tongban.errors import Forbidden, Malformed, NotFound, Refused
from tongban.identifiers import LicenceNumber
from tongban.journal import actions as journal
from tongban.licences.actions.issuing import issue
from tongban.licences.entries import ApplicationSubmitted, ApplicationWithdrawn
from tongban.licences.models import Application, Licence, Photo
from tongban.licences.profile import profile
from tongban.licences.queries import facts_of
from tongban.licences.rules.examination import as_portrait, examine
from tongban.licences.rules.may_apply import ALREADY_APPLIED, ApplicationFacts, may_apply
from tongban.licences.rules.photo import may_review
from tongban.licences.stages import OPEN_APPLICATION, ApplicationMove, ApplicationStage, after_application
from tongban.offices import queries as offices
from tongban.people.records import CitizenRecord
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord
from tongban.verdicts import Reason, Text, Verdict

SERVICE = "licences"


def apply(*, application_id: UUID, citizen: CitizenRecord, picture: bytes | None, at: datetime) -> ApplicationStage:
    """Apply for the electronic licence, with an own picture or (None) with the identity-card photo.

    `application_id` comes with the form, so a double click is one application. The identity-card photo, and
    one that an officer has approved before, need no review (EL-04): the licence is issued at once.
    Raises Refused with all reasons (EL-01, EL-05, EL-06, EL-09), NotFound when there is no such driver,
    Malformed for a picture that cannot be read. Returns the stage after.
    """
    driver = own_driver(citizen)
    if (sent := sent_before(application_id, citizen, picture, is_photo_change=False)) is not None:
        return ApplicationStage(sent.stage)
    verdict = eligibility(citizen, driver, at=at)
    if not verdict.is_allowed:
        raise Refused("application.refused", verdict)
    photo = examined_photo(driver, picture, at=at) if picture is not None else kept_photo(driver, at=at)
    needs_review = picture is not None
    try:
        with transaction.atomic():
            row = submit(application_id, citizen, driver, photo, content=content_of(picture), at=at)
            if not needs_review:
                row.stage = after_application(ApplicationStage.REVIEW, ApplicationMove.APPROVE)
                row.decided_at = at
                row.save()
                issue(row, driver=driver, by="system:licences", at=at)
    except IntegrityError as cause:  # the other of two clicks, or another window of the same person
        if (sent := sent_before(application_id, citizen, picture, is_photo_change=False)) is not None:
            return ApplicationStage(sent.stage)
        raise Refused("application.refused", Verdict.of([ALREADY_APPLIED])) from cause
    return ApplicationStage(row.stage)


def sent_before(
    application_id: UUID, citizen: CitizenRecord, picture: bytes | None, *, is_photo_change: bool
) -> Application | None:
    """The application if this very one was sent before; Refused("application.key") if the id stands for another
    person's, another purpose or another picture."""
    row = Application.objects.filter(pk=application_id).first()
    if row is None:
        return None
    if (row.citizen_id, row.licence_id is not None, row.content) != (citizen.id, is_photo_change, content_of(picture)):
        raise Refused("application.key", Verdict.of([ID_USED]))
    return row


def content_of(picture: bytes | None) -> str:
    """The SHA-256 of the picture that was sent, "" for the identity-card photo."""
    return "" if picture is None else hashlib.sha256(picture).hexdigest()


def submit(
    application_id: UUID,
    citizen: CitizenRecord,
    driver: DriverRecord,
    photo: Photo,
    *,
    content: str,
    licence_id: UUID | None = None,
    at: datetime,
) -> Application:
    """Hand an application in for review, inside the caller's transaction. licence_id: the one whose photo it changes."""
    photo.save()
    row = Application.objects.create(
        id=application_id,
        driver_id=driver.id,
        citizen_id=citizen.id,
        region=driver.office.region,
        stage=ApplicationStage.REVIEW,
        licence_id=licence_id,
        photo=photo,
        content=content,
        returned=tries_used(driver),
        submitted_at=at,
        due_at=at + timedelta(hours=profile().review_hours),
    )
    record_submission(row, by=citizen.key, at=at)
    return row


def eligibility(citizen: CitizenRecord, driver: DriverRecord, *, at: datetime) -> Verdict:
    """EL-01 with everything around it; the page shows it before a photo is asked for."""
    on, holding = day_of(at), held.holding(Licence.KIND, driver.id)
    open_row = Application.objects.filter(driver_id=driver.id, stage__in=[s.value for s in OPEN_APPLICATION]).first()
    return may_apply(
        facts_of(driver),
        ApplicationFacts(
            is_open_in_region=offices.is_open(SERVICE, region=driver.office.region, on=on),
            has_live_licence=holding is not None and holding.is_live,
            has_open_application=open_row is not None and open_row.stage != ApplicationStage.WINDOW_ONLY,
            is_window_only=open_row is not None and open_row.stage == ApplicationStage.WINDOW_ONLY,
            is_own=citizen.is_bound and citizen.identity_number == driver.number,
        ),
        on=on,
    )


def resubmit_photo(*, application_id: UUID, citizen: CitizenRecord, picture: bytes, at: datetime) -> ApplicationStage:
    """Send a better photo after one was returned. The same picture sent twice counts once."""
    driver = own_driver(citizen)
    photo = examined_photo(driver, picture, at=at)
    with transaction.atomic():
        row = own_application(application_id, citizen)
        if row.stage == ApplicationStage.REVIEW and row.photo.digest == photo.digest:
            return ApplicationStage.REVIEW
        row.stage = after_application(ApplicationStage(row.stage), ApplicationMove.RESUBMIT)
        photo.save()
        row.photo = photo
        row.attempt += 1
        row.broken = []
        row.note = ""
        row.submitted_at = at
        row.due_at = at + timedelta(hours=profile().review_hours)
        row.decided_at = row.decided_by = row.claimed_by = row.claimed_until = None
        row.save()
        record_submission(row, by=citizen.key, at=at)
    return ApplicationStage(row.stage)


def withdraw(*, application_id: UUID, citizen: CitizenRecord, at: datetime) -> None:
    """Take an open application back; doing it twice changes nothing."""
    with transaction.atomic():
        row = own_application(application_id, citizen)
        if row.stage == ApplicationStage.WITHDRAWN:
            return
        row.stage = after_application(ApplicationStage(row.stage), ApplicationMove.WITHDRAW)
        row.decided_at = at
        row.save()
        journal.record(
            ApplicationWithdrawn(application=str(row.id)),
            by=citizen.key,
            about=[f"driver:{row.driver_id}", citizen.key],
            at=at,
        )


def own_driver(citizen: CitizenRecord) -> DriverRecord:
    """The register's record of this person as a driver; NotFound when there is none."""
    if not citizen.is_bound:
        raise Forbidden("citizen.not-bound", "expected a person bound by a face check or at a window")
    return registers.driver(LicenceNumber(citizen.identity_number))


def own_application(application_id: UUID, citizen: CitizenRecord) -> Application:
    """The locked row, if it is this person's; NotFound otherwise, whether or not it exists."""
    row = (
        Application.objects.select_for_update(of=("self",))
        .select_related("photo")
        .filter(pk=application_id, citizen_id=citizen.id)
        .first()
    )
    if row is None:
        raise NotFound("application.unknown")
    return row


def examined_photo(driver: DriverRecord, picture: bytes, *, at: datetime) -> Photo:
    """The picture as it will be kept, measured; Refused with every requirement that it plainly breaks (EL-05)."""
    examination = examine(picture)
    verdict = may_review(examination.broken)
    if not verdict.is_allowed:
        raise Refused("photo.refused", verdict)
    jpeg = as_portrait(picture)
    findings = [asdict(finding) | {"name": None} for finding in examination.findings]
    return new_photo(driver, jpeg, source="upload", findings=findings, at=at)


def kept_photo(driver: DriverRecord, *, at: datetime) -> Photo:
    """The photo of the last electronic licence if there was one, else the identity-card photo (EL-04)."""
    last = held.holding(Licence.KIND, driver.id)
    if last is not None:
        return Licence.objects.select_related("photo").get(pk=last.id).photo
    jpeg = registers.portrait(driver.id)
    if not jpeg:
        raise Malformed("photo.none", "the register holds no identity-card photo of this driver")
    return new_photo(driver, jpeg, source="identity", findings=[], at=at)


def new_photo(
    driver: DriverRecord, jpeg: bytes, *, source: str, findings: list[dict[str, object]], at: datetime
) -> Photo:
    """An unsaved photo row."""
    digest = hashlib.sha256(jpeg).hexdigest()
    return Photo(driver_id=driver.id, source=source, jpeg=jpeg, digest=digest, findings=findings, taken_at=at)


def tries_used(driver: DriverRecord) -> int:
    """EL-06: photos that were returned before the last application was taken back still count."""
    last = Application.objects.filter(driver_id=driver.id).order_by("-submitted_at", "-id").first()
    return last.returned if last is not None and last.stage == ApplicationStage.WITHDRAWN else 0


def record_submission(row: Application, *, by: str, at: datetime) -> None:
    """The journal's side of `apply` and `resubmit_photo`."""
    entry = ApplicationSubmitted(
        application=str(row.id), attempt=row.attempt, photo_source=row.photo.source, photo_digest=row.photo.digest
    )
    journal.record(entry, by=by, about=[f"driver:{row.driver_id}", by], at=at)


ID_USED = Reason(
    "application-key",
    "",
    Text(
        "这次提交用的编号已经用过，内容不一样。这一次没有办。",
        "The key of this submission was used before, with other content. Nothing was done this time.",
    ),
    Text("刷新页面再提交一次。", "Reload the page and submit again."),
)
