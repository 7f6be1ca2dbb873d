"""The holder of a live licence changes its photo (EL-04): apply, change it when approved, close it with the licence.

Review, return, the window and withdrawing are those of a first application. Whoever needs both rows locks the
licence first and the application after it, as the follower of register events does.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.clock import day_of
from tongban.credentials import actions as credentials
from tongban.credentials import queries as held
from tongban.credentials.records import Holding
from tongban.errors import Refused
from tongban.journal import actions as journal
from tongban.licences.actions.applying import SERVICE, content_of, examined_photo, own_driver, sent_before, submit
from tongban.licences.entries import ApplicationWithdrawn, PhotoChanged
from tongban.licences.kinds import DRIVING
from tongban.licences.models import Application, Licence
from tongban.licences.rules.photo_change import UNDER_WAY, VOID, PhotoChangeFacts, may_apply_for_new_photo
from tongban.licences.stages import OPEN_APPLICATION, ApplicationMove, ApplicationStage, after_application
from tongban.notices import actions as notices
from tongban.offices import queries as offices
from tongban.people.records import CitizenRecord
from tongban.registers.records import DriverRecord
from tongban.verdicts import Text, Verdict


def apply_for_new_photo(
    *, application_id: UUID, citizen: CitizenRecord, picture: bytes, at: datetime
) -> ApplicationStage:
    """Ask for another photo on the licence that one has; an officer reviews it as for a first application.

    `application_id` comes with the form, so a double click is one application. Raises Refused with all reasons
    (EL-04 with the day from which it can be changed, EL-05, EL-06, EL-09), NotFound when there is no such driver,
    Malformed for a picture that cannot be read. Returns the stage after.
    """
    driver = own_driver(citizen)
    if (sent := sent_before(application_id, citizen, picture, is_photo_change=True)) is not None:
        return ApplicationStage(sent.stage)
    guard(photo_change_eligibility(citizen, driver, at=at))
    photo = examined_photo(driver, picture, at=at)
    try:
        with transaction.atomic():
            # Looked at again with the licence locked: it may have been locked or become void meanwhile.
            holding = credentials.take(Licence.KIND, driver.id)
            guard(photo_change_eligibility(citizen, driver, at=at))
            licence_id = holding.id if holding is not None else None
            row = submit(
                application_id, citizen, driver, photo, content=content_of(picture), licence_id=licence_id, at=at
            )
    except IntegrityError as cause:  # the other of two clicks, or another window of the same person
        if (sent := sent_before(application_id, citizen, picture, is_photo_change=True)) is not None:
            return ApplicationStage(sent.stage)
        raise Refused("photo-change.refused", Verdict.of([UNDER_WAY])) from cause
    return ApplicationStage(row.stage)


def photo_change_eligibility(citizen: CitizenRecord, driver: DriverRecord, *, at: datetime) -> Verdict:
    """EL-04 with everything around it; the pages show it before a photo is asked for."""
    on = day_of(at)
    holding = held.holding(Licence.KIND, driver.id)
    is_held = holding is not None and holding.is_live and holding.citizen_id == citizen.id
    licence = Licence.objects.select_related("photo").get(pk=holding.id) if holding is not None and is_held else None
    open_row = Application.objects.filter(driver_id=driver.id, stage__in=OPEN_APPLICATION).first()
    changed_at = licence.photo_changed_at if licence is not None else None
    return may_apply_for_new_photo(
        PhotoChangeFacts(
            is_open_in_region=offices.is_open(SERVICE, region=driver.office.region, on=on),
            has_live_licence=licence is not None,
            is_locked=holding is not None and is_held and holding.is_locked,
            has_open_application=open_row is not None and open_row.stage != ApplicationStage.WINDOW_ONLY,
            is_window_only=open_row is not None and open_row.stage == ApplicationStage.WINDOW_ONLY,
            is_first_photo=licence is not None and licence.photo.source == "identity",
            changed_on=day_of(changed_at) if changed_at is not None else None,
        ),
        on=on,
    )


def change_photo(application: Application, *, by: str, at: datetime) -> None:
    """Put the approved photo on the licence; call it inside the application's transaction, the licence locked.

    The licence keeps its id and its places in the lists. Its phone fetches new credentials with the new photo,
    and the mdoc with the old one is revoked then, as at every refresh. Refused when the licence is void.
    """
    assert application.licence_id is not None
    holding = credentials.take_by_id(Licence.KIND, application.licence_id)
    licence = Licence.objects.select_related("photo").get(pk=holding.id)
    if not holding.is_live:
        raise Refused("photo-change.void", Verdict.of([VOID]))
    entry = PhotoChanged(
        licence=str(licence.id),
        application=str(application.id),
        photo_digest=application.photo.digest,
        former_digest=licence.photo.digest,
    )
    licence.photo = application.photo
    licence.photo_changed_at = at
    licence.save(update_fields=["photo", "photo_changed_at"])
    credentials.renew(Licence.KIND, licence.id, at=at)
    journal.record(entry, by=by, about=DRIVING.about(holding), at=at)
    notices.tell(holding.citizen_id, CHANGED, link="/licence/", at=at)


def close_photo_change(holding: Holding, *, at: datetime) -> None:
    """The licence has become void: an open change of its photo ends with it. Call it with the holding locked."""
    row = Application.objects.select_for_update().filter(licence_id=holding.id, stage__in=OPEN_APPLICATION).first()
    if row is None:
        return
    row.stage = after_application(ApplicationStage(row.stage), ApplicationMove.CLOSE)
    row.decided_at = at
    row.save(update_fields=["stage", "decided_at"])
    journal.record(
        ApplicationWithdrawn(application=str(row.id)), by="system:licences", about=DRIVING.about(holding), at=at
    )
    notices.tell(row.citizen_id, CLOSED, link="/licence/", at=at)


def guard(verdict: Verdict) -> None:
    """Refused with every reason, unless it is allowed."""
    if not verdict.is_allowed:
        raise Refused("photo-change.refused", verdict)


CHANGED = Text(
    "照片已更换，手机联网后会自动换上。",
    "Your photo is changed; your phone takes it over when it is on line.",
)
CLOSED = Text(
    "电子驾驶证已经失效，换照片的申请一并关闭。",
    "Your electronic licence has become void; the change of its photo is closed with it.",
)
