"""Home pages. They compose what the services know; nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.clock import day_of, now
from tongban.errors import NotFound
from tongban.followers import queries as followers
from tongban.identifiers import LicenceNumber
from tongban.journal import queries as journal_queries
from tongban.keys import queries as keys
from tongban.licences import queries as licences
from tongban.notices import queries as notices
from tongban.offices import queries as offices
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty
from tongban.people import actions as people
from tongban.people import queries as people_queries
from tongban.people.gates import CitizenRequest, citizen_required
from tongban.portal import cards
from tongban.registers import queries as registers
from tongban.transfers import queries as transfers
from tongban.ui.paging import page_number, pages_context
from tongban.verdicts import Text


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The public front page: tasks before figures. A demonstration begins with "as whom do you want to look?"."""
    if settings.DEMO and not request.user.is_authenticated and "public" not in request.GET:
        return redirect("portal:roles")
    open_here = {name for name in ("licences", "transfers") if offices.is_open_anywhere(name, on=day_of(now()))}
    return render(request, "portal/front.html", {"tab": "services", "open_here": open_here})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def roles(request: HttpRequest) -> HttpResponse:
    """The demonstration's one-click sign-in; there is no such page anywhere else."""
    if not settings.DEMO:
        raise NotFound("demo.only")
    if request.method == "POST":
        username = cards.card(request.POST.get("username", "")).username
        account = get_user_model().objects.filter(username=username).first()
        if account is None:
            raise NotFound("persona.unknown")
        people.sign_in_as(request, account)
        return redirect("portal:home")
    context = {
        "citizens": [one for one in cards.offered() if not one.is_officer],
        "officers": [one for one in cards.offered() if one.is_officer and not one.is_elsewhere],
        "elsewhere": [one for one in cards.offered() if one.is_elsewhere],
    }
    return render(request, "portal/roles.html", context)


@require_safe
def walk(request: HttpRequest) -> HttpResponse:
    """The guided walk of the demonstration: who does what, in which order."""
    if not settings.DEMO:
        raise NotFound("demo.only")
    return render(request, "portal/walk.html")


@require_safe
def role_portrait(request: HttpRequest, username: str) -> HttpResponse:
    """The drawn face of a persona; demonstration only."""
    if not settings.DEMO:
        raise NotFound("demo.only")
    # A face that is still loading when somebody signs in comes with the former session, and the answer would delete
    # the new one's cookie: this address has nothing to do with sessions.
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
    return HttpResponse(cards.card(username).portrait(), content_type="image/jpeg")


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponseBase:
    """The signed-in person's home: the desk for officers, the phone for citizens."""
    if request.user.is_authenticated and offices.officer(request.user, on=day_of(now())) is not None:
        return officer_home(request)
    return citizen_home(request)


@citizen_required
def citizen_home(request: CitizenRequest) -> HttpResponse:
    """Licence first, then what needs the person, then services."""
    at = now()
    licence = licences.licence_of(request.citizen.id, at=at)
    application = licences.application_of(request.citizen.id)
    context = {
        "tab": "home",
        "licence": licence,
        "application": application,
        "open_stages": OPEN_STAGES,
        "todo": [
            *([MOVE] if people_queries.move_under_way(request.citizen.id) else []),
            *transfer_tasks(transfers.tasks_of(request.citizen, at=at)),
            *vehicle_tasks(licences.own_vehicles(request.citizen, at=at), on=day_of(at)),
            *tasks(licence, application),
        ],
        "notices": notices.notices(request.citizen.id, limit=5),
        "unread": notices.unread_count(request.citizen.id),
        "citizen": request.citizen,
        "at": at,
    }
    return render(request, "portal/citizen_home.html", context)


@dataclass(frozen=True)
class Task:
    """Something that waits for the person: what, why, where."""

    icon: str
    title: Text
    detail: Text
    link: str


NEW_OWNER_DAYS = 90
OPEN_STAGES = ("review", "returned", "window-only")


def tasks(licence: licences.LicenceView | None, application: licences.ApplicationView | None) -> list[Task]:
    """What only this person can do next, the most pressing first."""
    found = []
    if licence is not None and licence.is_live:
        found += [
            Task("alert-octagon", reason.what, reason.remedy, "/licence/")
            for reason in licence.standing.may_drive.reasons
        ]
        if licence.is_locked:
            found.append(Task("lock-open", UNLOCK, UNLOCK_HOW, "/licence/unlock/"))
        elif not licence.has_phone:
            found.append(Task("device-mobile", COLLECT, COLLECT_WHY, "/licence/collect/"))
    elif licence is not None and (application is None or application.stage not in OPEN_STAGES):
        found.append(Task("id", APPLY_AGAIN, APPLY_AGAIN_WHY, "/licence/"))
    if application is not None and application.stage == "returned":
        found.append(Task("camera", RETAKE, application.broken[0].remedy, "/licence/application/"))
    if application is not None and application.stage == "window-only":
        found.append(Task("building-bank", GO_TO_WINDOW, GO_TO_WINDOW_HOW, "/licence/application/"))
    return found


