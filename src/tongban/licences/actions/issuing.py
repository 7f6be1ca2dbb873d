"""An electronic licence comes into being, and a phone collects what it shows."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.clock import day_of
from tongban.errors import NotFound, Refused
from tongban.journal import actions as journal
from tongban.licences.actions.credentials import Credentials, build
from tongban.licences.actions.places import take_place, touch
from tongban.licences.entries import CredentialsCollected, LicenceIssued
from tongban.licences.models import Application, Credential, Device, Licence, RetiredPlace, VehicleLicence
from tongban.licences.profile import profile
from tongban.licences.queries import facts_of
from tongban.licences.rules.facts import LicenceFacts
from tongban.licences.rules.letters import Display
from tongban.licences.rules.standing import standing
from tongban.licences.stages import LIVE_LICENCE, LicenceStage
from tongban.notices import actions as notices
from tongban.people.records import CitizenRecord
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord
from tongban.verdicts import Reason, Text, Verdict

STAGE_OF_DISPLAY = {
    Display.SHOWN: LicenceStage.ISSUED,
    Display.ABNORMAL: LicenceStage.SUSPENDED_VIEW,
    Display.MESSAGE: LicenceStage.BLOCKED,
    Display.HIDDEN: LicenceStage.REVOKED,
}


@dataclass(frozen=True)
class Collected:
    """What a phone receives: the credentials, and when to come back."""

    licence_id: UUID
    driver: DriverRecord
    credentials: Credentials
    photo: bytes
    expires_at: datetime
    refresh_after: datetime


def issue(application: Application, *, driver: DriverRecord, by: str, at: datetime) -> UUID:
    """Make the licence of an approved application; call it inside the application's transaction."""
    now = standing(facts_of(driver), on=day_of(at))
    list_number, index = take_place("entitlement")
    row = Licence.objects.create(
        driver_id=driver.id,
        citizen_id=application.citizen_id,
        region=application.region,
        stage=STAGE_OF_DISPLAY[now.display],
        photo=application.photo,
        photo_changed_at=photo_changed_at(application, at=at),
        certified=certificate_of(facts_of(driver)),
        register_version=driver.version,
        letters="".join(now.letters),
        entitlement=now.entitlement,
        entitlement_list=list_number,
        entitlement_index=index,
        issued_at=at,
        changed_at=at,
        due_on=driver.valid_until,
    )
    touch("entitlement", list_number)
    entry = LicenceIssued(
        licence=str(row.id),
        application=str(application.id),
        register_version=driver.version,
        entitlement_list=list_number,
        entitlement_index=index,
    )
    about = [f"licence:{row.id}", f"driver:{driver.id}", f"citizen:{application.citizen_id}"]
    journal.record(entry, by=by, about=about, at=at)
    notices.tell(application.citizen_id, ISSUED, link="/licence/", at=at)
    return row.id


def photo_changed_at(application: Application, *, at: datetime) -> datetime | None:
    """When the holder chose this photo (EL-04): never for the identity card's; one that is kept stays as old as it is."""
    if application.photo.source == "identity":
        return None
    former = Licence.objects.filter(photo=application.photo).order_by("-issued_at").first()
    return former.photo_changed_at if former is not None else at


def collect(*, licence_id: UUID, citizen: CitizenRecord, public_key: bytes, label: str = "", at: datetime) -> Collected:
    """Bind the licence to a phone's key (uncompressed point, already proven) and issue what it shows.

    One phone at a time: another phone's credentials become void in the same transaction, by the revocation
    list and by a new place in the entitlement list. Refused while the licence is locked or no longer live.
    """
    with transaction.atomic():
        row = own_licence(licence_id, citizen)
        guard_collectable(row)
        device = row.devices.filter(withdrawn_at=None).first()
        if device is not None and bytes(device.public_key) != public_key:
            withdraw_phone(row, at=at)
            device = None
        if device is None:
            device = Device.objects.create(
                licence=row, public_key=public_key, label=label[:60], added_at=at, refreshed_at=at
            )
        return issue_credentials(row, device, at=at)


def refresh(*, citizen: CitizenRecord, public_key: bytes, at: datetime) -> Collected | None:
    """New credentials for a phone that holds some; None when what it holds is still right and young enough.

    NotFound("licences.locked") when this key is not (or no longer) this person's: the phone empties itself.
    """
    with transaction.atomic():
        device = (
            Device.objects.select_related("licence")
            .filter(public_key=public_key, withdrawn_at=None, licence__citizen_id=citizen.id)
            .first()
        )
        found = device.licence if device is not None else None
        if device is None or found is None or found.stage not in LIVE_LICENCE or found.locked_at is not None:
            raise NotFound("licences.locked", "this phone holds no licence any more")
        row = own_licence(found.id, citizen)
        if not device.wants_refresh and at < device.refreshed_at + refresh_interval():
            return None
        return issue_credentials(row, device, at=at)


