"""Reading, for anyone: a case, a queue, a file and its custody, numbers, an office's times, a vehicle's history."""

from __future__ import annotations

from tongban.cases.paths import PathStep
from tongban.cases.queues import Tab
from tongban.transfers.queries.alerts import AlertView
from tongban.transfers.queries.cases import (
    CaseView,
    case,
    cases_of,
    cases_of_dealer,
    count,
    counts,
    open_case_of,
    open_cases_of,
)
from tongban.transfers.queries.facts import check_case
from tongban.transfers.queries.files import (
    VEHICLE_FILE,
    custody_proof,
    has_file,
    is_complete,
    items,
    moves,
    required_items,
)
from tongban.transfers.queries.late import LateCase, UrgingView, late_cases, late_count, urged_cases, urgings
from tongban.transfers.queries.national import LateOffice, National, national, refusal
from tongban.transfers.queries.numbers import issuing_letters, kept_numbers
from tongban.transfers.queries.policies import CITY_RULES, is_policy, policies_of
from tongban.transfers.queries.queue_page import (
    Direction,
    Narrowing,
    QueueRow,
    Today,
    offices_in_queue,
    queue_page,
    today,
)
from tongban.transfers.queries.report import Report, report
from tongban.transfers.queries.times import OfficeTimes, Times, public_times
from tongban.transfers.queries.todos import CitizenTask, tasks_of
from tongban.transfers.rules.policies import CityPolicy
from tongban.transfers.rules.policies import Kind as PolicyKind
from tongban.ui.paging import Paged

__all__ = [
    "CITY_RULES",
    "VEHICLE_FILE",
    "AlertView",
    "CaseView",
    "CitizenTask",
    "CityPolicy",
    "Direction",
    "LateCase",
    "LateOffice",
    "Narrowing",
    "National",
    "OfficeTimes",
    "Paged",
    "PathStep",
    "PolicyKind",
    "QueueRow",
    "Report",
    "Tab",
    "Times",
    "Today",
    "UrgingView",
    "case",
    "cases_of",
    "cases_of_dealer",
    "check_case",
    "count",
    "counts",
    "custody_proof",
    "has_file",
    "is_complete",
    "is_policy",
    "issuing_letters",
    "items",
    "kept_numbers",
    "late_cases",
    "late_count",
    "moves",
    "national",
    "offices_in_queue",
    "open_case_of",
    "open_cases_of",
    "policies_of",
    "public_times",
    "queue_page",
    "refusal",
    "report",
    "required_items",
    "tasks_of",
    "today",
    "urged_cases",
    "urgings",
]
