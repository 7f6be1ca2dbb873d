"""An officer looks a driver up at the desk: allowed with a duty and a reason, and the driver sees it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tongban.clock import day_of
from tongban.identifiers import LicenceNumber
from tongban.licences.entries import RecordSearched
from tongban.licences.queries import LicenceView, licence_of_driver, standing_of
from tongban.licences.queries.matters import matter_of_driver
from tongban.licences.rules.standing import Standing
from tongban.offices import actions as offices
from tongban.offices import matters
from tongban.offices.records import Duty, OfficerRecord, Purpose
from tongban.people import queries as people
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord


def search_driver(
    number: LicenceNumber, *, officer: OfficerRecord, purpose: Purpose, at: datetime
) -> tuple[DriverRecord, Standing, LicenceView | None]:
    """The driver of that number, how the licence stands, and the electronic licence if there is one.

    TooMany for an officer who looks too many up; NotFound for an unknown number and for a driver of another region,
    alike; else as `matters.guard`. The look itself is recorded before anything is returned, and stands in the
    driver's own history with duty and reason.
    """
    offices.count_look(officer=officer, at=at)
    driver = registers.driver(number)
    look_at(driver, officer=officer, duty=purpose.duty, reason=purpose.reason, at=at)
    return driver, standing_of(driver, on=day_of(at)), licence_of_driver(driver.id, at=at)


def look_at_record(*, driver_id: UUID, officer: OfficerRecord, duty: Duty, reason: str, at: datetime) -> DriverRecord:
    """The driver whose record was opened under this duty for this reason; within half an hour the search's own look."""
    driver = registers.driver_by_id(driver_id)
    look_at(driver, officer=officer, duty=duty, reason=reason, at=at)
    return driver


def look_at(driver: DriverRecord, *, officer: OfficerRecord, duty: Duty, reason: str, at: datetime) -> None:
    """Ask, then note the look for the driver, the person behind it and the electronic licence."""
    found = licence_of_driver(driver.id, at=at)
    citizen = people.citizen_by_identity(driver.number)
    about = [driver.key]
    if citizen is not None:
        about.append(citizen.key)
    if found is not None:
        about.append(f"licence:{found.id}")
    matters.look(
        officer=officer,
        matter=matter_of_driver(driver),
        duties=(duty,),
        entry=RecordSearched(duty=duty, reason=reason, office=officer.office_name),
        about=about,
        at=at,
    )
