"""The face of the driving licence and the vehicle licence: what they show to the rest of the house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
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
from tongban.licences import actions, firms, queries, rulebook
from tongban.licences.budgets import BUDGETS
from tongban.licences.templatetags.licences import entry_detail, entry_title
from tongban.licences.words import titles
from tongban.offices.records import Duty, OfficerRecord
from tongban.people import queries as people
from tongban.people.records import CitizenRecord
from tongban.verdicts import Text

PHOTOS = frozenset({Duty.PHOTO_REVIEW})
SEARCHERS = frozenset({Duty.LICENCE_SEARCH, Duty.STANDING_CHANGE, Duty.WINDOW, Duty.AUDIT})
SEARCH = Text("检索（需事由）", "Search (reason needed)")
CODE, LICENCE = Text("亮码", "Code"), Text("看驾驶证", "See the licence")
WHO_LOOKED = Text("谁看过我的证件", "Who looked at my licence")
APPLY = Text("申领电子驾驶证", "Apply for an electronic licence")

# --- doors -------------------------------------------------------------------------------------------------------
DOORS = (
    Door(Spot.RAIL, "licences:desk-photos", Text("照片审核", "Photo review"), 10, "photo", key="photos", duties=PHOTOS),
    Door(Spot.RAIL_BELOW, "licences:desk-search", SEARCH, 10, "search", key="search", duties=SEARCHERS),
    Door(
        Spot.RAIL_BELOW, "licences:clocks", Text("本所时限", "Office times"), 50, "alarm",
        key="clocks", duties=frozenset({Duty.SUPERVISION}),
    ),
    Door(
        Spot.DESK, "licences:desk-photos", Text("照片审核", "Photo review"), 20, "photo",
        Text("按时限排队", "Queue by clock"), duties=PHOTOS,
    ),
    Door(
        Spot.DESK, "licences:desk-search", Text("状态变更", "Standing changes"), 30, "adjustments",
        Text("先检索，再变更", "Search first, then change"), duties=frozenset({Duty.STANDING_CHANGE}),
    ),
    Door(
        Spot.DESK, "licences:desk-search", Text("检索", "Search"), 40, "search",
        Text("写明职责和事由", "With duty and reason"), duties=frozenset({Duty.LICENCE_SEARCH}),
    ),
    Door(
        Spot.DESK, "licences:desk-search", Text("审计", "Audit"), 120, "report-search",
        Text("谁看过，凭什么", "Who looked, and why"), duties=frozenset({Duty.AUDIT}),
    ),
    Door(Spot.LOOKUP, "licences:desk-search", SEARCH, 10, "search"),
    Door(Spot.TAB, "licences:licence", Text("证件", "Documents"), 10, "id", key="documents"),
    Door(Spot.TAB, "licences:code", CODE, 20, "qrcode", key="code", is_raised=True),
    Door(
        Spot.TILE, "licences:licence", Text("驾驶证", "Driving licence"), 10, "id",
        Text("申领、亮证、亮码", "Apply, show licence or code"),
    ),
    Door(
        Spot.TILE, "licences:paper", Text("要纸质证吗", "Paper card needed?"), 20, "license",
        Text("办什么事要带纸质证", "Which business needs the paper card"),
    ),
    Door(Spot.HOME, "licences:history", WHO_LOOKED, 10, "eye"),
    Door(Spot.ME, "licences:history", WHO_LOOKED, 10, "eye"),
    Door(Spot.BEGIN, "licences:licence", APPLY, 10),
    Door(Spot.NAV, "licences:verify", Text("查验证件", "Check a licence"), 10, key="verify"),
    Door(Spot.NAV, "licences:rules", Text("规则与依据", "Rules"), 30, key="rules"),
    Door(
        Spot.FRONT, "licences:verify", Text("核对别人出示的证件", "Check a licence that you are shown"), 10, "shield-check",
        Text("不用账号。只看到对方同意给您看的内容。", "No account needed. You see only what the holder agrees to show."),
    ),
    Door(
        Spot.FRONT, "licences:rules", Text("规则与依据", "Rules and law"), 30, "gavel",
        Text("每条规则凭哪一条，怎么解决。", "Every rule with its article and its remedy."),
    ),
    Door(Spot.FOOT, "licences:rules", Text("规则与依据", "Rules and law"), 10),
    Door(
        Spot.OFFLINE, "licences:code", CODE, 10, "qrcode",
        Text("在这部手机上领取过的，没有网络也能用", "Works without a network once collected on this phone"),
    ),
    Door(
        Spot.OFFLINE, "licences:licence", LICENCE, 20, "id",
        Text("最近打开过的，24 小时内能看", "If opened within the last 24 hours"),
    ),
)  # fmt: skip
FRONT = FrontCard(
    "id",
    Text("驾驶证电子化", "Electronic driving licence"),
    Text(
        "手机申领，全国通用。没有网络也能出示。",
        "Apply by phone, use it in the whole country, show it without a network.",
    ),
    "licences:licence",
    APPLY,
)

# --- a citizen's pages -----------------------------------------------------------------------------------------------
NEW_OWNER_DAYS = 90
OPEN_STAGES = ("review", "returned", "window-only")
PLACE = 20  # of the tasks: after those of cases, in which others wait too
UNLOCK = Text("电子驾驶证已挂失", "Your electronic licence is locked")
UNLOCK_HOW = Text("重新核验本人后解锁", "Pass a face check to unlock it")
COLLECT = Text("把驾驶证领到这部手机", "Collect the licence on this phone")
COLLECT_WHY = Text("领取后才能亮码", "Only then can you show its code")
APPLY_AGAIN = Text("电子驾驶证失效了", "Your electronic licence is void")
APPLY_AGAIN_WHY = Text("点一下重新申领，照片不用再交", "Tap once to apply again; no new photo is needed")
RETAKE = Text("照片退回了，重拍一张", "Your photo was returned; take another")
GO_TO_WINDOW = Text("到窗口拍照领取", "Have the photo taken at a window")
GO_TO_WINDOW_HOW = Text("带身份证到任一车管所", "Take your identity card to any office")


def home(citizen: CitizenRecord, at: datetime) -> Home:
    """The licence first, then what needs the person: vehicles that came lately, then the licence."""
    licence, application = queries.licence_of(citizen.id, at=at), queries.application_of(citizen.id)
    shown = {
        "licence": licence,
        "is_applying": application is not None and application.stage in OPEN_STAGES,
    }
    waiting = (
        *vehicle_tasks(queries.own_vehicles(citizen, at=at), on=day_of(at)),
        *tasks(licence, application),
    )
    return Home(waiting, Part("licences/home_card.html", shown, 10))


def tasks(licence: queries.LicenceView | None, application: queries.ApplicationView | None) -> list[Task]:
    """What only this person can do next, the most pressing first."""
    found = []
    if licence is not None and licence.is_live:
        found += [
            Task("alert-octagon", reason.what, reason.remedy, "/licence/", PLACE)
            for reason in licence.standing.may_drive.reasons
        ]
        if licence.is_locked:
            found.append(Task("lock-open", UNLOCK, UNLOCK_HOW, "/licence/unlock/", PLACE))
        elif not licence.has_phone:
            found.append(Task("device-mobile", COLLECT, COLLECT_WHY, "/licence/collect/", PLACE))
    elif licence is not None and (application is None or application.stage not in OPEN_STAGES):
        found.append(Task("id", APPLY_AGAIN, APPLY_AGAIN_WHY, "/licence/", PLACE))
    if application is not None and application.stage == "returned":
        found.append(Task("camera", RETAKE, application.broken[0].remedy, "/licence/application/", PLACE))
    if application is not None and application.stage == "window-only":
        found.append(Task("building-bank", GO_TO_WINDOW, GO_TO_WINDOW_HOW, "/licence/application/", PLACE))
    return found


def vehicle_tasks(own: list[queries.OwnVehicle], *, on: date) -> list[Task]:
    """A vehicle that has come to this person lately, and whose electronic licence nobody has received yet."""
    return [
        Task(
            "license",
            Text(f"领取 {one.vehicle.plate} 的电子行驶证", f"Receive the vehicle licence of {one.vehicle.plate}"),
            Text("点一下就领到这部手机", "One tap, and it is on this phone"),
            f"/vehicle-licence/{one.vehicle.id}/",
            PLACE,
        )
        for one in own
        if one.licence is None and one.may_receive.is_allowed and (on - one.vehicle.owner_since).days <= NEW_OWNER_DAYS
    ]


def cases(citizen: CitizenRecord, _at: datetime) -> Part | None:
    """The newest application."""
    found = queries.application_of(citizen.id)
    return Part("licences/cases_part.html", {"application": found}, 10) if found else None


# --- an officer's pages ------------------------------------------------------------------------------------------------
WAITING_SHOWN = 8


def queues(officer: OfficerRecord, at: datetime) -> list[Part]:
    """Photos to review, and applications that a window can finish."""
    waiting = queries.review_queue(officer, at=at)
    at_window = queries.window_queue(officer, limit=WAITING_SHOWN)
    photos = {"rows": waiting[:WAITING_SHOWN], "total": len(waiting)}
    return [
        *([Part("licences/queue_part.html", photos, 10, "photos", len(waiting))] if waiting else []),
        *([Part("licences/window_part.html", {"rows": at_window}, 50)] if at_window else []),
    ]


def counts(officer: OfficerRecord, at: datetime) -> dict[str, int]:
    """How many photos wait."""
    return {"photos": len(queries.review_queue(officer, at=at))} if officer.duties & PHOTOS else {}


def at_window(officer: OfficerRecord) -> Part | None:
    """The applications that only a window can finish, with names."""
    waiting = queries.window_queue(officer)
    names = people.names_of(one.citizen_id for one in waiting)
    rows = [{"application": one, "name": names.get(one.citizen_id, "")} for one in waiting]
    return Part("licences/window_rows.html", {"rows": rows}, 10) if rows else None


# --- the whole country -------------------------------------------------------------------------------------------------
WINDOW = timedelta(days=90)
ROWS_SHOWN = 6


def count(at: datetime) -> dict[str, Any]:
    """Photos decided, decided late, waiting beyond their clock; median hours; requirement code -> photos returned."""
    found = queries.review_clocks(region_prefixes=("",), since=at - WINDOW, at=at)
    return {
        "reviews": found.decided,
        "reviews_late": found.late,
        "reviews_overdue": found.overdue,
        "review_hours": found.median_hours,
        "returns": {reason.code: n for reason, n in found.returns},
    }


def draw(counted: Mapping[str, Any], _at: datetime) -> Wall:
    """How fast photos are reviewed, and why they are returned."""
    returns = list(counted.get("returns", {}).items())[:ROWS_SHOWN]
    rows = [(queries.photo_reason_of(code), n) for code, n in returns]
    return Wall(
        tiles=(
            Part("licences/wall_issued.html", counted, 10),
            Part("licences/wall_reviews.html", {"reviews": 0, "reviews_late": 0, "reviews_overdue": 0, **counted}, 40),
        ),
        cards=(Part("licences/wall_returns.html", {"returns": rows}, 30),),
    )


FACE = Face(
    name="licences",
    doors=DOORS,
    front=FRONT,
    home=home,
    cases=cases,
    queues=queues,
    counts=counts,
    at_window=at_window,
    words=EntryWords(frozenset(titles()), entry_title, entry_detail, entry_detail),
    steps=(
        Step("register", 0.3, lambda: actions.follow_register(at=now()), Text("证件跟上登记的变化", "Licences follow the registers")),
        Step("decisions", 0.5, lambda: actions.carry_out_decisions(at=now()), Text("照片决定到期生效", "Photo decisions take effect")),
        Step("calendar", 60.0, lambda: actions.recompute_due(at=now()), Text("按日期到期的证件", "Licences that a date has ended")),
    ),
    catch_up=lambda: actions.follow_register(at=now(), limit=100_000),
    before=firms.before,
    worker="licences:service-worker",
    figures=Figures(count, draw, issues=queries.DRIVING_LICENCE),
    documents=lambda: {"rules/licence.md": rulebook.page()},
    rests=rulebook.rested,
    drawings=rulebook.drawings,
    budgets=BUDGETS,
)  # fmt: skip
