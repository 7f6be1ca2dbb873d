"""Reading checks: the officer's own result pages and list, and the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db.models import Q

from tongban.errors import Malformed, NotFound
from tongban.identifiers import IdentityNumber, spelling
from tongban.licences import queries as licences
from tongban.offices import matters
from tongban.offices import queries as offices
from tongban.offices.records import Duty, OfficerRecord
from tongban.people import queries as people
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord, VehicleRecord
from tongban.roadside.models import Check
from tongban.roadside.rules import Findings, Result, Unregistered, Void, Word, outcome
from tongban.verdicts import Check as Step
from tongban.verdicts import Outcome, Report, Verdict

CHECK_LASTS = timedelta(hours=12)  # a shift


@dataclass(frozen=True)
class CheckView:
    """A check as its officer sees it. driver: only for a roadside code or a typed number; classes: what they may drive, as
    of the check; photo_id: the electronic licence's portrait; vehicle and owner (masked): for a vehicle code or a typed
    plate; shown: what the code itself said, for other purposes; asked: what was typed when the register has nothing that
    bears it (a number masked), until: the last day of a plate that `vehicle` bore before."""

    id: UUID
    how: str
    result: Result
    steps: tuple[Step, ...]
    driver: DriverRecord | None
    photo_id: UUID | None
    shown: dict[str, Any]
    scanned_at: datetime
    checked_at: datetime
    status_at: datetime | None
    offline_word: str
    is_vehicle: bool
    vehicle: VehicleRecord | None
    owner: str
    asked: str
    until: date | None
    classes: str


def check(check_id: UUID, *, officer: OfficerRecord) -> CheckView:
    """This officer's check with that id; NotFound for anybody else's, and as `matters.guard` for what was typed, once
    whom it concerns was declared a relative."""
    row = Check.objects.filter(pk=check_id, officer_id=officer.id).first()
    if row is None:
        raise NotFound("check.unknown")
    found = views([row])[0]
    matters.guard(officer=officer, matter=matter_of(found))
    return found


def shown_portrait(check_id: UUID, *, officer: OfficerRecord, at: datetime) -> bytes:
    """The face to compare, as a JPEG: of the electronic licence, else of the register.

    Only as long as the check may go on, and not once a relative was declared: raises as `matters.guard`;
    NotFound("portrait.absent") for a check without a driver.
    """
    found = check(check_id, officer=officer)
    if found.driver is None:
        raise NotFound("portrait.absent")
    is_open = at - found.checked_at < CHECK_LASTS
    matters.guard(officer=officer, matter=matter_of(found, is_open=is_open), while_open=True)
    return licences.photo(found.photo_id) if found.photo_id else registers.portrait(found.driver.id)


def checks_of(officer: OfficerRecord, *, limit: int = 50) -> list[CheckView]:
    """The officer's own checks, newest first; without what was typed of relatives who were declared since, and as many
    as asked for if there are so many others."""
    recused = offices.recusals(officer.id)
    found = chain.from_iterable(map(views, newest(officer.id, at_once=limit)))
    shown = (one for one in found if recused.isdisjoint(map(people.identity_digest, typed(one))))
    return list(islice(shown, limit))


def newest(officer_id: UUID, *, at_once: int) -> Iterator[list[Check]]:
    """An officer's checks from the newest on, page by page: a reader who has enough reads no further."""
    older = Check.objects.filter(officer_id=officer_id).order_by("-checked_at", "-pk")
    while page := list(older[:at_once]):
        yield page
        last = page[-1]
        older = older.filter(Q(checked_at__lt=last.checked_at) | Q(pk__lt=last.pk), checked_at__lte=last.checked_at)


def matter_of(found: CheckView, *, is_open: bool = True) -> matters.Matter:
    """A check as the guard of the offices sees it: met everywhere, and about whom was looked up by what was typed."""
    return matters.Matter(unknown="check.unknown", readers=(Duty.ROADSIDE_CHECK,), people=typed(found), is_open=is_open)


def typed(found: CheckView) -> tuple[IdentityNumber, ...]:
    """Whom the officer looked up; nobody behind a code, which its holder shows."""
    if found.how == "number" and found.driver is not None:
        return (found.driver.number,)
    return owners(found.vehicle) if found.how == "plate" and found.vehicle is not None else ()


def owners(vehicle: VehicleRecord) -> tuple[IdentityNumber, ...]:
    """The people who own the vehicle, alone or jointly; firms have no identity number."""
    found = []
    for number in (vehicle.owner_number, *(one.number for one in vehicle.co_owners)):
        try:
            found.append(IdentityNumber(number))
        except Malformed:
            continue
    return tuple(found)


def views(rows: Sequence[Check]) -> list[CheckView]:
    """The stored checks with their reasons in words, as they were at the moment of each; registers and licences are
    asked once for all."""
    drivers = registers.drivers_by_id({row.driver_id for row in rows if row.driver_id})
    vehicles = registers.vehicles_by_id({row.vehicle_id for row in rows if row.vehicle_id})
    photos = licences.photo_ids({row.licence_id for row in rows if row.licence_id})
    return [
        _view(
            row,
            driver=drivers[row.driver_id] if row.driver_id else None,
            vehicle=vehicles[row.vehicle_id] if row.vehicle_id else None,
            photo_id=photos[row.licence_id] if row.licence_id else None,
        )
        for row in rows
    ]


def _view(
    row: Check, *, driver: DriverRecord | None, vehicle: VehicleRecord | None, photo_id: UUID | None
) -> CheckView:
    steps = tuple(Step(s["check"], s["clause"], Outcome(s["outcome"]), s["reason"]) for s in row.report)
    return CheckView(
        id=row.id,
        how=row.how,
        result=stored_result(row, steps),
        steps=steps,
        driver=driver,
        photo_id=photo_id,
        shown=row.shown,
        scanned_at=row.scanned_at,
        checked_at=row.checked_at,
        status_at=row.status_at,
        offline_word=row.offline_word,
        is_vehicle=bool(row.shown.get("is_vehicle")),
        vehicle=vehicle,
        owner=licences.shown_owner(vehicle) if vehicle else "",
        asked=str(row.shown.get("asked", "")),
        until=spelling.day(row.shown["until"]) if row.shown.get("until") else None,
        classes=str(row.shown.get("classes", driver.classes_text if driver else "")),
    )


def stored_void(shown: Mapping[str, Any]) -> Void | None:
    """Why what was shown was void; checks of before the ground was kept know only that it was."""
    if not shown.get("is_void"):
        return None
    return Void(shown.get("void") or Void.UNTOLD)


def stored_result(row: Check, steps: tuple[Step, ...]) -> Result:
    """The result replayed from what was found then, letters included: a later change does not rewrite it."""
    may_drive: Verdict | None = None
    is_vehicle = bool(row.shown.get("is_vehicle"))
    if (letters := row.shown.get("register_letters")) is not None:
        may_drive = (
            licences.verdict_of_conditions(letters)
            if is_vehicle
            else licences.verdict_of_letters(letters, row.shown.get("register_marks", ()))
        )
    findings = Findings(
        report=Report(steps) if steps else None,
        may_drive=may_drive,
        void=stored_void(row.shown),
        is_replayed=bool(row.shown.get("is_replayed")),
        is_vehicle=is_vehicle,
        purpose=str(row.shown.get("purpose", "")),
        unregistered=Unregistered(row.shown["unregistered"]) if row.shown.get("unregistered") else None,
        to_ask=licences.TO_ASK,
    )
    replayed = outcome(findings)
    return Result(Word(row.word), replayed.reasons, replayed.notes, replayed.is_genuine)
