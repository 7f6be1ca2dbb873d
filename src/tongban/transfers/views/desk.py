"""The offices' desk: the queue by clock, and a case with what this officer may do in it now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from tongban.clock import day_of, now
from tongban.dossiers import pages
from tongban.dossiers.pages import AcceptForm, ReturnForm, ScanForm
from tongban.dossiers.records import ItemView
from tongban.errors import Malformed, NotFound, Refused
from tongban.identifiers.spelling import is_digits
from tongban.inspections import queries as inspections
from tongban.journal import queries as journal
from tongban.journal.records import Recorded
from tongban.offices import queries as offices
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty, OfficerRecord
from tongban.people import queries as people
from tongban.registers import queries as registers
from tongban.transfers import actions, queries
from tongban.transfers.forms.desk import (
    GroundsForm,
    IssueForm,
    SuspicionForm,
    TextForm,
)
from tongban.transfers.queries import CaseView, Tab, files
from tongban.transfers.queries import desk as reading
from tongban.transfers.queries.files import VEHICLE_FILE
from tongban.transfers.queries.matters import CASE_DUTIES, READERS
from tongban.transfers.rules import refusals
from tongban.transfers.rules.archive import ITEM_NAMES, RETURN_CODES
from tongban.transfers.rules.precheck import Precheck
from tongban.transfers.stages import Ground, Stage, Way
from tongban.transfers.views.grounds import SUSPICIONS
from tongban.transfers.views.tasks import holds, panels_of, task_of
from tongban.transfers.views.urgings import signed, signed_of
from tongban.ui.files import private
from tongban.ui.keyed import KeyedForm, new_key
from tongban.ui.paging import COUNTED, page_number, pages_context, search_of
from tongban.verdicts import Text, Verdict

ROWS = 60
TIMELINE = 100  # entries of a history on a page
URGED_SHOWN = 5
UUID_CHARACTERS = 36
TABS: dict[Tab, Text] = {
    Tab.MINE: Text("轮到我", "My turn"),
    Tab.ALL: Text("本所全部", "All"),
    Tab.SOON: Text("快到期", "Due soon"),
    Tab.OVERDUE: Text("已超时", "Overdue"),
    Tab.WAITING: Text("等对方", "Waiting"),
    Tab.DONE: Text("已办结", "Done"),
}
OFFICE_DIGITS = 12
GROUND_NAMES: dict[Ground, Text] = {
    Ground.SALE: Text("买卖", "Sale"),
    Ground.MOVE: Text("车主搬家", "Owner moves"),
    Ground.STOCK: Text("经销商收车", "Dealer's stock"),
}
DIRECTIONS: dict[queries.Direction, Text] = {
    queries.Direction.IN: Text("转入", "Coming in"),
    queries.Direction.OUT: Text("转出", "Going out"),
}
DUTY_NAMES: dict[Duty, Text] = {
    Duty.WINDOW: Text("窗口岗", "window"),
    Duty.ARCHIVE: Text("档案岗", "archive"),
    Duty.INSPECTION: Text("查验岗", "inspection"),
    Duty.REGISTRATION_REVIEW: Text("审核岗", "review"),
    Duty.SUPERVISION: Text("监督岗", "supervision"),
}


# --- the queue -----------------------------------------------------------------------------------------------------
@require_safe
@duty_required(*READERS)
def queue(request: OfficerRequest) -> HttpResponse:
    """The cases of the officer's offices by clock; the chosen one with its file beside it."""
    at = now()
    first = Tab.ALL if request.officer.duties.isdisjoint(CASE_DUTIES) else Tab.MINE  # who supervises has no turn
    tab = Tab(request.GET["tab"]) if request.GET.get("tab") in set(Tab) else first
    search = search_of(request, most=40)
    narrowing = narrowing_of(request)
    counts = queries.counts(request.officer, at=at)
    shown = (
        counts
        if narrowing == queries.Narrowing()
        else queries.counts(request.officer, at=at, narrowed=narrowing.of(request.officer))
    )
    number = page_number(request)
    page = queries.queue_page(
        request.officer, tab=tab, at=at, search=search, number=number, size=ROWS, narrowing=narrowing
    )
    wanted = request.GET.get("case", "")
    chosen = next((one for one in page.rows if str(one.id) == wanted), page.rows[0] if page.rows else None)
    narrowed = {
        name: value
        for name, value in (
            ("office", narrowing.office),
            ("ground", narrowing.ground),
            ("direction", narrowing.direction),
        )
        if value
    }
    kept = {"tab": tab.value} | ({"q": search} if search else {}) | narrowed
    urged = queries.urged_cases(request.officer)
    plates = {word.transfer_id: plate for plate, word in urged}
    context = {
        "urged": [(plates[one.transfer_id], one) for one in signed([word for _plate, word in urged[:URGED_SHOWN]])],
        "urged_more": len(urged[URGED_SHOWN:]),
        "rows": [{"case": one, "task": task_of(one, one.items)} for one in page.rows],
        **pages_context(page, kept=kept),
        "tabs": [(one.value, name, shown.get(one.value)) for one, name in TABS.items()],
        "is_uncounted": shown[Tab.ALL.value] >= COUNTED,
        "narrowing": narrowing,
        "narrowed": narrowed,
        "narrowed_link": urlencode(narrowed),
        "offices": queries.offices_in_queue(request.officer, at=at),
        "grounds": GROUND_NAMES.items(),
        "directions": DIRECTIONS.items(),
        "today": queries.today(request.officer, at=at),
        "tab": tab.value,
        "search": search,
        "at": at,
        "rail": "transfers",
        "rail_counts": {"transfers": counts[Tab.MINE.value], "late": queries.late_count(request.officer)},
    }
    if chosen is not None:
        context |= beside(queries.case(chosen.id, at=at), request.officer)
    return render(request, "transfers/desk_queue.html", context)


