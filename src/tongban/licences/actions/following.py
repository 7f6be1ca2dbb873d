"""The register changed: bring the licence, the lists, the phone and the holder up to date.

A register event is a durable row; the cursor moves in the same transaction as what it caused. A process
killed between the event and the re-issue therefore loses nothing: the next run does it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tongban.clock import day_of
from tongban.followers import actions as followers
from tongban.identifiers import spelling
from tongban.journal import actions as journal
from tongban.licences.actions.issuing import STAGE_OF_DISPLAY, revoke_credentials
from tongban.licences.actions.photo_change import close_photo_change
from tongban.licences.actions.places import touch
from tongban.licences.actions.vehicle.following import follow_vehicle, recompute_vehicles_due
from tongban.licences.entries import LicenceSuperseded, StandingChanged
from tongban.licences.models import Device, Licence
from tongban.licences.queries import facts_of
from tongban.licences.rules.facts import LicenceFacts
from tongban.licences.rules.letters import Entitlement
from tongban.licences.rules.standing import Standing, standing
from tongban.licences.rules.stays_valid import stays_valid
from tongban.licences.stages import LIVE_LICENCE, MOVE_TO, LicenceMove, LicenceStage, after_licence
from tongban.notices import actions as notices
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord, Event
from tongban.verdicts import Text, Verdict

EVENTS, CALENDAR = "licences/register", "licences/calendar"  # the lines that are followed


def follow_register(*, at: datetime, limit: int = 500) -> int:
    """Handle register events that came since the last time, each in its own transaction; returns how many."""
    return followers.follow(EVENTS, registers.events_after, lambda event: handle(event, at=at), at=at, limit=limit)


def handle(event: Event, *, at: datetime) -> None:
    """What one event means for the licence of its driver or vehicle."""
    if (driver_id := event.driver_id) is not None:
        row = Licence.objects.select_for_update().filter(driver_id=driver_id, stage__in=LIVE_LICENCE).first()
        if row is not None:
            recompute(row, at=at)
    elif event.vehicle_id is not None:
        follow_vehicle(event, at=at)


def recompute_due(*, at: datetime, limit: int = 1000) -> int:
    """The calendar's side: licences whose validity, and vehicles whose inspection or insurance, ended without a
    register event get the standing that the law gives them."""
    due = Licence.objects.filter(entitlement=0, due_on__lt=day_of(at), stage__in=LIVE_LICENCE)
    due = due.exclude(pk__in=followers.held(CALENDAR, at=at)).order_by("due_on", "pk")
    found = list(due.values_list("pk", flat=True)[:limit])
    return followers.each(CALENDAR, found, lambda one: look_again(one, at=at), at=at) + recompute_vehicles_due(
        at=at, limit=limit
    )


def look_again(licence_id: UUID, *, at: datetime) -> None:
    """Recompute one licence that is due. What is still in force afterwards is looked at again tomorrow, so that it
    stands in nobody's way today."""
    row = Licence.objects.select_for_update().get(pk=licence_id)
    row.due_on = day_of(at)
    row.save(update_fields=["due_on"])
    if row.stage in LIVE_LICENCE:
        recompute(row, at=at)


def recompute(row: Licence, *, at: datetime) -> None:
    """Bring one locked licence in line with the register; does nothing when it already is."""
    driver = registers.driver_by_id(row.driver_id)
    facts = facts_of(driver)
    verdict = stays_valid(certified_facts(row), facts)
    now = standing(facts, on=day_of(at))
    if now.entitlement != Entitlement.REVOKED and not verdict.is_allowed:
        supersede(row, driver, verdict, at=at)
    elif has_changed(row, driver, now):
        change_standing(row, driver, now, at=at)


def has_changed(row: Licence, driver: DriverRecord, now: Standing) -> bool:
    """True if what was issued or published differs from what is so now."""
    return row.register_version != driver.version or row.letters != "".join(now.letters)


def change_standing(row: Licence, driver: DriverRecord, now: Standing, *, at: datetime) -> None:
    """Stage, lists and phone follow the new standing; the holder is told when it matters to them."""
    before = LicenceStage(row.stage)
    stage = STAGE_OF_DISPLAY[now.display]
    if stage != before:
        after_licence(before, MOVE_TO[stage])
    row.stage = stage
    row.letters = "".join(now.letters)
    row.register_version = driver.version
    row.changed_at = at
    if row.entitlement != now.entitlement:
        row.entitlement = now.entitlement
        touch("entitlement", row.entitlement_list)
        # The mDL's own list knows only "revoked for ever" (18013-5 ed. 2, 12.3.6.1), so a licence whose
        # privileges changed gets a new mDL at the phone's next refresh, and the old one is revoked now.
        revoke_credentials(row, at=at)
    row.save()
    Device.objects.filter(licence=row, withdrawn_at=None).update(wants_refresh=True)
    entry = StandingChanged(
        licence=str(row.id),
        before=before,
        after=stage,
        letters=row.letters,
        entitlement=int(now.entitlement),
        register_version=driver.version,
    )
    journal.record(entry, by="system:licences", about=about(row), at=at)
    if stage not in LIVE_LICENCE:
        close_photo_change(row, at=at)
    if stage != before:
        notices.tell(row.citizen_id, told(now), link="/licence/", at=at)


def supersede(row: Licence, driver: DriverRecord, verdict: Verdict, *, at: datetime) -> None:
    """EL-03, EL-12: this licence is void; the holder applies again with one tap and the photo is kept."""
    row.stage = after_licence(LicenceStage(row.stage), LicenceMove.SUPERSEDE)
    row.entitlement = Entitlement.REVOKED
    row.register_version = driver.version
    row.changed_at = at
    row.save()
    touch("entitlement", row.entitlement_list)
    revoke_credentials(row, at=at)
    Device.objects.filter(licence=row, withdrawn_at=None).update(withdrawn_at=at)
    entry = LicenceSuperseded(
        licence=str(row.id),
        grounds=tuple(sorted({reason.code for reason in verdict.reasons})),
        register_version=driver.version,
    )
    journal.record(entry, by="system:licences", about=about(row), at=at)
    close_photo_change(row, at=at)
    zh = "".join(reason.what.zh for reason in verdict.reasons)
    en = " ".join(reason.what.en for reason in verdict.reasons)
    again = Text(f"{zh}点一下重新申领，照片不用再交。", f"{en} Tap once to apply again; no new photo is needed.")
    notices.tell(row.citizen_id, again, link="/licence/", at=at)


def about(row: Licence) -> list[str]:
    """Whom and what a journal entry on this licence concerns."""
    return [f"licence:{row.id}", f"driver:{row.driver_id}", f"citizen:{row.citizen_id}"]


def told(now: Standing) -> Text:
    """What the holder reads when the stage changed."""
    if now.may_drive.is_allowed:
        return Text("电子驾驶证已恢复正常，可以驾驶。", "Your licence is normal again; you may drive.")
    reasons = now.may_drive.reasons
    zh = "".join(f"{reason.what.zh}{reason.remedy.zh}" for reason in reasons)
    en = " ".join(f"{reason.what.en} {reason.remedy.en}" for reason in reasons)
    return Text(zh, en)


def certified_facts(row: Licence) -> LicenceFacts:
    """The facts as they were when the licence was issued."""
    stored: dict[str, Any] = row.certified
    days = {
        name: spelling.day(stored[name]) if stored[name] else None
        for name in ("valid_from", "valid_until", "first_issued", "born")
    }
    return LicenceFacts(
        **(stored | days | {"letters": frozenset(stored["letters"]), "classes": tuple(stored["classes"])})
    )
