"""An electronic driving licence comes into being."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tongban.clock import day_of
from tongban.credentials import actions as credentials
from tongban.credentials.records import Grant
from tongban.journal import actions as journal
from tongban.licences.entries import LicenceIssued
from tongban.licences.kinds import DRIVING
from tongban.licences.models import Application, Licence
from tongban.licences.queries import facts_of
from tongban.licences.rules.facts import certificate
from tongban.licences.rules.standing import next_look, standing
from tongban.notices import actions as notices
from tongban.registers.records import DriverRecord
from tongban.verdicts import Text


def issue(application: Application, *, driver: DriverRecord, by: str, at: datetime) -> UUID:
    """Make the licence of an approved application; call it inside the application's transaction."""
    now = standing(facts_of(driver), on=day_of(at))
    grant = Grant(
        subject_id=driver.id,
        citizen_id=application.citizen_id,
        region=application.region,
        stage=now.display.stage,
        entitlement=now.entitlement,
        due_on=next_look(facts_of(driver), on=day_of(at)),
    )
    holding = credentials.issue(Licence.KIND, grant, at=at)
    Licence.objects.create(
        id=holding.id,
        photo=application.photo,
        photo_changed_at=photo_changed_at(application, at=at),
        certified=certificate(facts_of(driver)),
        register_version=driver.version,
        letters="".join(now.letters),
        marks=list(now.marks),
    )
    entry = LicenceIssued(
        licence=str(holding.id),
        application=str(application.id),
        register_version=driver.version,
        entitlement_list=holding.place[0],
        entitlement_index=holding.place[1],
    )
    journal.record(entry, by=by, about=DRIVING.about(holding), at=at)
    notices.tell(application.citizen_id, ISSUED, link="/licence/", at=at)
    return holding.id


def photo_changed_at(application: Application, *, at: datetime) -> datetime | None:
    """When the holder chose this photo (EL-04): never for the identity card's; one that is kept stays as old as it is."""
    if application.photo.source == "identity":
        return None
    former = Licence.objects.filter(photo=application.photo).first()
    return former.photo_changed_at if former is not None else at


ISSUED = Text("电子驾驶证已签发，现在可以亮证。", "Your electronic licence is issued; you can show it now.")
