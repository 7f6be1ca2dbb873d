"""An application and a driver's record as the guard of the offices sees them."""

from __future__ import annotations

from tongban.licences.models import Application
from tongban.licences.stages import ApplicationStage
from tongban.offices.matters import Matter
from tongban.offices.records import Duty
from tongban.registers.records import DriverRecord

RECORD_DUTIES = (Duty.LICENCE_SEARCH, Duty.STANDING_CHANGE, Duty.WINDOW, Duty.AUDIT)
DESK_OF: dict[str, tuple[Duty, ...]] = {
    ApplicationStage.REVIEW: (Duty.PHOTO_REVIEW,),
    ApplicationStage.WINDOW_ONLY: (Duty.WINDOW,),
}
"""Whose turn it is with an application; in any other stage nobody's, and it is closed to the desk."""


def matter_of_application(row: Application) -> Matter:
    """The application: of its region's reviewers and windows, open while one of them has to act."""
    return Matter(
        unknown="application.unknown",
        readers=(Duty.PHOTO_REVIEW, Duty.WINDOW),
        places=(row.region,),
        citizens=(row.citizen_id,),
        is_open=row.stage in DESK_OF,
    )


def matter_of_driver(driver: DriverRecord) -> Matter:
    """The record: of those who search, change, serve and audit where the licence was issued."""
    return Matter(
        unknown="driver.unknown",
        readers=RECORD_DUTIES,
        places=(str(driver.office),),
        people=(driver.number,),
    )
