"""The officers' pages: photo review, search with a reason, a driver's record as a timeline, standing changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.clock import day_of, now
from tongban.errors import Forbidden, NotFound, Refused
from tongban.identifiers import LicenceNumber
from tongban.journal import queries as journal
from tongban.journal.records import Recorded
from tongban.licences import actions, queries
from tongban.licences.actions import Decision
from tongban.licences.forms import STUDY_DAYS, PhotoForm, ReviewForm, SearchForm, StandingForm
from tongban.licences.profile import profile
from tongban.licences.queries import ApplicationView
from tongban.licences.rules.letters import LETTERS
from tongban.licences.rules.photo import REQUIREMENTS
from tongban.offices import queries as offices
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty, Purpose
from tongban.people import queries as people
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord, PointsRecord
from tongban.ui.paging import page_number, pages_context
from tongban.verdicts import Text

GRANTS = "desk.grants"  # session: driver id -> [duty, reason, ISO moment until]
GRANT_LIFE = timedelta(minutes=30)
SEARCH_DUTIES = [
    (Duty.LICENCE_SEARCH, _("查询驾驶证")),
    (Duty.STANDING_CHANGE, _("状态变更")),
    (Duty.WINDOW, _("窗口受理")),
    (Duty.AUDIT, _("审计")),
]
NO_GRANT = Text(
    "先在“检索”里写明职责和事由，30 分钟内有效。",
    "First state duty and reason under “search”; it counts for 30 minutes.",
)
UUID_CHARACTERS = 36
FULL_MARK = 12
TIMELINE = 100  # entries on a page
LOCK_CONSEQUENCES = (
    Text("手机里的电子证和码马上全部作废。", "The licence and every code on the phone are void at once."),
    Text(
        "您不能解锁：本人做一次人脸核验后才能重新领取。",
        "You cannot unlock it: the holder collects anew after a face check.",
    ),
    Text("只停用电子证，不改变驾驶资格。", "Only the electronic licence stops; the right to drive is as it was."),
)
SETTABLE = ("D", "K", "U", "J", "L", "H", "I", "S")


@require_safe
@duty_required(Duty.PHOTO_REVIEW)
def queue(request: OfficerRequest) -> HttpResponse:
    """Photos that wait, by clock."""
    at = now()
    waiting = queries.review_queue(request.officer, at=at)
    names = people.names_of(one.citizen_id for one in waiting)
    rows = [
        {
            "application": one,
            "name": names.get(one.citizen_id, ""),
            "is_clean": all(finding.is_met for finding in one.findings),
        }
        for one in waiting
    ]
    context = {"rows": rows, "at": at, "rail": "photos", "rail_counts": {"photos": len(waiting)}}
    return render(request, "licences/desk_queue.html", context | undo_context(request, at))


@require_http_methods(["GET", "HEAD", "POST"])
@duty_required(Duty.PHOTO_REVIEW)
def review(request: OfficerRequest, application_id: UUID) -> HttpResponse:
    """One photo beside the identity-card photo, or the present one that it replaces; the machine advises, the officer decides."""
    at = now()
    actions.look_at_application(application_id=application_id, officer=request.officer, at=at, duty=Duty.PHOTO_REVIEW)
    found = queries.application(application_id)
    refused: Refused | None = None
    form = ReviewForm(request.POST or None, initial={"attempt": found.attempt})
    is_made = request.method == "POST" and form.is_valid() and "change" not in request.POST
    try:
        if is_made and form.cleaned_data["confirmed"]:
            actions.propose_decision(
                proposal_id=form.cleaned_data["key"],
                application_id=application_id,
                attempt=form.cleaned_data["attempt"],
                decision=Decision(form.cleaned_data["decision"]),
                broken=tuple(form.cleaned_data["broken"]),
                officer=request.officer,
                at=at,
            )
            return redirect_to_next(request, at)
        actions.open_review(application_id=application_id, officer=request.officer, at=at)
    except Refused as refusal:
        refused = refusal
    waiting = queries.review_queue(request.officer, at=at)
    place = next((n for n, one in enumerate(waiting, 1) if one.id == application_id), None)
    context = {
        "application": found,
        "driver": registers.driver_by_id(found.driver_id),
        "standing": queries.standing_of(registers.driver_by_id(found.driver_id), on=day_of(at)),
        "requirements": REQUIREMENTS.values(),
        "licence": queries.licence(found.licence_id, at=at) if found.licence_id is not None else None,
        "form": form,
        "asked": asked_decision(found, form) if is_made else None,
        "refused": refused,
        "place": place,
        "waiting": len(waiting),
        "next": next((one for one in waiting if one.id != application_id), None),
        "chosen": form["broken"].value() or [],
        "at": at,
        "rail": "photos",
        "rail_counts": {"photos": len(waiting)},
        **preview_of(found),
        **undo_context(request, at),
    }
    return render(request, "licences/desk_review.html", context, status=409 if refused else 200)


def asked_decision(found: ApplicationView, form: ReviewForm) -> dict[str, Any]:
    """What was chosen and what the applicant will read of it, before it is decided; sent on with the confirmation."""
    decision, broken = Decision(form.cleaned_data["decision"]), tuple(form.cleaned_data["broken"])
    given = [(name, form.cleaned_data[name]) for name in ("key", "attempt", "decision")]
    return {
        "decision": decision,
        "broken": [REQUIREMENTS[code] for code in broken],
        "message": message_after(found, decision, broken),
        "until": until_text(profile().review_undo_seconds),
        "given": [*given, *(("broken", code) for code in broken), ("confirmed", "1")],
    }


def until_text(seconds: int) -> Text:
    """Until when a decision can be taken back, for the officer who is about to make it."""
    if not seconds:
        return Text("确认后马上生效。", "It takes effect at once.")
    return Text(
        f"确认后 {seconds} 秒内可以撤销，之后生效。",
        f"You can undo it for {seconds} second{'s' * (seconds != 1)}; then it takes effect.",
    )


def message_after(found: ApplicationView, decision: Decision, broken: tuple[str, ...] = ()) -> Text:
    """What the applicant will read of a decision on this photo."""
    return actions.message_of(decision, broken, returned=found.returned, is_photo_change=found.is_photo_change)


def undo_context(request: OfficerRequest, at: datetime) -> dict[str, Any]:
    """What this officer decided and can still take back, and what lapsed, for the pages of photo review."""
    found = queries.own_decisions(request.officer, at=at)
    names = people.names_of(one.citizen_id for one in found)
    told: list[dict[str, Any]] = [{"decision": one, "name": names.get(one.citizen_id, "")} for one in found]
    return {
        "undoable": [one for one in told if not one["decision"].has_lapsed],
        "lapsed": [one for one in told if one["decision"].has_lapsed],
    }


@require_POST
@duty_required(Duty.PHOTO_REVIEW)
def undo(request: OfficerRequest, proposal_id: UUID) -> HttpResponse:
    """Take back what one decided a moment ago; the photo is open again."""
    found = actions.undo_decision(proposal_id=proposal_id, officer=request.officer, at=now())
    return redirect("licences:desk-review", found)


def preview_of(found: ApplicationView) -> dict[str, Any]:
    """How the applicant's message will end, by what is decided: `actions.message_of` says it in the same words."""
    left = profile().photo_attempts - found.returned - 1
    tries = "1 try is" if left == 1 else f"{left} tries are"
    to_window = Text("请带身份证到窗口当场拍照办理。", "Take your identity card to a window; the photo is taken there.")
    return {
        "tries_left": left,
        "preview_tail": Text(f"还能试 {left} 次。", f"{tries} left.") if left else to_window,
        "preview_approve": message_after(found, Decision.APPROVE),
        "preview_window": message_after(found, Decision.WINDOW, ("P9",)),
    }


