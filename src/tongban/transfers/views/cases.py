"""A case on its parties' phones: where it is, what is to be done now, and each act with a fresh face check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from tongban.clock import day_of, now
from tongban.errors import Malformed, NotFound, Problem, Refused
from tongban.identifiers import Plate, spelling
from tongban.partners import queries as partners
from tongban.people import queries as people
from tongban.people.gates import CitizenRequest, citizen_required, step_up_required
from tongban.people.signatures import Seen, SignatureRecord, digest_of
from tongban.registers import queries as registers
from tongban.registers.numbering import GRAMMARS, may_compose, wanted_letters
from tongban.registers.records import VehicleRecord
from tongban.transfers import actions, queries
from tongban.transfers.forms.citizen import (
    ApplyForm,
    ComposeForm,
    ConfirmForm,
    InvoiceForm,
    NumberForm,
    PapersForm,
)
from tongban.transfers.profile import profile
from tongban.transfers.queries import CaseView
from tongban.transfers.queries.agreements import agreement_of
from tongban.transfers.queries.parts import PartView, part_of
from tongban.transfers.queries.todos import todo_of
from tongban.transfers.rules import invoice, refusals
from tongban.transfers.rules.clocks import CLOCKS
from tongban.transfers.rules.precheck import RULES
from tongban.transfers.stages import REGISTERED, Ground, Part, Stage, row_of
from tongban.transfers.views.urgings import signed_of
from tongban.transfers.views.words import banner_of, if_late, lateness_of, waiting_words
from tongban.ui.keyed import KeyedForm
from tongban.verdicts import Reason, Text

Acting = Callable[..., Any]


@require_safe
@citizen_required
def cases(request: CitizenRequest) -> HttpResponse:
    """Every case of the person, open ones first."""
    at = now()
    found = [(one, banner_of(one)) for one in queries.cases_of(request.citizen.id, at=at)]
    return render(request, "transfers/citizen_cases.html", {"cases": found, "at": at, "tab": "cases"})


@require_safe
@citizen_required
def case(request: CitizenRequest, transfer_id: UUID) -> HttpResponse:
    """One picture of the case for everybody in it."""
    at = now()
    me = part_of(transfer_id, request.citizen, at=at)
    found = queries.case(transfer_id, at=at)
    items = queries.items(found.vehicle_id, matter_id=found.id)
    context = {
        "case": found,
        "me": me,
        "at": at,
        "banner": banner_of(found, is_buyer=me.part is Part.BUYER),
        "todo": todo_of(found, me),
        "waiting": [waiting_words(one) for one in partners.outstanding(f"transfer:{found.id}")]
        if found.is_open
        else [],
        "held": held_questions(found),
        "broken": broken_invoice(found),
        "items": [one for one in items if one.pages],
        "moves": [one for one in queries.moves(found.vehicle_id) if one.received_at],
        "prefix": prefix_of(found),
        "temporary_until": temporary_until(found, me),
        "if_late": if_late(found),
        "lateness": lateness_of(found),
        "urgings": signed_of(found),
        "may_withdraw": may_withdraw(found, me),
        "may_hand_in": me.part is Part.BUYER and found.stage is Stage.DRAFT and found.buyer_applied_at is not None,
        "signatures": own_signatures(found, request.citizen.id),
        "tab": "cases",
    }
    return render(request, "transfers/citizen_case.html", context)


def own_signatures(case: CaseView, me: UUID) -> list[SignatureRecord]:
    """What this person signed, or an agent in their name: nobody reads the other side's."""
    return [one for one in people.signatures(f"transfer:{case.id}") if me in (one.citizen_id, one.signer_id)]


def held_questions(case: CaseView) -> list[tuple[str, Text]]:
    """What came up in the middle of the case, by the questions' names."""
    names = {rule.code: rule.title for rule in RULES}
    return [(code, names[code]) for code in case.held if code in names]


def broken_invoice(case: CaseView) -> list[Reason]:
    """Why the invoice does not count."""
    known = {reason.code: reason for reason in vars(invoice).values() if isinstance(reason, Reason)}
    return [plain_reason(known[code]) if code in known else unnamed(code) for code in case.invoice_broken or ()]


