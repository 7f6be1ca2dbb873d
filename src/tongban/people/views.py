"""Pages about oneself: account, real name, face check, sessions, mandates. Each makes one call and shows a page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.clock import day_of, now
from tongban.errors import Problem, Refused
from tongban.limits.gates import limited
from tongban.people import actions, forms, gates, queries, texts
from tongban.people.gates import CitizenRequest, citizen_required, step_up_required
from tongban.people.records import MandateRecord
from tongban.verdicts import Text


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and the ways to my sessions, second factor and mandates."""
    citizen = queries.citizen(request.user)
    move = queries.move_under_way(citizen.id) if citizen is not None else None
    return render(
        request,
        "people/account.html",
        {"citizen": citizen, "move": move, "has_second_factor": queries.has_second_factor(request.user), "tab": "me"},
    )


@login_required
@require_http_methods(["GET", "POST"])
@limited("real-name-client")
@limited("real-name")
def real_name(request: HttpRequest, token: str = "") -> HttpResponseBase:
    """Bind the signed-in account to a person: name, number, phone, face."""
    citizen = queries.citizen(request.user)
    if citizen is not None and citizen.is_bound:
        return _go_back(request, token)
    form = forms.RealNameForm(request.POST or None, request.FILES or None, has_specimen=settings.DEMO)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            actions.bind_real_name(
                account=request.user,  # type: ignore[arg-type]
                name=answers["name"],
                number=answers["number"],
                phone=answers["phone"],
                face=answers["face"],
                request_id=answers["request_id"],
                session=gates.session_of(request),
                at=now(),
            )
        except Problem as problem:
            return _face_page(request, "people/real_name.html", form, problem)
        return _go_back(request, token)
    return _face_page(request, "people/real_name.html", form, None)


@citizen_required
@require_http_methods(["GET", "POST"])
def face_check(request: CitizenRequest, token: str) -> HttpResponseBase:
    """A fresh face check for the one act that the token stands for, then back to it; without an act there is none."""
    kept = request.session.get(gates.RETURNS, {}).get(token)
    if kept is None:
        return redirect("people:account")
    form = forms.FaceForm(request.POST or None, request.FILES or None, has_specimen=settings.DEMO)
    if request.method == "POST" and form.is_valid():
        try:
            actions.check_face(
                account=request.user,  # type: ignore[arg-type]
                act=urlsplit(kept["path"]).path,
                session=gates.session_of(request),
                face=form.cleaned_data["face"],
                request_id=form.cleaned_data["request_id"],
                at=now(),
            )
        except Problem as problem:
            return _face_page(request, "people/face_check.html", form, problem)
        return _go_back(request, token)
    return _face_page(request, "people/face_check.html", form, None)


@login_required
@require_GET
def carry_on(request: HttpRequest, token: str) -> HttpResponseBase:
    """What had been filled in before the face check or before the session ended, ready to be sent on with one button."""
    kept = gates.kept_return(request, token)
    if kept is None or kept[1] is None:
        return redirect("people:account")
    context = {
        "path": kept[0],
        "post": kept[1],
        "is_filled": any(name not in gates.FORM_KEYS and value for name, value in kept[1]),
        "has_files": request.session[gates.RETURNS][token].get("files"),
    }
    return render(request, "people/carry_on.html", context)


