"""Addresses whose views say "no" in every way there is; used as ROOT_URLCONF."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tongban.errors import Forbidden, Malformed, NotFound, Refused, Unavailable, Untrusted
from tongban.verdicts import Reason, Text, Verdict

handler400 = "tongban.ui.problems.bad_request"
handler403 = "tongban.ui.problems.permission_denied"
handler404 = "tongban.ui.problems.page_not_found"
handler500 = "tongban.ui.problems.server_error"

SAY = Text("这份证言不开放。", "This statement is not open.")
VERDICT = Verdict(
    (
        Reason(
            "XX-01",
            "《机动车登记规定》第二十五条",
            Text("这辆车有 2 条违法没有处理。", "This vehicle has 2 open violations."),
            Text("处理完就能过户。", "Settle them to go on."),
        ),
        Reason("XX-02", "", Text("车已抵押。", "The vehicle is mortgaged."), Text("", "")),
    )
)
NOES = {
    "malformed": Malformed("test.malformed", "expected a, found b"),
    "forbidden": Forbidden("test.forbidden", say=SAY),
    "not-found": NotFound("test.not-found"),
    "refused": Refused("test.refused", VERDICT),
    "untrusted": Untrusted("test.untrusted"),
    "unavailable": Unavailable("test.unavailable"),
}

FAULTS: dict[str, Callable[[], object]] = {}  # what a test lets go wrong


def say_no(_request: HttpRequest, kind: str) -> HttpResponse:
    """Raise the one that was asked for, or a bug."""
    if kind == "bug":
        raise ZeroDivisionError("a secret detail")
    if kind in FAULTS:
        FAULTS[kind]()
    raise NOES[kind]


def fine(request: HttpRequest) -> HttpResponse:
    """A view that has nothing against it."""
    return HttpResponse(request.method)


urlpatterns = [
    path("", include("tongban.ui.urls")),
    path("no/<str:kind>/", say_no),
    path("api/no/<str:kind>/", say_no),
    path("fine/", fine),
]