def plain_reason(reason: Reason) -> Reason:
    """A reason of the table without the blanks that only a check can fill."""
    what = reason.what
    if "{" in what.zh:
        what = Text(
            what.zh.split("{")[0].rstrip("有“，是") + "对不上。", what.en.split("{")[0].rstrip(" in") + " differently."
        )
    return Reason(reason.code, reason.article, what, reason.remedy, reason.since)


def unnamed(code: str) -> Reason:
    """A code of tax's own."""
    return Reason(
        code,
        "",
        Text("税务查不到这张发票，或者不认可。", "Tax does not know this invoice or does not accept it."),
        Text("请核对号码，或者请开票方重新开票。", "Check the number, or have it issued again."),
    )


def prefix_of(case: CaseView) -> str:
    """The letters of the new number; "" where nobody has named them."""
    try:
        return queries.issuing_letters(str(case.destination.code))
    except NotFound:
        return ""


def temporary_until(case: CaseView, me: PartView) -> date | None:
    """The last day of the temporary plate, for the buyer alone; None when there is none."""
    is_shown = bool(case.temporary_plate) and me.part is Part.BUYER and (case.is_open or case.stage is Stage.CLOSED)
    return spelling.day(case.temporary_until) if is_shown else None


def may_withdraw(case: CaseView, me: PartView) -> bool:
    """Buyer and seller themselves, until the decision."""
    return row_of(case).is_withdrawable and me.part in (Part.BUYER, Part.SELLER) and not me.is_agent