def narrowing_of(request: OfficerRequest) -> queries.Narrowing:
    """What the address narrows the queue to; what it does not know is left out."""
    office, ground, direction = (request.GET.get(name, "") for name in ("office", "ground", "direction"))
    return queries.Narrowing(
        office=office if is_digits(office) and len(office) == OFFICE_DIGITS else "",
        ground=Ground(ground) if ground in set(Ground) else None,
        direction=queries.Direction(direction) if direction in set(queries.Direction) else None,
    )


def beside(case: CaseView, officer: OfficerRecord) -> dict[str, Any]:
    """What stands beside a case everywhere: the file's directory, who holds it, what this officer may do."""
    items = queries.items(case.vehicle_id, matter_id=case.id)
    returns = files.returns(case.id)
    moves = queries.moves(case.vehicle_id)
    ends = offices.offices_of(end for one in moves for end in (one.from_office, one.to_office))
    return {
        "case": case,
        "items": items,
        "pages": sum(len(one.pages) for one in items),
        "is_complete": not any(one.is_missing for one in items),
        "present": sum(bool(one.pages) for one in items),
        "returns": returns,
        "open_returns": [one for one in returns if one.repaired_at is None],
        "urgings": signed_of(case),
        "moves": [{"move": one, "from": ends[one.from_office], "to": ends[one.to_office]} for one in moves],
        "panels": panels_of(case, officer),
        "key": new_key(),
    }


# --- one case ------------------------------------------------------------------------------------------------------
@require_safe
@duty_required(*READERS)
def case(request: OfficerRequest, transfer_id: UUID) -> HttpResponse:
    """One case for every duty: everything that was handed in, and what this officer may do now."""
    at = now()
    return render(request, "transfers/desk_case.html", case_context(request, visible(request, transfer_id, at), at))


def visible(request: OfficerRequest, transfer_id: UUID, at: datetime) -> CaseView:
    """The case, for officers of one of its offices, with the look noted; NotFound for others, who learn nothing."""
    actions.look_at_case(transfer_id=transfer_id, officer=request.officer, at=at)
    return queries.case(transfer_id, at=at)


