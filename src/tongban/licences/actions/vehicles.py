"""What happens to an electronic vehicle licence: received by its owner, and following the register.

Every fact is the register's own, so nothing is reviewed. Collecting, refreshing and stopping are those of every
credential (tongban.credentials). The follower of register events calls this inside the transaction that moves its cursor.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.clock import day_of
from tongban.credentials import actions as credentials
from tongban.credentials.records import Entitlement, Grant, Holding, Stage
from tongban.errors import NotFound, Refused
from tongban.journal import actions as journal
from tongban.licences import queries
from tongban.licences.entries import VehicleLicenceIssued, VehicleLicenceSuperseded, VehicleStandingChanged
from tongban.licences.kinds import VEHICLE
from tongban.licences.models import VehicleLicence
from tongban.licences.rules.facts import certificate, certified
from tongban.licences.rules.vehicle.facts import VehicleFacts
from tongban.licences.rules.vehicle.standing import VehicleStanding
from tongban.licences.rules.vehicle.stays_valid import vehicle_stays_valid
from tongban.notices import actions as notices
from tongban.people.records import CitizenRecord
from tongban.registers import queries as registers
from tongban.registers.records import Event, VehicleRecord
from tongban.verdicts import Reason, Text, Verdict

TRANSFERRED = "vehicle-transferred"
VEHICLES = "/vehicle-licence/"


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
    grant = Grant(
        subject_id=vehicle.id,
        citizen_id=citizen.id,
        region=vehicle.office.region,
        stage=now.display.stage,
        entitlement=now.entitlement,
        due_on=min(vehicle.inspected_until, vehicle.insured_until),
    )
    holding = credentials.issue(VehicleLicence.KIND, grant, at=at)
    VehicleLicence.objects.create(
        id=holding.id,
        certified=certificate(queries.vehicle_facts(vehicle)),
        register_version=vehicle.version,
        conditions=list(now.conditions),
    )
    entry = VehicleLicenceIssued(
        licence=str(holding.id),
        register_version=vehicle.version,
        entitlement_list=holding.place[0],
        entitlement_index=holding.place[1],
    )
    journal.record(entry, by=citizen.key, about=VEHICLE.about(holding), at=at)
    return holding.id


def withdraw_vehicle_phone(*, vehicle_id: UUID, citizen: CitizenRecord, at: datetime) -> None:
    """The holder gives up the phone that has the code: it is void at once; doing it twice changes nothing."""
    with transaction.atomic():
        holding = credentials.take(VehicleLicence.KIND, vehicle_id)
        if holding is None or holding.citizen_id != citizen.id:
            raise NotFound("vehicle-licence.unknown")
        credentials.withdraw(VehicleLicence.KIND, holding.id, by=citizen.key, at=at)


# --- Following the register -------------------------------------------------------------------------------------
def follow_vehicle(event: Event, *, at: datetime) -> None:
    """What one event means for the vehicle's licence; a new owner is told that one waits, also if there was none."""
    assert event.vehicle_id is not None
    holding = credentials.take(VehicleLicence.KIND, event.vehicle_id)
    if holding is not None:
        recompute_vehicle(holding, at=at)
    elif event.kind == TRANSFERRED:
        offer(registers.vehicle_by_id(event.vehicle_id), at=at)


def recompute_vehicle(holding: Holding, *, at: datetime) -> None:
    """Bring one locked licence in line with the register; does nothing when it already is."""
    vehicle, row = registers.vehicle_by_id(holding.subject_id), VehicleLicence.objects.get(pk=holding.id)
    now = queries.vehicle_standing(vehicle, on=day_of(at))
    verdict = vehicle_stays_valid(certified(VehicleFacts, row.certified), queries.vehicle_facts(vehicle))
    if not verdict.is_allowed:
        supersede_vehicle(holding, row, vehicle, verdict, at=at)
    elif row.register_version != vehicle.version or row.conditions != list(now.conditions):
        change_vehicle_standing(holding, row, vehicle, now, at=at)