# --- acts: each a page with a form, a key made when it is shown, and a fresh face check -----------------------------
def act_page(
    request: CitizenRequest,
    transfer_id: UUID,
    *,
    form: Form,
    template: str,
    act: Acting,
    found: CaseView | None = None,
    signs: str = "",
    **context: Any,
) -> HttpResponse:
    """Show the act's page, or do it; a "no" comes back on the same page with the answers kept. found: the case, if the
    caller has read it. signs: what is signed with it, "confirm" or "apply": the page shows the words."""
    at = now()
    me = part_of(transfer_id, request.citizen, at=at)
    found = found or queries.case(transfer_id, at=at)
    problem: Problem | None = None
    if request.method == "POST" and form.is_valid():
        try:
            act(transfer_id=transfer_id, key=form.cleaned_data["key"], citizen=request.citizen, at=at)
        except (Refused, Malformed) as no:
            problem = no
        else:
            return redirect("transfers:case", transfer_id)
    vehicle = registers.vehicle_by_id(found.vehicle_id)
    if signs:
        agreed = agreement_of(signs, found, is_agent=me.is_agent, vehicle=vehicle).text.in_language(
            get_language() or ""
        )
        context |= {"agreed": agreed, "shown": digest_of(agreed)}
    shown = {
        "case": found,
        "me": me,
        "form": form,
        "problem": problem,
        "vehicle": vehicle,
        "at": at,
        **context,
    }
    status = problem.status if problem else 422 if form.is_bound and form.errors else 200
    return render(request, f"transfers/{template}", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required(minutes=5)
def confirm(request: CitizenRequest, transfer_id: UUID) -> HttpResponse:
    """The seller, or a joint owner, confirms: this car, this buyer, this price."""
    form = ConfirmForm(request.POST or None, request.FILES or None)

    def act(**given: Any) -> None:
        actions.confirm(**given, papers=form.papers(), seen=seen_by(request, form))

    return act_page(request, transfer_id, form=form, template="citizen_confirm.html", act=act, signs="confirm")


@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required(minutes=5)
def apply(request: CitizenRequest, transfer_id: UUID) -> HttpResponse:
    """The buyer applies, with the papers that this case needs."""
    found = queries.case(transfer_id, at=now())
    form = ApplyForm(request.POST or None, request.FILES or None, is_move=found.ground is Ground.MOVE)

    def act(**given: Any) -> None:
        address = form.cleaned_data["address"]
        actions.apply(**given, papers=form.papers(), address=address, seen=seen_by(request, form))

    return act_page(request, transfer_id, form=form, template="citizen_apply.html", act=act, found=found, signs="apply")


def seen_by(request: CitizenRequest, form: Form) -> Seen:
    """What the page of an act showed, as its form says."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return Seen(form.cleaned_data["shown"], language, request.face_check)


@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required(minutes=5)
def correct(request: CitizenRequest, transfer_id: UUID) -> HttpResponse:
    """The buyer hands in what the office asked for."""
    form = PapersForm(request.POST or None, request.FILES or None)

    def act(**given: Any) -> None:
        actions.correct(**given, papers=form.papers())

    return act_page(request, transfer_id, form=form, template="citizen_correct.html", act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required(minutes=5)
def apply_in(request: CitizenRequest, transfer_id: UUID) -> HttpResponse:
    """The old way, second half: apply at the destination."""
    form = KeyedForm(request.POST or None)
    return act_page(request, transfer_id, form=form, template="citizen_apply_in.html", act=actions.apply_in)


@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required(minutes=5)
def withdraw(request: CitizenRequest, transfer_id: UUID) -> HttpResponse:
    """Call it off; the page names what follows."""
    form = KeyedForm(request.POST or None)
    return act_page(request, transfer_id, form=form, template="citizen_withdraw.html", act=actions.withdraw)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def hand_in(request: CitizenRequest, transfer_id: UUID) -> HttpResponse:
    """Hand the application to the office as it is; the page says what lacks and what the office does then."""
    form = KeyedForm(request.POST or None)
    within = CLOCKS["acceptance"].days
    return act_page(
        request, transfer_id, form=form, template="citizen_hand_in.html", act=actions.hand_in, within=within
    )


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def name_invoice(request: CitizenRequest, transfer_id: UUID) -> HttpResponse:
    """A party or the clerk names an invoice that exists already."""
    form = InvoiceForm(request.POST or None)

    def act(**given: Any) -> None:
        actions.attach_invoice(**given, code=form.cleaned_data["code"], number=form.cleaned_data["number"])

    found = queries.case(transfer_id, at=now())
    broken = broken_invoice(found)
    return act_page(
        request, transfer_id, form=form, template="dealer_invoice.html", act=act, found=found, broken=broken
    )


# --- the number ----------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required(minutes=10)
def number(request: CitizenRequest, transfer_id: UUID) -> HttpResponse:
    """Ten random numbers, one of one's own making, or an earlier one kept (Articles 43 and 44)."""
    at = now()
    me = part_of(transfer_id, request.citizen, at=at)
    found = queries.case(transfer_id, at=at)
    if me.part is not Part.BUYER:
        raise NotFound("transfer.unknown")
    if found.stage is not Stage.APPROVED or found.ground is Ground.STOCK:
        return redirect("transfers:case", transfer_id)
    how = request.POST.get("how", "")
    compose = ComposeForm(request.POST if how == "compose" else None)
    problem: Problem | None = None
    if request.method == "POST" and (chosen := number_to_confirm(request, found, how=how, compose=compose)):
        return render(request, "transfers/citizen_number_confirm.html", {"case": found, "me": me, **chosen})
    if request.method == "POST":
        try:
            if act_on_number(request, found, how=how, compose=compose):
                return redirect("transfers:case", transfer_id)
        except (Refused, Malformed) as no:
            problem = no
    vehicle = registers.vehicle_by_id(found.vehicle_id)
    offered, until = registers.offered_numbers(transfer_id, at=at)
    context = {
        "case": found,
        "prefix": queries.issuing_letters(str(found.destination.code)),
        "offered": offered,
        "until": until,
        "at": at,
        "rounds_left": profile().offer_rounds - part_of(transfer_id, request.citizen, at=at).rounds,
        "kept": queries.kept_numbers(
            request.citizen.id, office=str(found.destination.code), kind=found.plate_kind, at=at
        ),
        "compose": compose,
        "grammar": GRAMMARS.get(found.plate_kind),
        "energy_letters": wanted_letters(vehicle.fuel),
        "key": KeyedForm()["key"],
        "problem": problem,
        "minutes": profile().offer_minutes,
        "offer_count": profile().offered_numbers,
    }
    status = problem.status if problem else 422 if compose.is_bound and compose.errors else 200
    return render(request, "transfers/citizen_number.html", context, status=status)


def number_to_confirm(
    request: CitizenRequest, case: CaseView, *, how: str, compose: ComposeForm
) -> dict[str, Any] | None:
    """What the page asks once more before a number is bound for good; None when there is nothing to ask (yet)."""
    if how not in ("take", "keep", "compose") or request.POST.get("confirmed"):
        return None
    form: KeyedForm = compose if how == "compose" else NumberForm(request.POST)
    if not form.is_valid():
        return None
    name = "serial" if how == "compose" else "plate"
    plate = form.cleaned_data[name]
    if how == "compose":
        prefix = queries.issuing_letters(str(case.destination.code))
        plate = Plate.clean(prefix + plate)
        fuel = registers.vehicle_by_id(case.vehicle_id).fuel
        if not may_compose(plate, kind=case.plate_kind, prefix=prefix, fuel=fuel).is_allowed:
            return None  # the act says why
    return {"plate": plate, "given": [("how", how), ("key", form.cleaned_data["key"]), (name, form.cleaned_data[name])]}


def act_on_number(request: CitizenRequest, case: CaseView, *, how: str, compose: ComposeForm) -> bool:
    """Draw, take, compose or keep; True once the case has its number."""
    given: dict[str, Any] = {"transfer_id": case.id, "citizen": request.citizen, "at": now()}
    if how == "draw":
        actions.offer_numbers(**given)
        return False
    if how == "compose":
        if not compose.is_valid():
            return False
        plate = queries.issuing_letters(str(case.destination.code)) + compose.cleaned_data["serial"]
        actions.compose_number(**given, key=compose.cleaned_data["key"], plate=plate)
        return True
    form = NumberForm(request.POST)
    if not form.is_valid():
        return False
    act = actions.keep_number if how == "keep" else actions.choose_number
    act(**given, key=form.cleaned_data["key"], plate=form.cleaned_data["plate"])
    return True


# --- what can be kept ----------------------------------------------------------------------------------------------
@require_safe
@citizen_required
def proof(request: CitizenRequest, transfer_id: UUID) -> HttpResponse:
    """The custody proof as a file: `python -m tongban.auditor custody` checks it without us."""
    at = now()
    part_of(transfer_id, request.citizen, at=at)
    found = queries.case(transfer_id, at=at)
    answer = HttpResponse(queries.custody_proof(found.vehicle_id), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="custody-{found.number}.json"'
    return answer


@require_safe
@citizen_required
def custody(request: CitizenRequest, transfer_id: UUID) -> HttpResponse:
    """The receipts: who held the file from when until when, and how anybody can check it."""
    at = now()
    part_of(transfer_id, request.citizen, at=at)
    found = queries.case(transfer_id, at=at)
    names = {str(one.code): one for one in (found.origin, found.destination)}
    moves = [(one, names.get(one.from_office), names.get(one.to_office)) for one in queries.moves(found.vehicle_id)]
    has_proof = any(one.received_at for one, _from, _to in moves)
    return render(request, "transfers/citizen_custody.html", {"case": found, "moves": moves, "has_proof": has_proof})


@require_safe
@citizen_required
def release(request: CitizenRequest, transfer_id: UUID) -> HttpResponse:
    """责任截止: from which moment the car is no longer the seller's. To print."""
    at = now()
    me = part_of(transfer_id, request.citizen, at=at)
    found = queries.case(transfer_id, at=at)
    if found.stage not in REGISTERED or found.ground is Ground.MOVE or me.part is Part.CLERK:
        raise NotFound("transfer.unknown")
    context = {"case": found, "released_at": found.path[-1].at, "vehicle": vehicle_of(found), "at": at}
    return render(request, "transfers/citizen_release.html", context)


@require_safe
@citizen_required
def letter(request: CitizenRequest, transfer_id: UUID) -> HttpResponse:
    """The written refusal: every ground with its remedy, and where and until when to turn (Article 3). To print."""
    at = now()
    part_of(transfer_id, request.citizen, at=at)
    found = queries.case(transfer_id, at=at)
    if found.stage is not Stage.REFUSED or found.decision is None or found.decided_at is None:
        raise NotFound("transfer.unknown")
    refusal = refusals.refusal(
        found.decision["codes"], on=day_of(found.decided_at), is_sale=found.ground is not Ground.MOVE
    )
    context = {"case": found, "refusal": refusal, "vehicle": vehicle_of(found), "at": at}
    return render(request, "transfers/citizen_letter.html", context)


def vehicle_of(case: CaseView) -> VehicleRecord:
    """The register's record."""
    return registers.vehicle_by_id(case.vehicle_id)


@require_safe
@citizen_required
def licence(request: CitizenRequest, transfer_id: UUID) -> HttpResponse:
    """To the electronic vehicle licence: another service's page, known by its address alone."""
    part_of(transfer_id, request.citizen, at=now())
    return redirect(f"/vehicle-licence/{queries.case(transfer_id, at=now()).vehicle_id}/")
