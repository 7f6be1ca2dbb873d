"""What stands before a view for officers: signed in, second factor, duty.

@duty_required(Duty.PHOTO_REVIEW)
def review(request: OfficerRequest) -> HttpResponse:
    request.officer  # OfficerRecord with the duties in force today
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from tongban.clock import day_of, now
from tongban.errors import Forbidden
from tongban.offices import queries
from tongban.offices.records import Duty, OfficerRecord
from tongban.people import queries as people
from tongban.people.gates import is_shift_over, kept_form, to_sign_in
from tongban.ui.security import Event, note
from tongban.verdicts import Text

View = Callable[..., HttpResponseBase]

NOT_AN_OFFICER = Text(zh="这一页只供民警和工作人员使用。", en="This page is for officers only.")
UNIDENTIFIED = Text(
    zh="还没有登记您的身份证号，认不出您本人的业务，所以不能办理。请联系本单位的系统管理员登记。",
    en="Your identity number is not recorded yet, so nobody could tell a case of your own. Ask your office's "
    "administrator to record it.",
)
NO_DUTY = Text(
    zh="您现在没有办理此项业务的职责。需要时请联系本单位的系统管理员。",
    en="You do not hold the duty that this needs. Ask your office's administrator if you should.",
)


class OfficerRequest(HttpRequest):
    """A request that has passed `duty_required`."""

    officer: OfficerRecord


def duty_required(*duties: Duty) -> Callable[[View], View]:
    """Let only officers pass who hold at least one of `duties` today; sets `request.officer`.

    Nobody signed in: to the sign-in page and back. An officer without a second factor: to the page where one is
    set up; signed in more than 12 hours ago: out, and in again (neither in the demonstration). Anybody else:
    Forbidden("officer.required", "officer.unidentified" or "duty.required").
    With no duty named, being an officer is enough.
    """

    def gate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            officer = queries.officer(request.user, on=day_of(now()))
            if officer is None:
                raise Forbidden("officer.required", say=NOT_AN_OFFICER)
            if not settings.DEMO:
                if is_shift_over(request, at=now()):
                    note(Event.SHIFT_OVER, request=request)
                    kept = kept_form(request, account=str(request.user.pk))
                    logout(request)
                    return to_sign_in(request, kept=kept)
                if not people.has_second_factor(request.user):
                    return redirect("mfa_index")
            if not officer.is_identified:
                raise Forbidden("officer.unidentified", say=UNIDENTIFIED)
            if duties and officer.duties.isdisjoint(duties):
                raise Forbidden("duty.required", f"expected one of {', '.join(duties)}", say=NO_DUTY)
            request.officer = queries.for_a_request(officer)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return guarded

    return gate