def vehicle_tasks(own: list[licences.OwnVehicle], *, on: date) -> list[Task]:
    """A vehicle that has come to this person lately, and whose electronic licence nobody has received yet."""
    return [
        Task(
            "license",
            Text(f"领取 {one.vehicle.plate} 的电子行驶证", f"Receive the vehicle licence of {one.vehicle.plate}"),
            Text("点一下就领到这部手机", "One tap, and it is on this phone"),
            f"/vehicle-licence/{one.vehicle.id}/",
        )
        for one in own
        if one.licence is None and one.may_receive.is_allowed and (on - one.vehicle.owner_since).days <= NEW_OWNER_DAYS
    ]


def transfer_tasks(found: list[transfers.CitizenTask]) -> list[Task]:
    """What waits for the person in the cases of a vehicle that changes hands or moves."""
    return [Task("arrows-exchange", one.title, one.detail, one.link) for one in found]


MOVE = Task(
    "alert-triangle",
    Text("有人在窗口申请把您换到另一个账号", "Somebody at a window asked to move you to another account"),
    Text("一天以后生效。不是您本人，马上停止", "It takes effect in a day. If it was not you, stop it now"),
    "/account/",
)
UNLOCK = Text("电子驾驶证已挂失", "Your electronic licence is locked")
UNLOCK_HOW = Text("重新核验本人后解锁", "Pass a face check to unlock it")
COLLECT = Text("把驾驶证领到这部手机", "Collect the licence on this phone")
COLLECT_WHY = Text("领取后才能亮码", "Only then can you show its code")
APPLY_AGAIN = Text("电子驾驶证失效了", "Your electronic licence is void")
APPLY_AGAIN_WHY = Text("点一下重新申领，照片不用再交", "Tap once to apply again; no new photo is needed")
RETAKE = Text("照片退回了，重拍一张", "Your photo was returned; take another")
GO_TO_WINDOW = Text("到窗口拍照领取", "Have the photo taken at a window")
GO_TO_WINDOW_HOW = Text("带身份证到任一车管所", "Take your identity card to any office")


WAITING_SHOWN = 8
SHOWN = 50  # entries of a history on a page
DOORS = (
    (
        Duty.ROADSIDE_CHECK,
        Task(
            "scan",
            Text("路面查验", "Roadside check"),
            Text("扫码、选图片、输入号码", "Scan, picture, number"),
            "/roadside/",
        ),
    ),
    (
        Duty.PHOTO_REVIEW,
        Task("photo", Text("照片审核", "Photo review"), Text("按时限排队", "Queue by clock"), "/desk/photos/"),
    ),
    (
        Duty.STANDING_CHANGE,
        Task(
            "adjustments",
            Text("状态变更", "Standing changes"),
            Text("先检索，再变更", "Search first, then change"),
            "/desk/search/",
        ),
    ),
    (
        Duty.LICENCE_SEARCH,
        Task("search", Text("检索", "Search"), Text("写明职责和事由", "With duty and reason"), "/desk/search/"),
    ),
    *(
        (
            duty,
            Task(
                "arrows-exchange",
                Text("转移登记", "Transfers"),
                Text("受理、档案、审核、发牌", "Accept, file, review, plates"),
                "/desk/transfers/",
            ),
        )
        for duty in (Duty.WINDOW, Duty.ARCHIVE, Duty.REGISTRATION_REVIEW, Duty.INSPECTION)
    ),
    (
        Duty.INSPECTION,
        Task("car", Text("今天查验", "Inspections today"), Text("在手机上办", "On your phone"), "/inspect/"),
    ),
    *(
        (
            duty,
            Task(
                "gavel",
                Text("城市政策", "City rules"),
                Text("一人起草，另一人批准", "One drafts, another approves"),
                "/desk/policies/",
            ),
        )
        for duty in (Duty.RULE_EDIT, Duty.RULE_APPROVAL)
    ),
    (
        Duty.SUPERVISION,
        Task(
            "alarm",
            Text("超时督办", "Late offices"),
            Text("哪个登记地没有按时发档案，署名催办", "Which office did not send a file in time; urge it"),
            "/desk/late/",
        ),
    ),
    *(
        (
            duty,
            Task(
                "eye-off",
                Text("静默警示", "Silent alerts"),
                Text("有人查询过被盗抢骗车或者嫌疑车", "Somebody asked about a stolen or suspected vehicle"),
                "/desk/alerts/",
            ),
        )
        for duty in (Duty.SUPERVISION, Duty.AUDIT)
    ),
    (
        Duty.ADMINISTER,
        Task(
            "building",
            Text("机构和人员", "Offices and officers"),
            Text("哪里开通了什么，谁有什么职责", "What is open where, who has which duty"),
            "/desk/offices/",
        ),
    ),
    (
        Duty.ADMINISTER,
        Task(
            "refresh",
            Text("后台运行", "Background work"),
            Text("每一步怎样，放在一边的有什么", "How each step goes, and what was set aside"),
            "/desk/work/",
        ),
    ),
    (
        Duty.AUDIT,
        Task("report-search", Text("审计", "Audit"), Text("谁看过，凭什么", "Who looked, and why"), "/desk/search/"),
    ),
)


