"""What stands before a citizen's view: signed in, bound to a person, and a fresh face check for sensitive acts.

@step_up_required(minutes=5)
def apply(request: CitizenRequest) -> HttpResponse:
    request.citizen  # CitizenRecord
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from tongban.clock import now
from tongban.errors import Forbidden
from tongban.people import queries
from tongban.people.records import AccountKind, CitizenRecord
from tongban.verdicts import Text

View = Callable[..., HttpResponseBase]

STEP_UP = "people.step-up"  # session: {"citizen": uuid, "at": ISO moment}
RETURNS = "people.returns"  # session: token -> {"path": str, "post": [[name, value], …] or None}
RETURNS_KEPT = 4
SIGNED_IN = "people.signed-in"  # session: ISO moment of the sign-in
SHIFT_HOURS = 12
POST_KEPT_CHARACTERS = 64_000


NOT_A_CITIZEN = Text(
    zh="这是工作账号。办理您个人的业务，请用个人账号登录。",
    en="This is a work account. Sign in with your own account for your own affairs.",
)


class CitizenRequest(HttpRequest):
    """A request that has passed `citizen_required` or `step_up_required`."""

    citizen: CitizenRecord


def citizen_required(view: View) -> View:
    """Let only bound citizens pass; sets `request.citizen`. Others sign in or confirm who they are, then return."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        citizen = queries.citizen(request.user)
        if citizen is None and request.user.kind != AccountKind.CITIZEN:
            raise Forbidden("citizen.required", say=NOT_A_CITIZEN)
        if citizen is None or not citizen.is_bound:
            return redirect("people:real_name", token=keep_return(request))
        request.citizen = citizen  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


def step_up_required(*, minutes: int = 5) -> Callable[[View], View]:
    """Let only citizens pass whose face was checked less than `minutes` ago in this session.

    Others go to the face check and come back; what they had posted comes back with them (files excepted).
    """

    def gate(view: View) -> View:
        @wraps(view)
        @citizen_required
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not is_stepped_up(request, at=now(), minutes=minutes):
                return redirect("people:face_check", token=keep_return(request))
            return view(request, *args, **kwargs)

        return guarded

    return gate


def is_stepped_up(request: Any, *, at: datetime, minutes: int = 5) -> bool:
    """True while the last face check of this citizen in this session is less than `minutes` old.

    At exactly `minutes` it has expired; a check that lies in the future (a clock set back) does not count.
    """
    mark = request.session.get(STEP_UP)
    citizen = getattr(request, "citizen", None) or queries.citizen(request.user)
    if not mark or citizen is None or mark["citizen"] != str(citizen.id):
        return False
    age = at - datetime.fromisoformat(mark["at"])
    return timedelta() <= age < timedelta(minutes=minutes)


def step_up(request: HttpRequest, *, citizen: CitizenRecord, at: datetime) -> None:
    """Remember in the session that this citizen's face was checked at this moment."""
    request.session[STEP_UP] = {"citizen": str(citizen.id), "at": at.isoformat()}


def is_shift_over(request: Any, *, at: datetime) -> bool:
    """True once a work account's sign-in is 12 hours old, whatever was done since, or if it is not known when it
    was (GB/T 22239-2019 8.1.4.1)."""
    since = request.session.get(SIGNED_IN)
    return since is None or at - datetime.fromisoformat(since) >= timedelta(hours=SHIFT_HOURS)


def keep_return(request: HttpRequest) -> str:
    """Keep where the person was, and what they had posted, under a token in their session."""
    kept: dict[str, Any] = dict(request.session.get(RETURNS, {}))
    post = None
    if request.method == "POST":
        pairs = [
            [name, value] for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
        ]
        if sum(len(name) + len(str(value)) for name, value in pairs) <= POST_KEPT_CHARACTERS:
            post = pairs
    token = secrets.token_urlsafe(12)
    kept[token] = {"path": request.get_full_path(), "post": post}
    request.session[RETURNS] = dict(list(kept.items())[-RETURNS_KEPT:])
    return token