def redirect_to_next(request: OfficerRequest, at: datetime) -> HttpResponse:
    """On to the next photo, or back to the empty queue."""
    waiting = queries.review_queue(request.officer, at=at)
    return redirect("licences:desk-review", waiting[0].id) if waiting else redirect("licences:desk-photos")


@require_POST
@duty_required(Duty.PHOTO_REVIEW)
def later(request: OfficerRequest, application_id: UUID) -> HttpResponse:
    """Put the photo back for somebody else."""
    actions.put_back(application_id=application_id, officer=request.officer)
    return redirect("licences:desk-photos")


@require_safe
@duty_required(Duty.PHOTO_REVIEW, Duty.WINDOW)
def picture(request: OfficerRequest, application_id: UUID, which: str) -> HttpResponse:
    """The uploaded, the licence's present or the identity-card photo of an application that this officer may handle."""
    actions.look_at_application(application_id=application_id, officer=request.officer, at=now())
    found = queries.application(application_id)
    if which == "upload":
        return private_jpeg(queries.photo(found.photo_id))
    if which == "present" and found.licence_id is not None:
        return private_jpeg(queries.photo(queries.licence(found.licence_id, at=now()).photo_id))
    return private_jpeg(registers.portrait(found.driver_id))


@require_http_methods(["GET", "HEAD", "POST"])
@duty_required(Duty.LICENCE_SEARCH, Duty.STANDING_CHANGE, Duty.WINDOW, Duty.AUDIT)
def search(request: OfficerRequest) -> HttpResponse:
    """Look a driver up: number, duty, reason. The driver sees who looked and why."""
    duties = [(duty, str(name)) for duty, name in SEARCH_DUTIES if duty in request.officer.duties]
    form = SearchForm(request.POST or None, duties=duties)
    if request.method == "POST" and form.is_valid():
        purpose = Purpose(
            duty=Duty(form.cleaned_data["duty"]),
            reason=form.cleaned_data["reason"],
            case_number=form.cleaned_data["case_number"],
        )
        number: LicenceNumber = form.cleaned_data["number"]
        try:
            driver, _standing, _licence = actions.search_driver(
                number, officer=request.officer, purpose=purpose, at=now()
            )
        except NotFound:
            form.add_error("number", _("没有这个驾驶证号，或者不在您这项职责的地区"))
        else:
            grant(request, driver, purpose)
            return redirect("licences:desk-record", driver.id)
    return render(request, "licences/desk_search.html", {"form": form, "rail": "search", **rail_of(request, now())})


