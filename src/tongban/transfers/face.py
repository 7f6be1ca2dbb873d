"""The face of the transfers: what they show to the rest of the house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tongban.clock import day_of, now
from tongban.faces.records import (
    Door,
    EntryWords,
    Face,
    Figures,
    FrontCard,
    Home,
    Part,
    Spot,
    Step,
    Task,
    Wall,
)
from tongban.identifiers import spelling
from tongban.offices import queries as offices
from tongban.offices.records import Duty, OfficerRecord
from tongban.people.records import CitizenRecord
from tongban.transfers import actions, queries, rulebook
from tongban.transfers.budgets import BUDGETS
from tongban.transfers.templatetags.transfer_desk import TITLES, case_detail, case_title, own_detail
from tongban.verdicts import Text

HANDLERS = frozenset({Duty.WINDOW, Duty.ARCHIVE, Duty.REGISTRATION_REVIEW, Duty.INSPECTION})
SUPERVISORS = frozenset({Duty.SUPERVISION})
ALERTED = frozenset({Duty.SUPERVISION, Duty.AUDIT})
INSPECTORS = frozenset({Duty.INSPECTION})
RULERS = frozenset({Duty.RULE_EDIT, Duty.RULE_APPROVAL})
TRANSFERS, LATE = Text("转移登记", "Transfers"), Text("超时督办", "Late offices")
ALERTS, INSPECTIONS = Text("静默警示", "Silent alerts"), Text("今天查验", "Inspections today")
POLICIES, CHECK = Text("城市政策", "City rules"), Text("买车前看一看", "Check before you buy")

# --- doors -------------------------------------------------------------------------------------------------------
DOORS = (
    Door(
        Spot.RAIL, "transfers:desk-queue", TRANSFERS, 20, "arrows-exchange",
        key="transfers", duties=HANDLERS | SUPERVISORS,
    ),
    Door(Spot.RAIL, "transfers:desk-late", LATE, 30, "alarm", key="late", duties=SUPERVISORS),
    Door(Spot.RAIL, "transfers:desk-alerts", ALERTS, 40, "eye-off", key="alerts", duties=ALERTED),
    Door(Spot.RAIL, "transfers:inspect-list", INSPECTIONS, 50, "car", duties=INSPECTORS),
    Door(Spot.RAIL, "transfers:policies-desk", POLICIES, 60, "gavel", key="policies", duties=RULERS),
    Door(
        Spot.RAIL_BELOW, "transfers:times", Text("本所时限", "Office times"), 50, "alarm",
        duties=HANDLERS, unless=SUPERVISORS,
    ),
    Door(
        Spot.DESK, "transfers:desk-queue", TRANSFERS, 50, "arrows-exchange",
        Text("受理、档案、审核、发牌", "Accept, file, review, plates"), duties=HANDLERS,
    ),
    Door(
        Spot.DESK, "transfers:inspect-list", INSPECTIONS, 60, "car",
        Text("在手机上办", "On your phone"), duties=INSPECTORS,
    ),
    Door(
        Spot.DESK, "transfers:policies-desk", POLICIES, 70, "gavel",
        Text("一人起草，另一人批准", "One drafts, another approves"), duties=RULERS,
    ),
    Door(
        Spot.DESK, "transfers:desk-late", LATE, 80, "alarm",
        Text("哪个登记地没有按时发档案，署名催办", "Which office did not send a file in time; urge it"), duties=SUPERVISORS,
    ),
    Door(
        Spot.DESK, "transfers:desk-alerts", ALERTS, 90, "eye-off",
        Text("有人查询过被盗抢骗车或者嫌疑车", "Somebody asked about a stolen or suspected vehicle"), duties=ALERTED,
    ),
    Door(
        Spot.TILE, "transfers:vehicles", Text("我的车", "My vehicles"), 30, "car",
        Text("卖车、迁车、电子行驶证", "Sell, move, vehicle licence"),
    ),
    Door(Spot.TILE, "transfers:check", CHECK, 40, "search", Text("能不能过户，付钱前就知道", "Know before you pay")),
    Door(Spot.FOOT, "transfers:policies", Text("各地转入规定", "City rules"), 20),
    Door(Spot.FOOT, "transfers:times", Text("车管所用时", "Office times"), 30),
)  # fmt: skip
FRONT = FrontCard(
    "arrows-exchange",
    Text("二手车异地过户", "Used-vehicle transfer"),
    Text("在买方所在地办完，档案在网上走。", "Done where the buyer lives; the file travels on line."),
    "transfers:check",
    CHECK,
)


# --- a citizen's pages -----------------------------------------------------------------------------------------------
def home(citizen: CitizenRecord, at: datetime) -> Home:
    """What waits for the person in the cases of a vehicle that changes hands or moves."""
    found = queries.tasks_of(citizen, at=at)
    return Home(tuple(Task("arrows-exchange", one.title, one.detail, one.link, 10) for one in found))


def cases(citizen: CitizenRecord, at: datetime) -> Part | None:
    """The person's cases."""
    found = queries.cases_of(citizen.id, at=at)
    return Part("transfers/cases_part.html", {"cases": found, "citizen_id": citizen.id}, 20) if found else None


