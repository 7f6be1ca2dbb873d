"""What stands before a citizen's view: signed in, bound to a person, and a fresh face check for sensitive acts.

@step_up_required(minutes=5)
def apply(request: CitizenRequest) -> HttpResponse:
    request.citizen  # CitizenRecord

A face check serves one act: that of the page for which it was asked, once, in that session. The gate holds the match
while the view acts and uses it in the same transaction, so that of eight requests at once one has it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from tongban.clock import now
from tongban.errors import Forbidden, Problem
from tongban.limits import actions as limits
from tongban.limits.clients import client_of
from tongban.people import actions, queries, sealing
from tongban.people.records import AccountKind, CitizenRecord
from tongban.verdicts import Text

View = Callable[..., HttpResponseBase]

RETURNS = "people.returns"  # session: token -> path, sealed fields or None, account or None, moment
RETURNS_KEPT = 4
KEPT_MINUTES = 15
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
SIGNED_IN = "people.signed-in"  # session: ISO moment of the sign-in
SHIFT_HOURS = 12
POST_KEPT_CHARACTERS = 64_000
FORM_KEYS = ("key", "application")  # by these fields an act knows that it was done already
FACE_FIRST = Text(
    zh="请先做人脸核验，5 分钟内有效，只办这一件事。",
    en="Pass the face check first; it counts for 5 minutes and for this one act.",
)


NOT_A_CITIZEN = Text(
    zh="这是工作账号。办理您个人的业务，请用个人账号登录。",
    en="This is a work account. Sign in with your own account for your own affairs.",
)


class CitizenRequest(HttpRequest):
    """A request that has passed `citizen_required` or `step_up_required`."""

    citizen: CitizenRecord
    face_check: UUID | None
    """The match that serves the act that is done; set by `step_up_required` alone."""


def citizen_required(view: View) -> View:
    """Let only bound citizens pass; sets `request.citizen`. Others sign in or confirm who they are, then return."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        citizen = queries.citizen(request.user)
        if citizen is None and request.user.kind != AccountKind.CITIZEN:
            raise Forbidden("citizen.required", say=NOT_A_CITIZEN)
        if citizen is None or not citizen.is_bound:
            return redirect("people:real_name", token=keep_return(request))
        request.citizen = citizen  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


def step_up_required(*, minutes: int = 5, page: str = "", then: str = "") -> Callable[[View], View]:
    """Let only citizens pass whose face was checked for this very act, less than `minutes` ago in this session.

    Others go to the face check and come back; what they had posted comes back with them (files excepted). To look at
    the page, a match must be there; the POST that does the act (it answers with a redirect) uses it up.

    page: the name of the page whose face check a program's address takes; without one Forbidden("step-up.required").
    then: the name of the page on the phone where the same act ends; if the act leads there, the match goes with it.
    """

    def gate(view: View) -> View:
        @wraps(view)
        @citizen_required
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            act = reverse(page, kwargs=kwargs) if page else request.path
            session, at = session_of(request), now()
            if request.method in ("GET", "HEAD"):
                found = queries.face_matches(request.citizen, act=act, session=session, at=at, minutes=minutes)
                if not found.exists():
                    return ask_for_face(request, is_page=not page)
                return view(request, *args, **kwargs)
            sent = keyed_form(request)
            problem = None
            with transaction.atomic():
                match = actions.face_match(request.citizen, act=act, session=session, sent=sent, at=at, minutes=minutes)
                if match is not None:
                    request.face_check = match.pk
                    try:
                        answer = view(request, *args, **kwargs)
                    except Problem as no:  # the act has undone its own part; the match stays for a better try
                        problem = no
                    else:
                        if is_done(answer, is_page=not page):
                            goes_on = reverse(then, kwargs=kwargs) if then else ""
                            goes_on = goes_on if answer.headers.get("Location") == goes_on else ""
                            actions.use_face_match(match, sent=sent, at=at, then=goes_on)
            if problem is not None:
                raise problem
            return ask_for_face(request, is_page=not page) if match is None else answer

        return guarded

    return gate


def ask_for_face(request: HttpRequest, *, is_page: bool) -> HttpResponseBase:
    """To the page with the camera, and back; a program is told."""
    if not is_page:
        raise Forbidden("step-up.required", "expected a face check for this act, not used yet", say=FACE_FIRST)
    return redirect("people:face_check", token=keep_return(request))


