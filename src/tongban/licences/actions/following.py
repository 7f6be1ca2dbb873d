"""The register changed: bring the licence, the lists, the phone and the holder up to date.

A register event is a durable row; the cursor moves in the same transaction as what it caused. A process
killed between the event and the re-issue therefore loses nothing: the next run does it.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from tongban.clock import day_of
from tongban.credentials import actions as credentials
from tongban.credentials.records import LIVE, Entitlement, Holding, Stage
from tongban.followers import actions as followers
from tongban.journal import actions as journal
from tongban.licences.actions.photo_change import close_photo_change
from tongban.licences.actions.vehicles import follow_vehicle, recompute_vehicle
from tongban.licences.entries import LicenceSuperseded, StandingChanged
from tongban.licences.kinds import DRIVING
from tongban.licences.models import Licence, VehicleLicence
from tongban.licences.queries import facts_of
from tongban.licences.rules.facts import LicenceFacts, certified
from tongban.licences.rules.standing import Standing, next_look, standing
from tongban.licences.rules.stays_valid import stays_valid
from tongban.notices import actions as notices
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord, Event
from tongban.verdicts import Text, Verdict

EVENTS = "licences/register"  # the lines that are followed
CALENDAR, VEHICLE_CALENDAR = "licences/calendar", "licences/vehicle-calendar"


def follow_register(*, at: datetime, limit: int = 500) -> int:
    """Handle register events that came since the last time, each in its own transaction; returns how many."""
    return followers.follow(EVENTS, registers.events_after, lambda event: handle(event, at=at), at=at, limit=limit)


def handle(event: Event, *, at: datetime) -> None:
    """What one event means for the licence of its driver or vehicle."""
    if event.driver_id is not None:
        holding = credentials.take(Licence.KIND, event.driver_id)
        if holding is not None:
            recompute(holding, at=at)
    elif event.vehicle_id is not None:
        follow_vehicle(event, at=at)


def recompute_due(*, at: datetime, limit: int = 1000) -> int:
    """The calendar's side: licences whose validity, and vehicles whose inspection or insurance, ended without a
    register event get the standing that the law gives them."""
    look_at = partial(credentials.look_at_due, at=at, limit=limit)
    drivers = look_at(Licence.KIND, partial(recompute, at=at), line=CALENDAR)
    return drivers + look_at(VehicleLicence.KIND, partial(recompute_vehicle, at=at), line=VEHICLE_CALENDAR)


def recompute(holding: Holding, *, at: datetime) -> None:
    """Bring one locked licence in line with the register; does nothing when it already is."""
    driver, row = registers.driver_by_id(holding.subject_id), Licence.objects.get(pk=holding.id)
    facts = facts_of(driver)
    verdict = stays_valid(certified(LicenceFacts, row.certified), facts)
    now = standing(facts, on=day_of(at))
    if now.entitlement != Entitlement.REVOKED and not verdict.is_allowed:
        supersede(holding, row, driver, verdict, at=at)
    elif row.register_version != driver.version or (row.letters, row.marks) != ("".join(now.letters), list(now.marks)):
        change_standing(holding, row, driver, now, at=at)


def change_standing(holding: Holding, row: Licence, driver: DriverRecord, now: Standing, *, at: datetime) -> None:
    """Stage, lists and phone follow the new standing; the holder is told when it matters to them."""
    stage = now.display.stage
    due_on = next_look(facts_of(driver), on=day_of(at))
    credentials.set_entitlement(holding, stage=stage, entitlement=now.entitlement, due_on=due_on, at=at)
    told_before, row.marks = row.marks, list(now.marks)
    row.letters = "".join(now.letters)
    row.register_version = driver.version
    row.save(update_fields=["letters", "marks", "register_version"])
    entry = StandingChanged(
        licence=str(row.id),
        before=holding.stage,
        after=stage,
        letters=row.letters,
        entitlement=int(now.entitlement),
        register_version=driver.version,
    )
    journal.record(entry, by="system:licences", about=DRIVING.about(holding), at=at)
    if stage not in LIVE:
        close_photo_change(holding, at=at)
    if stage != holding.stage or any(mark not in told_before for mark in now.marks if mark.startswith("age-")):
        notices.tell(holding.citizen_id, told(now), link="/licence/", at=at)


def supersede(holding: Holding, row: Licence, driver: DriverRecord, verdict: Verdict, *, at: datetime) -> None:
    """EL-03, EL-12: this licence is void; the holder applies again with one tap and the photo is kept."""
    credentials.set_entitlement(holding, stage=Stage.SUPERSEDED, entitlement=Entitlement.REVOKED, at=at)
    row.register_version = driver.version
    row.save(update_fields=["register_version"])
    entry = LicenceSuperseded(
        licence=str(row.id),
        grounds=tuple(sorted({reason.code for reason in verdict.reasons})),
        register_version=driver.version,
    )
    journal.record(entry, by="system:licences", about=DRIVING.about(holding), at=at)
    close_photo_change(holding, at=at)
    zh = "".join(reason.what.zh for reason in verdict.reasons)
    en = " ".join(reason.what.en for reason in verdict.reasons)
    again = Text(f"{zh}点一下重新申领，照片不用再交。", f"{en} Tap once to apply again; no new photo is needed.")
    notices.tell(holding.citizen_id, again, link="/licence/", at=at)


def told(now: Standing) -> Text:
    """What the holder reads when the stage changed."""
    reasons = now.may_drive.reasons or now.may_drive.notes
    if not reasons:
        return Text(
            "电子驾驶证已恢复正常，没有发现不得驾驶的记录。",
            "Your licence is normal again; nothing is recorded that forbids driving.",
        )
    zh = "".join(f"{reason.what.zh}{reason.remedy.zh}" for reason in reasons)
    en = " ".join(f"{reason.what.en} {reason.remedy.en}" for reason in reasons)
    return Text(zh, en)
