"""The register changed a vehicle: bring its licence, the lists, the phone and both owners up to date.

Called by the follower of register events, inside the transaction that moves its cursor (actions/following.py).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tongban.clock import day_of
from tongban.followers import actions as followers
from tongban.identifiers import spelling
from tongban.journal import actions as journal
from tongban.licences import queries
from tongban.licences.actions.issuing import STAGE_OF_DISPLAY, revoke_credentials
from tongban.licences.actions.places import touch
from tongban.licences.actions.vehicle.issuing import about_vehicle
from tongban.licences.entries import VehicleLicenceSuperseded, VehicleStandingChanged
from tongban.licences.models import VehicleLicence
from tongban.licences.rules.letters import Entitlement
from tongban.licences.rules.vehicle.facts import VehicleFacts
from tongban.licences.rules.vehicle.standing import VehicleStanding
from tongban.licences.rules.vehicle.stays_valid import vehicle_stays_valid
from tongban.licences.stages import LIVE_LICENCE, MOVE_TO, LicenceMove, LicenceStage, after_licence
from tongban.notices import actions as notices
from tongban.registers import queries as registers
from tongban.registers.records import Event, VehicleRecord
from tongban.verdicts import Text, Verdict

TRANSFERRED = "vehicle-transferred"
CALENDAR = "licences/vehicle-calendar"  # the line that is followed


def follow_vehicle(event: Event, *, at: datetime) -> None:
    """What one event means for the vehicle's licence; a new owner is told that one waits, also if there was none."""
    assert event.vehicle_id is not None
    row = VehicleLicence.objects.select_for_update().filter(vehicle_id=event.vehicle_id, stage__in=LIVE_LICENCE).first()
    if row is not None:
        recompute_vehicle(row, at=at)
    elif event.kind == TRANSFERRED:
        offer(registers.vehicle_by_id(event.vehicle_id), at=at)


def recompute_vehicles_due(*, at: datetime, limit: int) -> int:
    """The calendar's side: vehicles whose inspection or insurance ended without a register event. Returns how many."""
    due = VehicleLicence.objects.filter(entitlement=0, due_on__lt=day_of(at), stage__in=LIVE_LICENCE)
    due = due.exclude(pk__in=followers.held(CALENDAR, at=at)).order_by("due_on", "pk")
    found = list(due.values_list("pk", flat=True)[:limit])
    return followers.each(CALENDAR, found, lambda one: look_again(one, at=at), at=at)


def look_again(licence_id: UUID, *, at: datetime) -> None:
    """Recompute one licence that is due. What is still in force afterwards is looked at again tomorrow, so that it
    stands in nobody's way today."""
    row = VehicleLicence.objects.select_for_update().get(pk=licence_id)
    row.due_on = day_of(at)
    row.save(update_fields=["due_on"])
    if row.stage in LIVE_LICENCE:
        recompute_vehicle(row, at=at)


def recompute_vehicle(row: VehicleLicence, *, at: datetime) -> None:
    """Bring one locked licence in line with the register; does nothing when it already is."""
    vehicle = registers.vehicle_by_id(row.vehicle_id)
    now = queries.vehicle_standing(vehicle, on=day_of(at))
    verdict = vehicle_stays_valid(certified_vehicle(row), queries.vehicle_facts(vehicle))
    if not verdict.is_allowed:
        supersede_vehicle(row, vehicle, verdict, at=at)
    elif row.register_version != vehicle.version or row.conditions != list(now.conditions):
        change_vehicle_standing(row, vehicle, now, at=at)


def change_vehicle_standing(row: VehicleLicence, vehicle: VehicleRecord, now: VehicleStanding, *, at: datetime) -> None:
    """Stage, lists and phone follow the new standing; the holder is told when it matters to them."""
    before = LicenceStage(row.stage)
    stage = STAGE_OF_DISPLAY[now.display]
    if stage != before:
        after_licence(before, MOVE_TO[stage])
    row.stage = stage
    row.conditions = list(now.conditions)
    row.register_version = vehicle.version
    row.certified |= {"inspected_until": vehicle.inspected_until.isoformat()}
    row.certified |= {"insured_until": vehicle.insured_until.isoformat()}
    row.due_on = max(day_of(at), min(vehicle.inspected_until, vehicle.insured_until))
    row.changed_at = at
    if row.entitlement != now.entitlement:
        row.entitlement = now.entitlement
        touch("entitlement", row.entitlement_list)
        revoke_credentials(row, at=at)
    row.save()
    row.devices.filter(withdrawn_at=None).update(wants_refresh=True)
    entry = VehicleStandingChanged(
        licence=str(row.id),
        before=before,
        after=stage,
        conditions=now.conditions,
        entitlement=int(now.entitlement),
        register_version=vehicle.version,
    )
    journal.record(entry, by="system:licences", about=about_vehicle(row), at=at)
    if stage != before:
        notices.tell(row.citizen_id, told(vehicle, now.for_holder), link=link(vehicle), at=at)


def supersede_vehicle(row: VehicleLicence, vehicle: VehicleRecord, verdict: Verdict, *, at: datetime) -> None:
    """VL-05: this licence is void on every phone and list; the owner of now receives a new one with one tap."""
    row.stage = after_licence(LicenceStage(row.stage), LicenceMove.SUPERSEDE)
    row.entitlement = Entitlement.REVOKED
    row.register_version = vehicle.version
    row.changed_at = at
    row.save()
    touch("entitlement", row.entitlement_list)
    revoke_credentials(row, at=at)
    row.devices.filter(withdrawn_at=None).update(withdrawn_at=at)
    entry = VehicleLicenceSuperseded(
        licence=str(row.id),
        grounds=tuple(reason.code for reason in verdict.reasons),
        register_version=vehicle.version,
    )
    journal.record(entry, by="system:licences", about=about_vehicle(row), at=at)
    owner = queries.vehicle_owner(vehicle)
    if owner is None or owner.id != row.citizen_id:
        notices.tell(row.citizen_id, void_text(row.certified["plate"], verdict), link=VEHICLES, at=at)
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


VEHICLES = "/vehicle-licence/"


def link(vehicle: VehicleRecord) -> str:
    """The vehicle's page for its owner."""
    return f"{VEHICLES}{vehicle.id}/"


def certified_vehicle(row: VehicleLicence) -> VehicleFacts:
    """The facts as they were when the licence was issued."""
    stored: dict[str, Any] = dict(row.certified)
    days = {name: spelling.day(stored[name]) for name in ("inspected_until", "insured_until")}
    return VehicleFacts(**(stored | days | {"letters": frozenset(stored["letters"])}))