def is_done(answer: HttpResponseBase, *, is_page: bool) -> bool:
    """True if the view did the act: a page leads on (it shows itself again when something is missing), a program is
    answered."""
    return 300 <= answer.status_code < 400 if is_page else answer.status_code < 300


def keyed_form(request: HttpRequest) -> str:
    """The keyed digest of a form that bears a key, "" of any other: by it a double click is known."""
    if not any(request.POST.get(name) for name in FORM_KEYS):
        return ""
    fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    return sealing.digest_of(f"{request.path}\0{fields}")


def session_of(request: HttpRequest) -> str:
    """The digest by which a face check knows its session again."""
    return queries.session_digest(request.session.session_key)


def is_shift_over(request: Any, *, at: datetime) -> bool:
    """True once a work account's sign-in is 12 hours old, whatever was done since, or if it is not known when it
    was (GB/T 22239-2019 8.1.4.1)."""
    since = request.session.get(SIGNED_IN)
    return since is None or at - datetime.fromisoformat(since) >= timedelta(hours=SHIFT_HOURS)


def keep_return(request: HttpRequest) -> str:
    """Keep where the person was, and what they had posted, under a token in their session."""
    account = None if request.user.pk is None else str(request.user.pk)
    return put_return(request, kept_form(request, account=account))


def put_return(request: HttpRequest, kept: dict[str, Any]) -> str:
    """Put what was kept into the session; the token under which it lies there."""
    token = secrets.token_urlsafe(12)
    others = dict(request.session.get(RETURNS, {}))
    request.session[RETURNS] = dict(list((others | {token: kept}).items())[-RETURNS_KEPT:])
    return token


def kept_form(request: HttpRequest, *, account: str | None) -> dict[str, Any]:
    """Where the person was and what they had posted: sealed, without files and passwords, and for this account alone.

    account None: nobody was signed in any more, so it is for whoever signs in within KEPT_MINUTES.
    """
    post = None
    if request.method == "POST":
        pairs = [
            [name, value]
            for name, values in request.POST.lists()
            for value in values
            if name != "csrfmiddlewaretoken" and "password" not in name
        ]
        if sum(len(name) + len(str(value)) for name, value in pairs) <= POST_KEPT_CHARACTERS:
            post = sealing.seal(json.dumps(pairs), field="kept-form", row=account).hex()
    return {
        "path": request.get_full_path(),
        "post": post,
        "account": account,
        "at": now().isoformat(),
        "files": bool(request.FILES),
    }


def kept_return(request: HttpRequest, token: str) -> tuple[str, list[list[str]] | None] | None:
    """(address, fields or None) of what was kept under the token; None if there is none, or it is not for this account."""
    kept = request.session.get(RETURNS, {}).get(token)
    if kept is None or (kept["account"] is not None and kept["account"] != str(request.user.pk)):
        return None
    if kept["account"] is None and now() - datetime.fromisoformat(kept["at"]) > timedelta(minutes=KEPT_MINUTES):
        return None
    post = None if kept["post"] is None else opened(kept)
    return kept["path"], post


def opened(kept: dict[str, Any]) -> list[list[str]]:
    """The fields of a kept form."""
    sealed = bytes.fromhex(kept["post"])
    fields: list[list[str]] = json.loads(sealing.open_sealed(sealed, field="kept-form", row=kept["account"]))
    return fields


def to_sign_in(request: HttpRequest, *, kept: dict[str, Any] | None = None) -> HttpResponseBase:
    """To the sign-in page, and back to where the person was; a form that was sent goes on from there.

    Of nobody, only a form of our own page with something in it is kept, and not without end: TooMany("limits.reached").
    """
    if kept is None and is_own_form(request) and any(name != "csrfmiddlewaretoken" for name in request.POST):
        limits.take("kept-form", by={"client": client_of(request.META.get("REMOTE_ADDR", ""))}, at=now())
        kept = kept_form(request, account=None)
    if kept is None or kept["post"] is None:
        return redirect_to_login(request.get_full_path() if request.method in ("GET", "HEAD") else "/home/")
    return redirect_to_login(reverse("people:carry_on", args=[put_return(request, kept)]))


def is_own_form(request: HttpRequest) -> bool:
    """True for a form that one of our own pages sent: what another site makes a browser send is never kept."""
    if request.method != "POST" or request.content_type not in FORM_TYPES:
        return False
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