def rail_of(request: OfficerRequest, at: datetime) -> dict[str, Any]:
    """The counts beside the rail's doors; nothing waits for an officer without the duty."""
    return {"rail_counts": {"photos": len(queries.review_queue(request.officer, at=at))}}


def grant(request: OfficerRequest, driver: DriverRecord, purpose: Purpose) -> None:
    """This officer may look at this driver's record for 30 minutes, for the stated reason."""
    grants: dict[str, Any] = request.session.get(GRANTS, {})
    grants[str(driver.id)] = [purpose.duty.value, purpose.reason, (now() + GRANT_LIFE).isoformat()]
    request.session[GRANTS] = grants


def granted(request: OfficerRequest, driver_id: UUID) -> tuple[Duty, str]:
    """Duty and reason under which the record was opened; Forbidden when it was not, or not lately.

    Region and recusal are asked again, because the duty may have been taken back and a relative declared since.
    """
    duty, reason, until = request.session.get(GRANTS, {}).get(str(driver_id), ("", "", ""))
    if not until or datetime.fromisoformat(until) < now() or Duty(duty) not in request.officer.duties:
        raise Forbidden("record.no-purpose", "expected a search with duty and reason first", say=NO_GRANT)
    actions.look_at_record(driver_id=driver_id, officer=request.officer, duty=Duty(duty), reason=reason, at=now())
    return Duty(duty), reason


@require_safe
@duty_required()
def record(request: OfficerRequest, driver_id: UUID) -> HttpResponse:
    """A driver's record: standing, licence, points, and the journal as a timeline."""
    duty, reason = granted(request, driver_id)
    return render(request, "licences/desk_record.html", record_context(request, driver_id, duty, reason))


def record_context(request: OfficerRequest, driver_id: UUID, duty: Duty, reason: str) -> dict[str, Any]:
    """What the record page shows."""
    at = now()
    driver = registers.driver_by_id(driver_id)
    found, points = queries.licence_of_driver(driver_id, at=at), registers.points_of(driver_id)
    page = journal.history_page(driver.key, number=page_number(request), size=TIMELINE)
    return {
        "driver": driver,
        "licence": found,
        "standing": queries.standing_of(driver, on=day_of(at)),
        "points": points,
        "timeline": offices.in_words(page.rows),
        **pages_context(page, kept={}),
        "duty": duty,
        "reason": reason,
        "may_change": Duty.STANDING_CHANGE in request.officer.duties,
        "may_lock": Duty.WINDOW in request.officer.duties and found is not None and not found.is_locked,
        **standing_form(StandingForm(changes=changes_of(driver, points))),
        "actors": actors_of(page.rows, at=at),
        "at": at,
        "rail": "search",
        **rail_of(request, at),
    }


def standing_form(form: StandingForm) -> dict[str, Any]:
    """The form of a change, with its fields for the days of study."""
    return {"form": form, "study_fields": [form[name] for name in STUDY_DAYS]}


def actors_of(entries: Iterable[Recorded], *, at: datetime) -> dict[str, Text]:
    """The officers behind journal entries: internal key -> name and office; in English by number, names are Chinese."""
    ids = {UUID(entry.by.removeprefix("officer:")) for entry in entries if is_officer_key(entry.by)}
    return {
        one.key: Text(f"{one.name}，{one.office_name}", f"{one.office_text.en}, officer {one.number}")
        for one in offices.officers_of(ids, on=day_of(at)).values()
    }