# --- an officer's pages ------------------------------------------------------------------------------------------------
WAITING_SHOWN = 8


def queues(officer: OfficerRecord, at: datetime) -> list[Part]:
    """The cases in which it is this officer's turn, and how many origins are late."""
    mine = queries.queue_page(officer, tab=queries.Tab.MINE, at=at, size=WAITING_SHOWN)
    late = queries.late_count(officer)
    turns = {"rows": mine.rows, "total": mine.total}
    return [
        *([Part("transfers/queue_part.html", turns, 20, "transfers", mine.total)] if mine.rows else []),
        *([Part("transfers/late_part.html", {"total": late}, 30, "late", late)] if late else []),
    ]


def counts(officer: OfficerRecord, at: datetime) -> dict[str, int]:
    """How many cases wait for this officer, and how many are late."""
    found = {}
    if officer.duties & HANDLERS:
        found["transfers"] = queries.count(officer, tab=queries.Tab.MINE, at=at)
    if officer.duties & SUPERVISORS:
        found["late"] = queries.late_count(officer)
    return found


# --- the whole country -------------------------------------------------------------------------------------------------
ROWS_SHOWN = 6


def count(at: datetime) -> dict[str, Any]:
    """How much, how fast, who is late and which grounds refuse (queries.National); days and moments as text."""
    found = queries.national(at=at)
    return {
        "registered": found.registered,
        "registered_days": {day.isoformat(): n for day, n in found.by_day.items()},
        "open": found.open,
        "overdue": found.overdue,
        "median_days": found.median_days,
        "refused": found.refused,
        "refusals": found.refusals,
        "late": [[one.code, one.cases, one.oldest.isoformat()] for one in found.late],
    }


def draw(counted: Mapping[str, Any], at: datetime) -> Wall:
    """How many were registered and are open, which offices are late, and which grounds refuse."""
    today = day_of(at)
    days = {spelling.day(day): n for day, n in counted.get("registered_days", {}).items()}
    refusals = list(counted.get("refusals", {}).items())[:ROWS_SHOWN]
    late = [(name_of(code), n, days_since(oldest, today)) for code, n, oldest in counted.get("late", ())]
    numbers = {"registered": 0, "open": 0, **counted, "registered_today": days.get(today, 0)}
    return Wall(
        tiles=(Part("transfers/wall_registered.html", numbers, 20), Part("transfers/wall_open.html", numbers, 30)),
        cards=(
            Part("transfers/wall_late.html", {"late": late}, 10),
            Part(
                "transfers/wall_refusals.html",
                {"refusals": [(code, queries.refusal(code), n) for code, n in refusals]},
                20,
            ),
        ),
        trends=((Text("每日办结过户", "Transfers registered by day"), days),),
    )


def days_since(moment: str, today: date) -> int:
    """Calendar days from a stored moment until today."""
    return (today - day_of(datetime.fromisoformat(moment))).days


def name_of(code: str) -> Text:
    """An office's name; one without an English name keeps the Chinese one."""
    office = offices.office(code)
    return Text(office.name_zh, office.name_en or office.name_zh)


FACE = Face(
    name="transfers",
    doors=DOORS,
    front=FRONT,
    home=home,
    cases=cases,
    queues=queues,
    counts=counts,
    words=EntryWords(frozenset(TITLES), case_title, case_detail, own_detail),
    steps=(
        Step("answers", 0.3, lambda: actions.follow_partners(at=now()), Text("收合作单位的答复", "Answers from partners")),
        Step("vehicles", 0.3, lambda: actions.follow_register(at=now()), Text("在办业务跟上车辆的变化", "Open cases follow the register")),
        Step("files", 0.5, lambda: actions.move_files(at=now()), Text("齐全的档案自动流转", "Complete files move on")),
        Step("clocks", 30.0, lambda: actions.run_clocks(at=now()), Text("办理时限", "Time limits of cases")),
        Step("permits", 3600.0, lambda: actions.forget_permits(at=now()), Text("删去过期的居住证", "Forget old residence permits")),
        Step("times", 300.0, lambda: actions.count_times(at=now()), Text("各车管所用时", "Times of the offices")),
    ),
    figures=Figures(count, draw),
    documents=lambda: {"rules/transfer.md": rulebook.page()},
    drawings=rulebook.drawings,
    budgets=BUDGETS,
)  # fmt: skip