@duty_required()
def officer_home(request: OfficerRequest) -> HttpResponse:
    """The officer's own queues by clock, and the doors that the duties open."""
    at = now()
    waiting = licences.review_queue(request.officer, at=at)
    moving = transfers.queue_page(request.officer, tab=transfers.Tab.MINE, at=at, size=WAITING_SHOWN)
    late = transfers.late_count(request.officer)
    context = {
        "rail": "home",
        "rail_counts": {"photos": len(waiting), "transfers": moving.total, "late": late},
        "late_total": late,
        **(cares_of_an_administrator(at) if Duty.ADMINISTER in request.officer.duties else {}),
        "transfers": moving.rows,
        "transfers_total": moving.total,
        "waiting": waiting[:WAITING_SHOWN],
        "waiting_total": len(waiting),
        "at_window": licences.window_queue(request.officer, limit=WAITING_SHOWN),
        "doors": list(dict.fromkeys(door for duty, door in DOORS if duty in request.officer.duties)),
        "done": offices.in_words(journal_queries.history_by(request.officer.key, limit=5)),
        "at": at,
    }
    return render(request, "portal/officer_home.html", context)


def cares_of_an_administrator(at: datetime) -> dict[str, Any]:
    """What an administrator must look after now: items that were set aside, and keys that run out."""
    return {
        "dead_total": followers.count_dead(),
        "key_warnings": [one.text for one in keys.warnings(at=at)] if keys.is_ready() else [],
    }


@require_safe
@never_cache
@citizen_required
def cases(request: CitizenRequest) -> HttpResponse:
    """What the person has running, and what was."""
    at = now()
    context = {
        "tab": "cases",
        "application": licences.application_of(request.citizen.id),
        "transfers": transfers.cases_of(request.citizen.id, at=at),
        "citizen_id": request.citizen.id,
        "at": at,
    }
    return render(request, "portal/cases.html", context)


@require_safe
@never_cache
@citizen_required
def me(request: CitizenRequest) -> HttpResponse:
    """Account, sessions, mandates, who looked."""
    return render(request, "portal/me.html", {"tab": "me", "citizen": request.citizen})


@require_safe
@never_cache
@citizen_required
def record(request: CitizenRequest) -> HttpResponse:
    """Everything that is recorded about this person in any service, officers' looks among it, newest first."""
    about = [request.citizen.key]
    if registers.is_driver(own := LicenceNumber(request.citizen.identity_number)):
        about.append(registers.driver(own).key)
    page = journal_queries.history_page(*about, number=page_number(request), size=SHOWN)
    context = {"tab": "me", "entries": offices.in_words(page.rows), **pages_context(page, kept={})}
    return render(request, "portal/record.html", context)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rulebook as the public reads it: every rule with its article, date and sentence."""
    return render(request, "portal/rules.html", {"tab": "rules", **licences.rulebook()})


@require_safe
@never_cache
@duty_required()
def journal(request: OfficerRequest) -> HttpResponse:
    """What this officer did, newest first."""
    page = journal_queries.history_page_by(request.officer.key, number=page_number(request), size=SHOWN)
    context = {
        "rail": "journal",
        "entries": offices.in_words(page.rows),
        "rail_counts": {"photos": len(licences.review_queue(request.officer, at=now()))},
        **pages_context(page, kept={}),
    }
    return render(request, "portal/journal.html", context)