def case_context(request: OfficerRequest, found: CaseView, at: datetime, **more: Any) -> dict[str, Any]:
    """What the case page shows. more: bound forms and what refused them."""
    page = journal.history_page(f"transfer:{found.id}", number=page_number(request), size=TIMELINE)
    context = beside(found, request.officer)
    # What was just registered would be refused if it were asked for again: the question is answered.
    is_asked = found.is_open and found.stage is not Stage.ISSUED
    checked = reading.findings(found.id, at=at) if is_asked else None
    details = reading.details(found.id)
    mine = queries.count(request.officer, tab=Tab.MINE, at=at)
    seal = files.seal(found.id, at=at)
    filled = forms_of(found, context["items"], request) | more.pop("sent", {})
    return context | {
        "task": task_of(found, context["items"]),
        "details": details,
        "vehicle": registers.vehicle_by_id(found.vehicle_id),
        "findings": checked,
        "clean": [] if checked is None else [one for one in checked.findings if one.result == "ok"],
        "open_findings": [] if checked is None else [one for one in checked.findings if one.result != "ok"],
        "may_confirm_home": may_confirm_home(found, checked, request.officer),
        "home_form": filled["confirm-home"],
        "inspections": inspections.inspections(found.id),
        "signatures": people.signatures(f"transfer:{found.id}"),
        "seal": seal,
        "may_open_pages": found.is_open and not request.officer.duties.isdisjoint(CASE_DUTIES),
        "entries": offices.in_words(page.rows),
        **pages_context(page, kept={}),
        "actors": actors_of(page.rows, at=at),
        "forms": filled,
        "sheets": pages.sheets(context["items"], seal, filled["return-pages"]),
        "grounds": refusals.grounds_for(is_sale=found.ground is not Ground.MOVE).listed.values(),
        "suspicions": [(code, SUSPICIONS[code]) for code in actions.SUSPICIOUS],
        "onsite_words": [SUSPICIONS.get(code, Text(code, code)) for code in found.onsite_codes],
        "return_codes": RETURN_CODES.values(),
        "item_names": ITEM_NAMES,
        "done": ACTS[request.GET["done"]].done if request.GET.get("done") in ACTS else None,
        "at": at,
        "rail": "transfers",
        "rail_counts": {"transfers": mine, "late": queries.late_count(request.officer)},
        **more,
    }


def may_confirm_home(found: CaseView, checked: Precheck | None, officer: OfficerRecord) -> bool:
    """True for the window of the office that takes the case while nobody knows that the buyer lives there."""
    office = found.destination if found.way is Way.ONE_PLACE else found.origin
    if checked is None or found.stage is Stage.DRAFT or not holds(officer, Duty.WINDOW, str(office.code)):
        return False
    return any(reason.code in ("UC-15-home", "UC-15-place") for reason in checked.finding("UC-15").reasons)


def actors_of(entries: Iterable[Recorded], *, at: datetime) -> dict[str, str]:
    """The officers behind journal entries: internal key -> name, duty in the case, office."""
    ids = {UUID(entry.by.removeprefix("officer:")) for entry in entries if is_officer_key(entry.by)}
    return {one.key: named(one) for one in offices.officers_of(ids, on=day_of(at)).values()}


def named(officer: OfficerRecord) -> str:
    """An officer as the case's journal names one: by name, or in English, which has no name for them, by number."""
    duties = [DUTY_NAMES[duty] for duty in READERS if duty in officer.duties]
    language = get_language() or "zh-hans"
    if language.startswith("en"):
        word = f"{duties[0].en.capitalize()}, " if duties else ""
        return f"{word}{officer.office_text.en}, officer {officer.number}"
    word = f"，{duties[0].zh}" if duties else ""
    return f"{officer.name}{word}，{officer.office_name}"


def is_officer_key(key: str) -> bool:
    """True for "officer:<uuid>"; imports and tests write other names."""
    kind, _colon, name = key.partition(":")
    return kind == "officer" and len(name) == UUID_CHARACTERS


# --- the acts ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Act:
    """form: which one the page sends. do: the one call. done: what the page says afterwards."""

    form: type[KeyedForm]
    do: Callable[[UUID, Any, OfficerRecord, datetime], object]
    done: Text


def common(form: KeyedForm, officer: OfficerRecord, at: datetime, transfer_id: UUID) -> dict[str, Any]:
    """What every act is told."""
    return {"transfer_id": transfer_id, "key": form.cleaned_data["key"], "officer": officer, "at": at}


