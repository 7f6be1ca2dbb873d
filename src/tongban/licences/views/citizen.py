"""The holder's pages: apply, follow, show the face, show the code, history, lock. Phone first."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.clock import now
from tongban.credentials.wallet import new_nonce
from tongban.errors import NotFound, Refused
from tongban.identifiers import LicenceNumber
from tongban.journal import queries as journal
from tongban.licences import actions, queries
from tongban.licences.forms import ApplyForm, PhotoChangeForm, PhotoForm
from tongban.licences.profile import profile
from tongban.licences.queries import LicenceView
from tongban.licences.rules.categories import CLASS_NAMES
from tongban.licences.rules.letters import Display
from tongban.licences.rules.paper_card import BUSINESSES
from tongban.licences.rules.photo import REQUIREMENTS
from tongban.licences.stages import OPEN_APPLICATION, ApplicationStage
from tongban.licences.words import titles
from tongban.offices import queries as offices
from tongban.people.gates import CitizenRequest, citizen_required, step_up_required
from tongban.registers import queries as registers
from tongban.ui.paging import page_number, pages_context

SHOWN = 50
BY_OFFICERS = ("licence-checked", "vehicle-checked", "record-searched", "application-looked")
BY_OTHERS = ("licence-shown",)
HISTORY = {  # section of the page -> the kinds of entries in it
    "officers": BY_OFFICERS,
    "others": BY_OTHERS,
    "acts": tuple(tag for tag in titles() if tag not in (*BY_OFFICERS, *BY_OTHERS)),
}
PURPOSES = ("roadside", "rental", "freight", "age")


@require_safe
@citizen_required
def licence(request: CitizenRequest) -> HttpResponse:
    """The licence face, front or back; without a licence, what to do next."""
    at = now()
    found = queries.licence_of(request.citizen.id, at=at)
    application = queries.application_of(request.citizen.id)
    if found is None or not found.is_live:
        return without_licence(request, found)
    if found.standing.display in (Display.MESSAGE, Display.HIDDEN):
        return render(request, "licences/message.html", {"licence": found, "tab": "documents"})
    side = "back" if request.GET.get("side") == "back" else "front"
    context = {
        "licence": found,
        "side": side,
        "face": queries.face_fields(found.driver, found.standing, at=at, language=language()),
        "is_abnormal": found.standing.display is Display.ABNORMAL,
        "classes": class_rows(found),
        "rendered_at": at,
        "tab": "documents",
        "offline_seconds": profile().offline_hours * 3600,
        "application": application,
        "photo_change": actions.photo_change_eligibility(request.citizen, found.driver, at=at),
        "is_photo_under_way": application is not None and application.stage in OPEN_APPLICATION,
        "is_specimen": settings.DEMO,
    }
    return render(request, "licences/face.html", context)


def without_licence(request: CitizenRequest, found: LicenceView | None) -> HttpResponse:
    """No live licence: to the open application, else why one may or may not apply."""
    application = queries.application_of(request.citizen.id)
    if application is not None and application.stage in OPEN_APPLICATION:
        return redirect("licences:application")
    try:
        driver = registers.driver(licence_number(request))
    except NotFound:
        return render(request, "licences/no_driver.html", {"tab": "documents"})
    verdict = actions.eligibility(request.citizen, driver, at=now())
    context = {
        "verdict": verdict,
        "driver": driver,
        "superseded": found,
        "new_application": uuid4(),  # one tap: the identity-card photo or the one that was approved before
        "tab": "documents",
    }
    return render(request, "licences/start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required(minutes=5, then="licences:collect")
def apply(request: CitizenRequest) -> HttpResponse:
    """Choose a photo and apply."""
    form = ApplyForm(request.POST or None, request.FILES or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            stage = actions.apply(
                application_id=form.cleaned_data["application"],
                citizen=request.citizen,
                picture=form.picture(),
                at=now(),
            )
        except Refused as refusal:
            refused = refusal
        else:
            return redirect("licences:collect" if stage is ApplicationStage.APPROVED else "licences:application")
    driver = registers.driver(licence_number(request))
    context = {
        "form": form,
        "refused": refused,
        "verdict": actions.eligibility(request.citizen, driver, at=now()),
        "requirements": REQUIREMENTS.values(),
        "driver": driver,
    }
    return render(request, "licences/apply.html", context, status=409 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def application(request: CitizenRequest) -> HttpResponse:
    """Where the application is; a better photo when one was returned."""
    found = queries.application_of(request.citizen.id)
    if found is None:
        return redirect("licences:licence")
    form = PhotoForm(request.POST or None, request.FILES or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.resubmit_photo(
                application_id=found.id,
                citizen=request.citizen,
                picture=form.cleaned_data["photo"].read(),
                at=now(),
            )
        except Refused as refusal:
            refused = refusal
        else:
            return redirect("licences:application")
    context = {
        "application": found,
        "tab": "cases",
        "form": form,
        "refused": refused,
        "tries_left": profile().photo_attempts - found.returned,
        "licence": queries.licence_of(request.citizen.id, at=now()),
    }
    return render(request, "licences/application.html", context, status=409 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required(minutes=5)
def photo_change(request: CitizenRequest) -> HttpResponse:
    """Send another photo for the licence that one has; why not, and from which day, if not yet."""
    at = now()
    form = PhotoChangeForm(request.POST or None, request.FILES or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.apply_for_new_photo(
                application_id=form.cleaned_data["application"],
                citizen=request.citizen,
                picture=form.cleaned_data["photo"].read(),
                at=at,
            )
        except Refused as refusal:
            refused = refusal
        else:
            return redirect("licences:application")
    application = queries.application_of(request.citizen.id)
    context = {
        "form": form,
        "refused": refused,
        "verdict": actions.photo_change_eligibility(request.citizen, registers.driver(licence_number(request)), at=at),
        "is_under_way": application is not None and application.stage in OPEN_APPLICATION,
        "requirements": REQUIREMENTS.values(),
    }
    return render(request, "licences/photo_change.html", context, status=409 if refused else 200)


@require_POST
@citizen_required
def withdraw(request: CitizenRequest, application_id: UUID) -> HttpResponse:
    """Take the application back."""
    actions.withdraw(application_id=application_id, citizen=request.citizen, at=now())
    return redirect("licences:licence")


@require_safe
@step_up_required(minutes=5)
def collect(request: CitizenRequest) -> HttpResponse:
    """Bind the licence to this phone; the script makes the key and asks the wallet API."""
    at = now()
    found = queries.licence_of(request.citizen.id, at=at)
    if found is None or not found.is_live:
        return redirect("licences:licence")
    context = {"licence": found, "nonce": new_nonce(request.session, at=at)}
    return render(request, "licences/collect.html", context)


@require_safe
@citizen_required
def code(request: CitizenRequest) -> HttpResponse:
    """The code page; it works off line from what the phone has collected."""
    at = now()
    found = queries.licence_of(request.citizen.id, at=at)
    if found is None or not found.is_live:
        return redirect("licences:licence")
    if found.is_locked:
        return redirect("licences:lock")
    context = {
        "licence": found,
        "tab": "code",
        "is_abnormal": found.standing.display is not Display.SHOWN,
        "offline_until": at + profile().offline_max_age,
        "exposes_code": settings.DEMO or settings.DEBUG,
        "purposes": PURPOSES,
    }
    return render(request, "licences/code.html", context)


@require_safe
@citizen_required
def photo(request: CitizenRequest) -> HttpResponse:
    """The holder's own portrait: of the licence, else of the running application."""
    found = queries.licence_of(request.citizen.id, at=now())
    application = queries.application_of(request.citizen.id)
    photo_id = found.photo_id if found else application.photo_id if application else None
    if request.GET.get("of") == "application" and application:
        photo_id = application.photo_id
    if photo_id is None:
        raise NotFound("photo.unknown")
    return jpeg(queries.photo(photo_id))


