"""Silent alerts: raised while somebody asks about a stolen or suspected vehicle, read by supervisors and auditors alone.

Whoever asks and the vehicle's owner learn of neither: the entries are about "alert:<vehicle>", never about the vehicle
or a person, because the owner reads the history of both and may be the thief.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tongban.errors import Forbidden
from tongban.journal import actions as journal
from tongban.offices.records import OfficerRecord
from tongban.registers.records import VehicleRecord
from tongban.transfers.actions.acting import SYSTEM
from tongban.transfers.entries import AlertRaised, AlertsLooked
from tongban.transfers.models import Alert
from tongban.transfers.queries.alerts import ALERT_DUTIES, AlertView, alerts
from tongban.ui.paging import Paged


def raise_alert(
    vehicle: VehicleRecord, *, codes: tuple[str, ...], destination: str, asked_as: str, at: datetime
) -> None:
    """Tell the office without a word to whoever asks; call it inside the transaction of the answer."""
    entry = AlertRaised(vehicle=str(vehicle.id), codes=codes, asked_as=asked_as)
    Alert.objects.create(
        vehicle_id=vehicle.id,
        plate_kind=vehicle.plate_kind,
        plate=str(vehicle.plate),
        office=str(vehicle.office),
        destination=destination,
        codes=list(codes),
        entry=journal.record(entry, by=SYSTEM, about=[f"alert:{vehicle.id}"], at=at),
        at=at,
    )


def look_at_alerts(
    *, officer: OfficerRecord, first: date, until: date, number: int, size: int, at: datetime
) -> Paged[AlertView]:
    """A page of the alerts of these days, both included, in the officer's regions; the looking is recorded first.

    Forbidden("transfer.not-in-scope") without the duty of supervision or audit. A page without alerts leaves no entry.
    """
    if officer.duties.isdisjoint(ALERT_DUTIES):
        raise Forbidden("transfer.not-in-scope", "expected the duty of supervision or audit")
    with transaction.atomic():
        page = alerts(officer, first=first, until=until, number=number, size=size)
        if page.rows:
            entry = AlertsLooked(
                first=first.isoformat(), until=until.isoformat(), page=page.number, shown=len(page.rows)
            )
            journal.record(entry, by=officer.key, about=[f"alert:{one.vehicle_id}" for one in page.rows], at=at)
    return page