@login_required
@require_POST
def stay(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - that it came is all
    """The person is still there: the session goes on."""
    return HttpResponse(status=204)


@citizen_required
@require_POST
def stop_move(request: CitizenRequest, move_id: UUID) -> HttpResponseBase:
    """It was not me who asked for another account. Stopping needs no face check."""
    actions.stop_move(move_id, citizen_id=request.citizen.id, at=now())
    return redirect(f"{reverse('people:account')}?stopped=1")


@login_required
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Every browser that is signed in to this account."""
    rows = sorted(
        UserSession.objects.purge_and_list(request.user), key=lambda session: session.last_seen_at, reverse=True
    )
    return render(
        request,
        "people/sessions.html",
        {
            "sessions": rows,
            "own_key": request.session.session_key,
            "count": len(rows),
            "tab": "me",
            "back": reverse("people:account"),
        },
    )


@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def end_session(request: HttpRequest, session_id: int) -> HttpResponseBase:
    """Sign one browser out, by a proof of the last five minutes."""
    actions.end_session(request.user, session_id=session_id)  # type: ignore[arg-type]
    return redirect("people:sessions")


@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def end_other_sessions(request: HttpRequest) -> HttpResponseBase:
    """Sign every other browser out."""
    actions.end_other_sessions(request.user, keep=request.session.session_key or "")  # type: ignore[arg-type]
    return redirect("people:sessions")


@citizen_required
@require_GET
def mandates(request: CitizenRequest) -> HttpResponse:
    """Whom I have let act for me, and for whom I may act."""
    today = day_of(now())
    given, held = queries.mandates_given(request.citizen.id), queries.mandates_held(request.citizen.id, on=today)
    names = queries.names_of({one.agent_id for one in given} | {one.principal_id for one in held})
    return render(
        request,
        "people/mandates.html",
        {
            "given": [_shown(one, name=names[one.agent_id]) for one in given],
            "held": [_shown(one, name=names[one.principal_id]) for one in held],
            "today": today,
            "tab": "me",
            "back": reverse("people:account"),
        },
    )


@limited("mandate")  # counted before the gate opens the act's transaction: a try counts whatever becomes of it
@step_up_required(minutes=5)
@require_http_methods(["GET", "POST"])
def give_mandate(request: CitizenRequest) -> HttpResponseBase:
    """Let somebody act for me."""
    today = day_of(now())
    form = forms.MandateForm(request.POST or None, initial={"from_day": today, "until_day": today + timedelta(days=30)})
    problem: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_mandate(principal_id=request.citizen.id, at=now(), **form.cleaned_data)
        except Refused as refused:
            problem = refused
        else:
            return redirect("people:mandates")
    status = problem.status if problem is not None else 400 if form.errors else 200
    return render(
        request,
        "people/give_mandate.html",
        {"form": form, "problem": problem, "back": reverse("people:mandates")},
        status=status,
    )


@citizen_required
@require_POST
def revoke_mandate(request: CitizenRequest, mandate_id: UUID) -> HttpResponseBase:
    """Take a mandate back; needs no face check, because it only takes away."""
    actions.revoke_mandate(mandate_id, principal_id=request.citizen.id, at=now())
    return redirect("people:mandates")


@require_GET
def window(request: HttpRequest) -> HttpResponse:
    """The other way for everything here: in person, with somebody's help, without a face check."""
    return render(request, "people/window.html")


def _go_back(request: HttpRequest, token: str) -> HttpResponseBase:
    """To where the person came from; by a page with one button if something had been posted there."""
    kept = request.session.get(gates.RETURNS, {}).get(token)
    if kept is None:
        return redirect("people:account")
    if kept["post"] is not None:
        return redirect("people:carry_on", token=token)
    return redirect(kept["path"])


def _face_page(request: HttpRequest, template: str, form: forms.FaceForm, problem: Problem | None) -> HttpResponse:
    """The page with the camera; a fresh request id, so that the next picture is a new question."""
    status = problem.status if problem is not None else 400 if form.errors else 200
    context = {"form": form, "problem": problem, "request_id": uuid4(), "has_specimen": settings.DEMO}
    return render(request, template, context, status=status)


def _said(text: Text) -> str:
    return text.in_language(get_language() or "")


def _shown(mandate: MandateRecord, *, name: str) -> dict[str, Any]:
    businesses = sorted(_said(texts.BUSINESS_NAMES[business]) for business in mandate.businesses)
    return {"mandate": mandate, "name": name, "businesses": businesses, "in_force": mandate.revoked_at is None}