@require_safe
@citizen_required
def history(request: CitizenRequest) -> HttpResponse:
    """Who looked, when, why; and everything else that happened to a licence. Other services: the portal's record.

    Officers' looks stand apart: nothing that anybody else can do pushes one of them out of sight.
    """
    about = [request.citizen.key]
    if registers.is_driver(licence_number(request)):
        about.append(registers.driver(licence_number(request)).key)
    chosen = request.GET.get("of", "")
    section = chosen if chosen in HISTORY else next(iter(HISTORY))
    page = journal.history_page(*about, tags=HISTORY[section], number=page_number(request), size=SHOWN)
    entries = offices.in_words(page.rows)
    context = {"of": section, "entries": entries, "tab": "documents", **pages_context(page, kept={"of": section})}
    return render(request, "licences/history.html", context)


@require_safe
@citizen_required
def paper(request: CitizenRequest) -> HttpResponse:
    """Do I need the paper card? By business (EL-10)."""
    chosen = next((one for one in BUSINESSES if one.code == request.GET.get("business")), None)
    return render(request, "licences/paper.html", {"businesses": BUSINESSES, "chosen": chosen, "tab": "documents"})


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def lock(request: CitizenRequest) -> HttpResponse:
    """The phone is lost: lock. Works from any signed-in browser, without a face check: stopping is always easy."""
    found = queries.licence_of(request.citizen.id, at=now())
    if found is None or not found.is_live:
        return redirect("licences:licence")
    if request.method == "POST":
        actions.lock(licence_id=found.id, citizen=request.citizen, at=now())
        return HttpResponseRedirect(request.path)
    return render(request, "licences/lock.html", {"licence": found})


@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required(minutes=5, then="licences:collect")
def unlock(request: CitizenRequest) -> HttpResponse:
    """Unlock after a new face check, then collect again."""
    found = queries.licence_of(request.citizen.id, at=now())
    if found is None or not found.is_live:
        return redirect("licences:licence")
    if request.method == "POST":
        actions.unlock(licence_id=found.id, citizen=request.citizen, at=now())
        return redirect("licences:collect")
    return render(request, "licences/unlock.html", {"licence": found})


def class_rows(found: LicenceView) -> list[dict[str, object]]:
    """Every class with its name and whether the holder may drive it: those first that are allowed, in official order."""
    may = set(found.standing.drivable)
    rows: list[dict[str, object]] = [
        {"code": code, "name": name, "may": code in may} for code, name in CLASS_NAMES.items()
    ]
    return sorted(rows, key=lambda row: not row["may"])


def licence_number(request: CitizenRequest) -> LicenceNumber:
    """驾驶证证号 is the identity number (驾驶证申领和使用规定 Article 12)."""
    return LicenceNumber(request.citizen.identity_number)


def jpeg(content: bytes) -> HttpResponse:
    """A portrait; kept by nobody but the phone of its person, which forgets it when that person signs out."""
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer


def language() -> str:
    """The page's language code."""
    return translation.get_language() or "zh-hans"
