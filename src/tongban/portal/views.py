"""Home pages. They compose what the services know; nothing is decided here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.clock import day_of, now
from tongban.errors import NotFound
from tongban.faces import queries as faces
from tongban.faces.records import Task
from tongban.followers import queries as followers
from tongban.identifiers import LicenceNumber
from tongban.journal import queries as journal_queries
from tongban.keys import queries as keys
from tongban.notices import queries as notices
from tongban.offices import queries as offices
from tongban.offices.gates import OfficerRequest, duty_required
from tongban.offices.records import Duty
from tongban.people import actions as people
from tongban.people import queries as people_queries
from tongban.people.gates import CitizenRequest, citizen_required
from tongban.portal import cards
from tongban.registers import queries as registers
from tongban.ui.paging import page_number, pages_context
from tongban.verdicts import Text


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The public front page: tasks before figures. A demonstration begins with "as whom do you want to look?"."""
    if settings.DEMO and not request.user.is_authenticated and "public" not in request.GET:
        return redirect("portal:roles")
    today = day_of(now())
    cards = [(card, offices.is_open_anywhere(name, on=today)) for name, card in faces.fronts()]
    return render(request, "portal/front.html", {"tab": "services", "cards": cards})


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
    """What the services show first, what needs the person, then services."""
    at = now()
    found = faces.home(request.citizen, at=at)
    context = {
        "tab": "home",
        "card": found.card,
        "todo": [*([MOVE] if people_queries.move_under_way(request.citizen.id) else []), *found.tasks],
        "notices": notices.notices(request.citizen.id, limit=5),
        "unread": notices.unread_count(request.citizen.id),
        "citizen": request.citizen,
        "at": at,
    }
    return render(request, "portal/citizen_home.html", context)


MOVE = Task(
    "alert-triangle",
    Text("有人在窗口申请把您换到另一个账号", "Somebody at a window asked to move you to another account"),
    Text("一天以后生效。不是您本人，马上停止", "It takes effect in a day. If it was not you, stop it now"),
    "/account/",
)
SHOWN = 50  # entries of a history on a page


@duty_required()
def officer_home(request: OfficerRequest) -> HttpResponse:
    """The officer's own queues by clock, and the doors that the duties open."""
    at = now()
    parts = faces.queues(request.officer, at=at)
    context = {
        "rail": "home",
        "rail_counts": {part.key: part.waiting for part in parts},
        **(cares_of_an_administrator(at) if Duty.ADMINISTER in request.officer.duties else {}),
        "parts": parts,
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
@citizen_required
def cases(request: CitizenRequest) -> HttpResponse:
    """What the person has running, and what was."""
    at = now()
    context = {"tab": "cases", "parts": faces.cases(request.citizen, at=at), "at": at}
    return render(request, "portal/cases.html", context)


@require_safe
@citizen_required
def me(request: CitizenRequest) -> HttpResponse:
    """Account, sessions, mandates, who looked."""
    return render(request, "portal/me.html", {"tab": "me", "citizen": request.citizen})


@require_safe
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
@duty_required()
def journal(request: OfficerRequest) -> HttpResponse:
    """What this officer did, newest first."""
    page = journal_queries.history_page_by(request.officer.key, number=page_number(request), size=SHOWN)
    context = {
        "rail": "journal",
        "entries": offices.in_words(page.rows),
        "rail_counts": faces.counts(request.officer, at=now()),
        **pages_context(page, kept={}),
    }
    return render(request, "portal/journal.html", context)