def scan(transfer_id: UUID, form: ScanForm, officer: OfficerRecord, at: datetime) -> None:
    """Keep the scanned pages, as `pages.keep`."""
    place = {name: form.cleaned_data[name] for name in ("item", "number")}
    pages.keep(
        form, lambda sent: actions.scan_pages(transfer_id=transfer_id, **place, files=sent, officer=officer, at=at)
    )


ACTS: dict[str, Act] = {
    "accept": Act(
        KeyedForm,
        lambda t, f, o, at: actions.accept(**common(f, o, at, t)),
        Text(
            "材料齐全。登记已锁定，已向登记地要档案；车到查验合格当天受理。",
            "The papers are complete. The record is locked, the file was asked for; accepted with the car.",
        ),
    ),
    "confirm-home": Act(
        KeyedForm,
        lambda t, f, o, at: actions.confirm_home(**common(f, o, at, t)),
        Text("住所已核对，记在买方名下。", "The home is confirmed and noted for the buyer."),
    ),
    "ask-correction": Act(
        TextForm,
        lambda t, f, o, at: actions.ask_correction(text=f.cleaned_data["text"], **common(f, o, at, t)),
        Text("已一次告知买方。", "The buyer was told, once and completely."),
    ),
    "refuse": Act(
        GroundsForm,
        lambda t, f, o, at: actions.refuse(grounds=tuple(f.cleaned_data["grounds"]), **common(f, o, at, t)),
        Text("决定书已送达双方。", "The letter was served on both sides."),
    ),
    "turn-onsite": Act(
        SuspicionForm,
        lambda t, f, o, at: actions.turn_onsite(codes=tuple(f.cleaned_data["codes"]), **common(f, o, at, t)),
        Text("已转现场办理，双方已收到通知。", "Now handled on site; both sides were told."),
    ),
    "clear-onsite": Act(
        KeyedForm,
        lambda t, f, o, at: actions.clear_onsite(**common(f, o, at, t)),
        Text("现场核对完毕，可以继续办。", "Cleared on site; the case goes on."),
    ),
    "scan": Act(ScanForm, scan, Text("这一页已存入档案。", "The page is in the file.")),
    "send": Act(
        KeyedForm,
        lambda t, f, o, at: actions.send_file(**common(f, o, at, t)),
        Text("已封发。对方验签后自动签收。", "Sealed and sent; received by itself once verified."),
    ),
    "repair": Act(
        KeyedForm,
        lambda t, f, o, at: actions.repair_pages(**common(f, o, at, t)),
        Text("补的页已发出，其余没有动。", "The repaired pages are sent; nothing else moved."),
    ),
    "return-pages": Act(
        ReturnForm,
        lambda t, f, o, at: actions.return_pages(pages=f.problems(f.cleaned_data), **common(f, o, at, t)),
        Text("已退回这几页，档案仍由本所保管。", "These pages were returned; this office still holds the file."),
    ),
    "accept-file": Act(
        AcceptForm,
        lambda t, f, o, at: actions.accept_file(**common(f, o, at, t)),
        Text("档案核对无误，买方可以带车来查验。", "The file is in order; the car can come."),
    ),
    "approve": Act(
        KeyedForm,
        lambda t, f, o, at: actions.approve(**common(f, o, at, t)),
        Text("审核通过，已通知买方选号。", "Approved; the buyer was told to choose a number."),
    ),
    "send-back": Act(
        TextForm,
        lambda t, f, o, at: actions.send_back(text=f.cleaned_data["text"], **common(f, o, at, t)),
        Text("已退回复检。", "Sent back for another inspection."),
    ),
    "issue": Act(
        IssueForm,
        lambda t, f, o, at: actions.issue(
            plates_recovered=f.cleaned_data["plates_recovered"],
            card_recovered=f.cleaned_data["card_recovered"],
            plates_ready=f.cleaned_data["plates_ready"] == "yes",
            **common(f, o, at, t),
        ),
        Text("登记完成。从这一刻起，卖方的责任解除。", "Registered. From this moment the seller is released."),
    ),
}


def forms_of(found: CaseView, items: Iterable[ItemView], request: OfficerRequest) -> dict[str, forms.Form]:
    """Empty forms of every act; a scan begins with the first page that lacks."""
    return {word: form_of(word, found, items, request, None) for word in ACTS}