def change_vehicle_standing(
    holding: Holding, row: VehicleLicence, vehicle: VehicleRecord, now: VehicleStanding, *, at: datetime
) -> None:
    """Stage, lists and phone follow the new standing; the holder is told when it matters to them."""
    stage, due_on = now.display.stage, max(day_of(at), min(vehicle.inspected_until, vehicle.insured_until))
    credentials.set_entitlement(holding, stage=stage, entitlement=now.entitlement, due_on=due_on, at=at)
    row.conditions = list(now.conditions)
    row.register_version = vehicle.version
    row.certified |= {"inspected_until": vehicle.inspected_until.isoformat()}
    row.certified |= {"insured_until": vehicle.insured_until.isoformat()}
    row.save()
    entry = VehicleStandingChanged(
        licence=str(row.id),
        before=holding.stage,
        after=stage,
        conditions=now.conditions,
        entitlement=int(now.entitlement),
        register_version=vehicle.version,
    )
    journal.record(entry, by="system:licences", about=VEHICLE.about(holding), at=at)
    if stage != holding.stage:
        notices.tell(holding.citizen_id, told(vehicle, now.for_holder), link=link(vehicle), at=at)


def supersede_vehicle(
    holding: Holding, row: VehicleLicence, vehicle: VehicleRecord, verdict: Verdict, *, at: datetime
) -> None:
    """VL-05: this licence is void on every phone and list; the owner of now receives a new one with one tap."""
    credentials.set_entitlement(holding, stage=Stage.SUPERSEDED, entitlement=Entitlement.REVOKED, at=at)
    row.register_version = vehicle.version
    row.save(update_fields=["register_version"])
    entry = VehicleLicenceSuperseded(
        licence=str(row.id),
        grounds=tuple(reason.code for reason in verdict.reasons),
        register_version=vehicle.version,
    )
    journal.record(entry, by="system:licences", about=VEHICLE.about(holding), at=at)
    owner = queries.vehicle_owner(vehicle)
    if owner is None or owner.id != holding.citizen_id:
        notices.tell(holding.citizen_id, void_text(row.certified["plate"], verdict), link=VEHICLES, at=at)
    offer(vehicle, at=at)


def offer(vehicle: VehicleRecord, *, at: datetime) -> None:
    """Tell the owner, if they have an account here, that the new licence is one tap away."""
    owner = queries.vehicle_owner(vehicle)
    if owner is None:
        return
    plate = vehicle.plate
    text = Text(
        f"{plate} 已登记在您名下。点一下，领取新的电子行驶证。",
        f"{plate} is registered in your name. One tap to receive the new electronic vehicle licence.",
    )
    notices.tell(owner.id, text, link=link(vehicle), at=at)


def void_text(plate: str, verdict: Verdict) -> Text:
    """What the former holder reads."""
    zh = "".join(reason.what.zh for reason in verdict.reasons)
    en = " ".join(reason.what.en for reason in verdict.reasons)
    return Text(
        f"{zh}{plate} 的电子行驶证已作废，手机里的码不再有效。",
        f"{en} The electronic vehicle licence of {plate} is void; the code on your phone is no longer valid.",
    )


def told(vehicle: VehicleRecord, now: VehicleStanding) -> Text:
    """What the holder reads when the stage changed."""
    plate = vehicle.plate
    if now.may_be_driven.is_allowed and not now.may_be_driven.notes:
        return Text(f"{plate} 的电子行驶证已恢复正常。", f"The electronic licence of {plate} is normal again.")
    reasons = now.may_be_driven.reasons or now.may_be_driven.notes
    zh = "".join(f"{reason.what.zh}{reason.remedy.zh}" for reason in reasons)
    en = " ".join(f"{reason.what.en} {reason.remedy.en}" for reason in reasons)
    return Text(f"{plate}：{zh}", f"{plate}: {en}")


def link(vehicle: VehicleRecord) -> str:
    """The vehicle's page for its owner."""
    return f"{VEHICLES}{vehicle.id}/"


NOT_YET = Reason(
    "VL-05",
    "",
    Text("原车主的电子行驶证还没有作废。", "The former owner's electronic licence is not void yet."),
    Text("过几秒再点一次。", "Tap again in a few seconds."),
)
