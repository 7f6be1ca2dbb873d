"""Silent alerts of a region, with what became of the vehicle since. Read them through actions.look_at_alerts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q

from tongban.clock import CHINA, day_of
from tongban.laws import as_of
from tongban.offices import queries as offices
from tongban.offices.records import Duty, OfficeRecord, OfficerRecord
from tongban.transfers.models import Alert, Transfer
from tongban.transfers.queries.late import under
from tongban.transfers.queries.matters import others, own_vehicles
from tongban.transfers.rules import letters, suspicion
from tongban.transfers.stages import Stage
from tongban.ui.paging import Paged, paged
from tongban.verdicts import Reason, Text

ALERT_DUTIES = (Duty.SUPERVISION, Duty.AUDIT)
RULES = {one.code: one for module in (letters, suspicion) for one in vars(module).values() if isinstance(one, Reason)}


@dataclass(frozen=True)
class AlertCase:
    """The vehicle's last case that was open at the alert or began afterwards. since: when it came to its stage."""

    id: UUID
    number: str
    stage: Stage
    since: datetime
    origin: str
    destination: str


@dataclass(frozen=True)
class AlertView:
    """One alert. rules: what was found, each with its article as of that day; entry: of the journal. case: None if
    there was none in the reader's regions. destination: None for an office that is not known any more."""

    vehicle_id: UUID
    plate_kind: str
    plate: str
    office: OfficeRecord | None
    destination: OfficeRecord | None
    rules: tuple[Reason, ...]
    entry: UUID
    at: datetime
    case: AlertCase | None


def alerts(officer: OfficerRecord, *, first: date, until: date, size: int, number: int = 1) -> Paged[AlertView]:
    """A page of the alerts of these days, both included, at or towards the officer's regions, the newest first.

    Nobody reads an alert about their own car or a relative's."""
    days = Q(at__gte=datetime.combine(first, time.min, CHINA), at__lte=datetime.combine(until, time.max, CHINA))
    rows = Alert.objects.filter(days & under(officer, ALERT_DUTIES, "office", "destination"))
    rows = rows.exclude(vehicle_id__in=own_vehicles(officer, set(rows.values_list("vehicle_id", flat=True))))
    page = paged(rows.order_by("-at", "pk"), number=number, size=size)
    ends = offices.offices_of(end for row in page.rows for end in (row.office, row.destination))
    since = cases_since(page.rows, officer)
    return page.of(
        [
            AlertView(
                vehicle_id=row.vehicle_id,
                plate_kind=row.plate_kind,
                plate=row.plate,
                office=ends.get(row.office),
                destination=ends.get(row.destination),
                rules=tuple(rule_of(code, on=day_of(row.at)) for code in row.codes),
                entry=row.entry,
                at=row.at,
                case=since.get(row.pk),
            )
            for row in page.rows
        ]
    )


def cases_since(rows: Iterable[Alert], officer: OfficerRecord) -> dict[UUID, AlertCase]:
    """By alert: the last case of its vehicle that had not ended before it, as far as the officer may know of it."""
    raised = list(rows)
    mine = under(officer, ALERT_DUTIES, "origin", "destination") & others(officer)
    cases: dict[UUID, list[Transfer]] = {}
    for case in Transfer.objects.filter(mine, vehicle_id__in={one.vehicle_id for one in raised}).order_by("created_at"):
        cases.setdefault(case.vehicle_id, []).append(case)
    found: dict[UUID, AlertCase] = {}
    for one in raised:
        for case in cases.get(one.vehicle_id, []):
            if case.ended_at is None or case.ended_at >= one.at:
                found[one.pk] = AlertCase(
                    case.pk, case.number, Stage(case.stage), case.stage_since, case.origin, case.destination
                )
    return found


def rule_of(code: str, *, on: date) -> Reason:
    """The rule of that code with its article on a day; one that the rules do not know any more stands as its code."""
    return as_of(RULES[code], on) if code in RULES else Reason(code, "", Text(code, code), Text("", ""))