def form_of(word: str, found: CaseView, items: Iterable[ItemView], request: OfficerRequest, sent: Any) -> forms.Form:
    """The form of an act, empty or as it was sent."""
    kind = ACTS[word].form
    if kind is ReturnForm:
        return ReturnForm(
            sent, kind=VEHICLE_FILE, pages=[(one.type, page.number) for one in items for page in one.pages]
        )
    if kind is ScanForm:
        wanted = pages.first_wanted(files.returns(found.id), items) or ("application", 1)
        given = {name: request.GET.get(name) or value for name, value in zip(("item", "number"), wanted, strict=True)}
        return ScanForm(sent, request.FILES if sent is not None else None, kind=VEHICLE_FILE, initial=given)
    return kind(sent)


@require_POST
@duty_required(*CASE_DUTIES)
def act(request: OfficerRequest, transfer_id: UUID, word: str) -> HttpResponse:
    """One act on a case; a refusal shows every reason and keeps what was filled in."""
    if word not in ACTS:
        raise NotFound("transfer.unknown")
    at = now()
    found = visible(request, transfer_id, at)
    items = queries.items(found.vehicle_id, matter_id=found.id)
    form = form_of(word, found, items, request, request.POST)
    refused: Verdict | None = None
    if form.is_valid():
        try:
            ACTS[word].do(transfer_id, form, request.officer, at)
        except Refused as refusal:
            refused = refusal.verdict
        except Malformed as wrong:
            if not wrong.code.startswith("document."):
                raise
            form.add_error("page", gettext("文件打不开：只收完整的 JPEG、PNG 图片或者 PDF"))
        except ValidationError as several:
            form.add_error("page", several)
        else:
            return redirect(f"{reverse('transfers:desk-case', args=[transfer_id])}?done={word}")
    again = visible(request, transfer_id, at)
    sent = {word: form}
    if word == "accept-file":  # sent together with what was marked
        sent["return-pages"] = form_of("return-pages", found, items, request, request.POST)
    context = case_context(request, again, at, refused=refused, failed=form, sent=sent)
    return render(request, "transfers/desk_case.html", context, status=409 if refused else 400)


@require_safe
@duty_required(*CASE_DUTIES)
def refusal(request: OfficerRequest, transfer_id: UUID) -> HttpResponse:
    """The written refusal as both sides will read it, before it is served."""
    at = now()
    found = visible(request, transfer_id, at)
    if "refuse" not in panels_of(found, request.officer):
        raise NotFound("transfer.unknown")
    is_sale = found.ground is not Ground.MOVE
    codes = tuple(request.GET.getlist("grounds"))
    verdict = refusals.may_refuse(codes, is_sale=is_sale)
    context = {
        "case": found,
        "verdict": verdict,
        "letter": refusals.refusal(codes, on=day_of(at), is_sale=is_sale) if verdict.is_allowed else None,
        "codes": codes,
        "form": GroundsForm(),
        "at": at,
        "rail": "transfers",
    }
    return render(request, "transfers/desk_refusal.html", context, status=200 if verdict.is_allowed else 400)


# --- pages of a file: recorded, then shown -------------------------------------------------------------------------
@require_GET
@duty_required(*CASE_DUTIES)
def page(request: OfficerRequest, transfer_id: UUID, item: str, number: int) -> HttpResponse:
    """One page of the vehicle's file."""
    return private(
        actions.look_at_page(transfer_id=transfer_id, item=item, number=number, officer=request.officer, at=now())
    )


@require_GET
@duty_required(*CASE_DUTIES)
def photo(request: OfficerRequest, transfer_id: UUID, attempt: int, code: str) -> HttpResponse:
    """One photo of an inspection."""
    return private(
        actions.look_at_photo(transfer_id=transfer_id, attempt=attempt, code=code, officer=request.officer, at=now())
    )


@require_GET
@duty_required(*CASE_DUTIES)
def paper(request: OfficerRequest, transfer_id: UUID, name: str) -> HttpResponse:
    """One paper that a party handed in."""
    return private(actions.look_at_paper(transfer_id=transfer_id, name=name, officer=request.officer, at=now()))
