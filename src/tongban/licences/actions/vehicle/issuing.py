"""An owner receives the electronic licence of a vehicle, and a phone collects what it shows."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.clock import day_of
from tongban.errors import NotFound, Refused
from tongban.journal import actions as journal
from tongban.licences import queries
from tongban.licences.actions.issuing import STAGE_OF_DISPLAY, refresh_interval, revoke_credentials, withdraw_phone
from tongban.licences.actions.places import take_place, touch
from tongban.licences.actions.vehicle.credentials import VehicleCredentials, build_vehicle
from tongban.licences.entries import VehicleCredentialsCollected, VehicleLicenceIssued, VehiclePhoneWithdrawn
from tongban.licences.models import Credential, Device, VehicleLicence
from tongban.licences.profile import profile
from tongban.licences.rules.vehicle.facts import VehicleFacts
from tongban.licences.stages import LIVE_LICENCE, LicenceStage
from tongban.people.records import CitizenRecord
from tongban.registers import queries as registers
from tongban.registers.records import VehicleRecord
from tongban.verdicts import Reason, Text, Verdict


@dataclass(frozen=True)
class CollectedVehicle:
    """What a phone receives: the credentials, and when to come back."""

    licence_id: UUID
    vehicle: VehicleRecord
    credentials: VehicleCredentials
    expires_at: datetime
    refresh_after: datetime


def receive_vehicle_licence(*, vehicle_id: UUID, citizen: CitizenRecord, at: datetime) -> UUID:
    """Issue the electronic licence of an own vehicle at once: every fact is the register's, nothing is reviewed.

    The caller has seen to a fresh face check. Asked again, it answers the licence that lives. Raises Refused with all
    reasons (VL-01, VL-03), NotFound for a vehicle that is not this person's (VL-02: whose it is nobody is told).
    """
    own = queries.own_vehicle(vehicle_id, citizen, at=at)
    if own.licence is not None:
        return own.licence.id
    if not own.may_receive.is_allowed:
        raise Refused("vehicle-licence.refused", own.may_receive)
    try:
        with transaction.atomic():
            return issue_vehicle(own.vehicle, citizen, at=at)
    except IntegrityError:  # the other of two clicks
        again = queries.own_vehicle(vehicle_id, citizen, at=at)
        if again.licence is None:  # another person's licence lives: the register has not been followed yet
            raise Refused("vehicle-licence.refused", Verdict.of([NOT_YET])) from None
        return again.licence.id


def issue_vehicle(vehicle: VehicleRecord, citizen: CitizenRecord, *, at: datetime) -> UUID:
    """Make the licence; call it inside a transaction."""
    now = queries.vehicle_standing(vehicle, on=day_of(at))
    list_number, index = take_place("entitlement")
    row = VehicleLicence.objects.create(
        vehicle_id=vehicle.id,
        citizen_id=citizen.id,
        region=vehicle.office.region,
        stage=STAGE_OF_DISPLAY[now.display],
        certified=certificate_of_vehicle(queries.vehicle_facts(vehicle)),
        register_version=vehicle.version,
        conditions=list(now.conditions),
        entitlement=now.entitlement,
        entitlement_list=list_number,
        entitlement_index=index,
        issued_at=at,
        changed_at=at,
        due_on=min(vehicle.inspected_until, vehicle.insured_until),
    )
    touch("entitlement", list_number)
    entry = VehicleLicenceIssued(
        licence=str(row.id),
        register_version=vehicle.version,
        entitlement_list=list_number,
        entitlement_index=index,
    )
    journal.record(entry, by=citizen.key, about=about_vehicle(row), at=at)
    return row.id


def collect_vehicle_licence(
    *, licence_id: UUID, citizen: CitizenRecord, public_key: bytes, label: str = "", at: datetime
) -> CollectedVehicle:
    """Bind the licence to a phone's key (uncompressed point, already proven) and issue what it shows.

    One phone at a time, as with the driving licence. Refused("vehicle-licence.not-live") when it is void or not shown.
    """
    with transaction.atomic():
        row = own_vehicle_licence(licence_id, citizen)
        if row.stage not in LIVE_LICENCE or row.stage == LicenceStage.BLOCKED:
            raise Refused("vehicle-licence.not-live", Verdict.of([NOT_LIVE]))
        device = row.devices.filter(withdrawn_at=None).first()
        if device is not None and bytes(device.public_key) != public_key:
            withdraw_phone(row, at=at)
            device = None
        if device is None:
            device = row.devices.create(public_key=public_key, label=label[:60], added_at=at, refreshed_at=at)
        return issue_vehicle_credentials(row, device, at=at)


def refresh_vehicle_licence(
    *, vehicle_id: UUID, citizen: CitizenRecord, public_key: bytes, at: datetime
) -> CollectedVehicle | None:
    """New credentials for a phone that holds some of this vehicle; None when they are still right and young enough.

    NotFound("vehicle-licence.void") when this phone holds no live licence of it any more: it forgets what it has.
    """
    with transaction.atomic():
        device = Device.objects.filter(
            public_key=public_key,
            withdrawn_at=None,
            vehicle_licence__citizen_id=citizen.id,
            vehicle_licence__vehicle_id=vehicle_id,
            vehicle_licence__stage__in=LIVE_LICENCE,
        ).first()
        if device is None or device.vehicle_licence_id is None:
            raise NotFound("vehicle-licence.void", "this phone holds no live licence of the vehicle any more")
        if not device.wants_refresh and at < device.refreshed_at + refresh_interval():
            return None  # before the lock: a phone that is seen asks every two seconds
        row = own_vehicle_licence(device.vehicle_licence_id, citizen)
        return issue_vehicle_credentials(row, device, at=at)


def withdraw_vehicle_phone(*, vehicle_id: UUID, citizen: CitizenRecord, at: datetime) -> None:
    """The holder gives up the phone that has the code: it is void at once; doing it twice changes nothing."""
    with transaction.atomic():
        row = (
            VehicleLicence.objects.select_for_update()
            .filter(vehicle_id=vehicle_id, citizen_id=citizen.id, stage__in=LIVE_LICENCE)
            .first()
        )
        if row is None:
            raise NotFound("vehicle-licence.unknown")
        withdraw_from(row, by=citizen.key, at=at)


def withdraw_from(row: VehicleLicence, *, by: str, at: datetime) -> None:
    """The change itself, on a locked row; nothing happens without a phone."""
    if row.devices.filter(withdrawn_at=None).exists():
        withdraw_phone(row, at=at)
        journal.record(VehiclePhoneWithdrawn(licence=str(row.id)), by=by, about=about_vehicle(row), at=at)


def issue_vehicle_credentials(row: VehicleLicence, device: Device, *, at: datetime) -> CollectedVehicle:
    """Sign both formats for one phone; the mdoc it held before is revoked, so one copy counts at a time."""
    vehicle = registers.vehicle_by_id(row.vehicle_id)
    revoke_credentials(row, at=at)
    revocation = take_place("revocation")
    made = build_vehicle(
        licence_id=row.id,
        vehicle=vehicle,
        standing=queries.vehicle_standing(vehicle, on=day_of(at)),
        issued_at=row.issued_at,
        device_key=bytes(device.public_key),
        revocation=revocation,
        entitlement=(row.entitlement_list, row.entitlement_index),
        at=at,
    )
    code_expires = at + timedelta(days=profile().code_days)
    digests = {kind: hashlib.sha256(body).hexdigest() for kind, body in made.bodies().items()}
    Credential.objects.bulk_create(
        Credential(
            vehicle_licence=row,
            device=device,
            kind=kind,
            digest=digest,
            list_number=revocation[0] if kind == "mdoc" else None,
            list_index=revocation[1] if kind == "mdoc" else None,
            issued_at=at,
            expires_at=at + timedelta(days=profile().mdoc_days) if kind == "mdoc" else code_expires,
        )
        for kind, digest in digests.items()
    )
    touch("revocation", revocation[0])
    device.refreshed_at = at
    device.wants_refresh = False
    device.save(update_fields=["refreshed_at", "wants_refresh"])
    entry = VehicleCredentialsCollected(licence=str(row.id), device=str(device.id), digests=tuple(digests.values()))
    journal.record(entry, by=f"citizen:{row.citizen_id}", about=about_vehicle(row), at=at)
    return CollectedVehicle(
        licence_id=row.id,
        vehicle=vehicle,
        credentials=made,
        expires_at=code_expires,
        refresh_after=at + refresh_interval(),
    )


def own_vehicle_licence(licence_id: UUID, citizen: CitizenRecord) -> VehicleLicence:
    """The locked row, if it is this person's; NotFound otherwise."""
    row = VehicleLicence.objects.select_for_update().filter(pk=licence_id, citizen_id=citizen.id).first()
    if row is None:
        raise NotFound("vehicle-licence.unknown")
    return row


def about_vehicle(row: VehicleLicence) -> list[str]:
    """Whom and what a journal entry on this licence concerns."""
    return [f"vehicle-licence:{row.id}", f"vehicle:{row.vehicle_id}", f"citizen:{row.citizen_id}"]


def certificate_of_vehicle(facts: VehicleFacts) -> dict[str, Any]:
    """The certified facts as stored; `certified_vehicle` reads them back."""
    days = {name: getattr(facts, name).isoformat() for name in ("inspected_until", "insured_until")}
    return asdict(facts) | days | {"letters": sorted(facts.letters)}


NOT_LIVE = Reason(
    "VL-04",
    "",
    Text("电子行驶证现在不能领取。", "The electronic vehicle licence cannot be collected now."),
    Text("看车辆状态和要办的事。", "See the standing of the vehicle and what is to be done."),
)
NOT_YET = Reason(
    "VL-05",
    "",
    Text("原车主的电子行驶证还没有作废。", "The former owner's electronic licence is not void yet."),
    Text("过几秒再点一次。", "Tap again in a few seconds."),
)