def issue_credentials(row: Licence, device: Device, *, at: datetime) -> Collected:
    """Sign all formats for one phone; the mdocs it held before are revoked, so one copy counts at a time."""
    driver = registers.driver_by_id(row.driver_id)
    revoke_credentials(row, at=at)
    revocation = take_place("revocation")
    photo = bytes(row.photo.jpeg)
    made = build(
        licence_id=row.id,
        driver=driver,
        standing=standing(facts_of(driver), on=day_of(at)),
        portrait=photo,
        device_key=bytes(device.public_key),
        revocation=revocation,
        entitlement=(row.entitlement_list, row.entitlement_index),
        at=at,
    )
    expires = {
        "mdoc": at + timedelta(days=profile().mdoc_days),
        "sdjwt": at + timedelta(days=profile().sdjwt_days),
    }
    code_expires = at + timedelta(days=profile().code_days)
    digests = {kind: hashlib.sha256(body).hexdigest() for kind, body in made.bodies().items()}
    Credential.objects.bulk_create(
        Credential(
            licence=row,
            device=device,
            kind=kind,
            digest=digest,
            list_number=revocation[0] if kind == "mdoc" else None,
            list_index=revocation[1] if kind == "mdoc" else None,
            issued_at=at,
            expires_at=expires.get(kind, code_expires),
        )
        for kind, digest in digests.items()
    )
    touch("revocation", revocation[0])
    device.refreshed_at = at
    device.wants_refresh = False
    device.save(update_fields=["refreshed_at", "wants_refresh"])
    entry = CredentialsCollected(licence=str(row.id), device=str(device.id), digests=tuple(digests.values()))
    journal.record(entry, by=f"citizen:{row.citizen_id}", about=[f"licence:{row.id}"], at=at)
    return Collected(
        licence_id=row.id,
        driver=driver,
        credentials=made,
        photo=photo,
        expires_at=code_expires,
        refresh_after=at + refresh_interval(),
    )


def refresh_interval() -> timedelta:
    """After how long a phone should fetch new credentials: a quarter of their life."""
    return timedelta(days=profile().code_days) / 4


def withdraw_phone(row: Licence | VehicleLicence, *, at: datetime) -> None:
    """Everything on the phone is void: mdocs by the revocation list, codes and SD-JWT by the entitlement list.

    The old place in the entitlement list stays revoked for ever and the licence gets a new one, so that a
    lost phone's codes do not come back to life when the licence does.
    """
    row.devices.filter(withdrawn_at=None).update(withdrawn_at=at)
    revoke_credentials(row, at=at)
    RetiredPlace.objects.create(list_number=row.entitlement_list, list_index=row.entitlement_index)
    touch("entitlement", row.entitlement_list)
    row.entitlement_list, row.entitlement_index = take_place("entitlement")
    touch("entitlement", row.entitlement_list)
    row.changed_at = at
    row.save(update_fields=["entitlement_list", "entitlement_index", "changed_at"])


def revoke_credentials(row: Licence | VehicleLicence, *, at: datetime) -> None:
    """Mark every credential of this licence revoked that is not yet."""
    live = row.credentials.filter(revoked_at=None)
    lists = {number for number in live.values_list("list_number", flat=True) if number is not None}
    live.update(revoked_at=at)
    for number in lists:
        touch("revocation", number)


def own_licence(licence_id: UUID, citizen: CitizenRecord) -> Licence:
    """The locked row, if it is this person's; NotFound otherwise."""
    row = (
        Licence.objects.select_for_update(of=("self",))
        .select_related("photo")
        .filter(pk=licence_id, citizen_id=citizen.id)
        .first()
    )
    if row is None:
        raise NotFound("licence.unknown")
    return row


def guard_collectable(row: Licence) -> None:
    """Refused while locked, blocked or no longer live."""
    if row.locked_at is not None:
        raise Refused("licence.locked", Verdict.of([LOCKED]))
    if row.stage not in LIVE_LICENCE or row.stage == LicenceStage.BLOCKED:
        raise Refused("licence.not-live", Verdict.of([NOT_LIVE]))


def certificate_of(facts: LicenceFacts) -> dict[str, Any]:
    """The certified facts as stored; `certified_facts` reads them back."""
    stored = asdict(facts)
    for name in ("valid_from", "valid_until", "first_issued", "born"):
        stored[name] = stored[name].isoformat() if stored[name] else None
    return stored | {"letters": sorted(facts.letters), "classes": list(facts.classes)}


ISSUED = Text("电子驾驶证已签发，现在可以亮证。", "Your electronic licence is issued; you can show it now.")
LOCKED = Reason(
    "EL-locked",
    "",
    Text("电子驾驶证已挂失。", "The electronic licence is locked."),
    Text("重新做一次人脸核验就能解锁。", "Pass a new face check to unlock it."),
)
NOT_LIVE = Reason(
    "EL-02",
    "",
    Text("电子驾驶证现在不能领取。", "The electronic licence cannot be collected now."),
    Text("看驾驶证状态和要办的事。", "See the standing of the licence and what is to be done."),
)
