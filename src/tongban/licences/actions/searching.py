"""An officer looks a driver up at the desk: allowed with a duty and a reason, and the driver sees it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tongban.clock import day_of
from tongban.errors import Forbidden
from tongban.identifiers import LicenceNumber
from tongban.journal import actions as journal
from tongban.licences.entries import RecordSearched
from tongban.licences.queries import LicenceView, licence_of_driver, standing_of
from tongban.licences.rules.standing import Standing
from tongban.offices import actions as offices
from tongban.offices.records import OfficerRecord, Purpose
from tongban.people import queries as people
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord


def search_driver(
    number: LicenceNumber, *, officer: OfficerRecord, purpose: Purpose, at: datetime
) -> tuple[DriverRecord, Standing, LicenceView | None]:
    """The driver of that number, how the licence stands, and the electronic licence if there is one.

    Forbidden without the duty; TooMany for an officer who looks too many up; NotFound for an unknown number. The
    look itself is recorded before anything is returned, and stands in the driver's own history with duty and reason.
    """
    if purpose.duty not in officer.duties:
        raise Forbidden("search.no-duty", f"expected the duty {purpose.duty}")
    offices.count_look(officer=officer, at=at)
    driver = registers.driver(number)
    found = licence_of_driver(driver.id, at=at)
    citizen = people.citizen_by_identity(number)
    about = [driver.key]
    if citizen is not None:
        about.append(citizen.key)
    if found is not None:
        about.append(f"licence:{found.id}")
    with transaction.atomic():
        entry = RecordSearched(duty=purpose.duty, reason=purpose.reason, office=officer.office_name)
        journal.record(entry, by=officer.key, about=about, at=at)
    return driver, standing_of(driver, on=day_of(at)), found