def is_officer_key(key: str) -> bool:
    """True for "officer:<uuid>"; imports and tests write other names."""
    kind, _colon, name = key.partition(":")
    return kind == "officer" and len(name) == UUID_CHARACTERS


@require_POST
@duty_required(Duty.STANDING_CHANGE)
def change_standing(request: OfficerRequest, driver_id: UUID) -> HttpResponse:
    """Points, letters and a passed full-mark course, each with its ground: asked once more, then the register does it."""
    duty, reason = granted(request, driver_id)
    driver = registers.driver_by_id(driver_id)
    form = StandingForm(request.POST, changes=changes_of(driver, registers.points_of(driver_id)))
    if not form.is_valid():
        context = record_context(request, driver_id, duty, reason) | standing_form(form)
        return render(request, "licences/desk_record.html", context, status=400)
    if not form.cleaned_data["confirmed"]:
        return asked_standing(request, driver, form)
    actions.change_standing(
        driver_id=driver_id,
        key=form.cleaned_data["key"],
        change=form.cleaned_data["change"],
        reason=form.cleaned_data["reason"],
        study=form.study(),
        officer=request.officer,
        at=now(),
    )
    return redirect("licences:desk-record", driver_id)


def asked_standing(request: OfficerRequest, driver: DriverRecord, form: StandingForm) -> HttpResponse:
    """What the change will do, in words, before it is done."""
    change = form.cleaned_data["change"]
    context = {
        "driver": driver,
        "what": change_text(change),
        "ground": form.cleaned_data["reason"],
        "consequences": consequences(driver, change),
        "given": form.given(),
        "yes": Text("确认变更并告知", "Yes, make the change"),
        "action": reverse("licences:desk-standing", args=[driver.id]),
        "rail": "search",
        **rail_of(request, now()),
    }
    return render(request, "licences/desk_confirm.html", context)


def change_text(change: str) -> Text:
    """A change in words: "points:3" -> 记 3 分."""
    kind, _colon, what = change.partition(":")
    if kind == "points":
        return Text(f"记 {what} 分", f"Add {what} points" if what != "1" else "Add 1 point")
    if kind == "line":
        to = what.partition("=")[2]
        return Text(f"这一条记分改为 {to} 分", f"Change these points to {to}") if to != "0" else REVOKED
    if kind == "end":
        return registers.ENDINGS[what].name
    if kind in STUDY_WORDS:
        return STUDY_WORDS[kind]
    name = LETTERS[what].name
    done = ("设为", "Set") if kind == "set" else ("解除", "Clear")
    return Text(f"{done[0]} {what} {name.zh}", f"{done[1]} {what} {name.en}")


REVOKED = Text("撤销这一条记分", "Revoke these points")
STUDY_WORDS = {
    "education": Text("满分教育考试合格", "Full-mark course passed"),
    "notice": Text("送达满分教育通知书", "Serve the notice of the full-mark course"),
}


def consequences(driver: DriverRecord, change: str) -> list[Text]:
    """What follows from a change, for the officer who is about to make it."""
    kind, _colon, what = change.partition(":")
    found: list[Text] = []
    if kind == "points":
        total = driver.points + int(what)
        found.append(Text(f"本记分周期一共 {total} 分。", f"{total} points in this cycle altogether."))
        found += [LETTERS["B"].what] if total >= FULL_MARK and "B" not in driver.letters else []
        found.append(
            Text(
                "处罚决定被依法变更或者撤销的，再来变更记分。",
                "If the decision is changed or revoked by law, change the points then.",
            )
        )
    elif kind == "set":
        found.append(LETTERS[what].what)
    elif kind == "clear":
        found.append(Text("这一项限制马上没有了。", "This restriction is gone at once."))
    elif kind == "line":
        found.append(
            Text(
                "原来的一条保留并注明；累积记分和 B 随之变化，当事人收到通知。",
                "The line stays, marked; the sum and B follow, and the driver is told.",
            )
        )
    elif kind == "end":
        found.append(ended(what, on=day_of(now())))
    elif kind == "notice":
        found.append(
            Text(
                "三十日内拒不参加学习、考试的，可以公告停止使用驾驶证。",
                "If the course is refused for 30 days, the use of the licence may be stopped.",
            )
        )
    else:
        found.append(Text("本周期记分清零，B 解除。", "The points of this cycle are cleared, and B goes."))
    found.append(
        Text(
            "马上生效，路面一分钟内看得到；当事人看得到变更和依据。",
            "It takes effect at once and shows at the roadside within a minute; the driver sees the change and its ground.",
        )
    )
    return found


def ended(ground: str, *, on: date) -> Text:
    """What an end means: the letter, and when there can be another licence."""
    one = registers.ENDINGS[ground]
    name = LETTERS[one.letter].name
    again = registers.again_on(ground, on)
    when = (
        Text(f"{again.isoformat()} 起可以重新申请。", f"another can be applied for from {again.isoformat()}.")
        if again
        else Text("终生不得重新取得。", "never another.")
    )
    return Text(f"驾驶证{name.zh}；{when.zh}", f"The licence is {name.en.lower()}; {when.en}")


def changes_of(driver: DriverRecord, points: list[PointsRecord]) -> list[tuple[str, str]]:
    """What can be changed from how it stands now: value and Chinese label (the page words them)."""
    add = [(f"points:{value}", f"记 {value} 分") for value in (1, 3, 6, 9, 12)]
    put = [(f"set:{code}", f"设为 {code} {LETTERS[code].name.zh}") for code in SETTABLE if code not in driver.letters]
    lift = [
        (f"clear:{code}", f"解除 {code} {LETTERS[code].name.zh}") for code in sorted(driver.letters) if code in SETTABLE
    ]
    study = [("notice:", "送达满分教育通知书"), ("education:", "满分教育考试合格")] if "B" in driver.letters else []
    end = [(f"end:{code}", one.name.zh) for code, one in registers.ENDINGS.items() if code not in BY_ITSELF]
    return add + study + lift + put + lines_of(points) + ([] if driver.ended_for else end)


BY_ITSELF = (
    "died",
    "not-renewed",
    "no-health-proof",
    "class-ended",
)  # the register's own: a death is reported, days pass


def lines_of(points: list[PointsRecord]) -> list[tuple[str, str]]:
    """Each line of the ledger that counts, with what it may be changed to when its decision was (163 Article 16)."""
    found = []
    for line in (one for one in points if one.is_counted):
        others = [0] if line.points < 0 else [0, *(one for one in (1, 3, 6, 9, 12) if one != line.points)]
        found += [(f"line:{line.id}={to}", f"{line.on.isoformat()}: {line.points} → {to}") for to in others]
    return found


@require_safe
@duty_required()
def portrait(request: OfficerRequest, driver_id: UUID) -> HttpResponse:
    """The portrait on a record that was opened with a reason."""
    granted(request, driver_id)
    found = queries.licence_of_driver(driver_id, at=now())
    return private_jpeg(queries.photo(found.photo_id) if found else registers.portrait(driver_id))


@require_POST
@duty_required(Duty.WINDOW)
def lock(request: OfficerRequest, driver_id: UUID) -> HttpResponse:
    """Lock the electronic licence for a holder who lost the phone; what follows is said and asked first."""
    granted(request, driver_id)
    found = queries.licence_of_driver(driver_id, at=now())
    if found is None:
        raise NotFound("licence.unknown")
    if not request.POST.get("confirmed"):
        context = {
            "driver": registers.driver_by_id(driver_id),
            "what": Text("锁定电子驾驶证", "Lock the electronic licence"),
            "consequences": LOCK_CONSEQUENCES,
            "yes": Text("已核对本人，锁定", "I have checked the person: lock it"),
            "action": reverse("licences:desk-lock", args=[driver_id]),
            "rail": "search",
            **rail_of(request, now()),
        }
        return render(request, "licences/desk_confirm.html", context)
    actions.lock_at_window(licence_id=found.id, officer=request.officer, at=now())
    return redirect("licences:desk-record", driver_id)


@require_http_methods(["GET", "HEAD", "POST"])
@duty_required(Duty.WINDOW)
def window_photo(request: OfficerRequest, application_id: UUID) -> HttpResponse:
    """EL-06's way out: take the photo at the window, issue at once."""
    actions.look_at_application(application_id=application_id, officer=request.officer, at=now(), duty=Duty.WINDOW)
    found = queries.application(application_id)
    form: forms.Form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        actions.take_photo_at_window(
            application_id=application_id,
            picture=form.cleaned_data["photo"].read(),
            officer=request.officer,
            at=now(),
        )
        return redirect("licences:desk-search")
    driver = registers.driver_by_id(found.driver_id)
    context = {"application": found, "driver": driver, "form": form, "rail": "window", **rail_of(request, now())}
    return render(request, "licences/desk_window.html", context)


def private_jpeg(content: bytes) -> HttpResponse:
    """A portrait that nobody may keep."""
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer
