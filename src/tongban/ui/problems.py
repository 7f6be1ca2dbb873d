"""The one place where a "no" becomes HTTP: a page for people, RFC 9457 for programs.

The six exceptions of tongban.errors arrive here from any view. A database that is busy, full or gone is
Unavailable, told without asking it for anything. Whatever else is raised is a bug: the person reads that it is our
fault, the log has the trace, and nothing of it is shown.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from tongban.errors import Forbidden, Malformed, NotFound, Problem, Refused, TooMany, Unavailable, Untrusted
from tongban.ui import security
from tongban.verdicts import Reason, Text, Verdict

Answer = TypeVar("Answer", bound=HttpResponse)
RETRY_SECONDS = 600  # what the page says in words: 10 minutes
KEPT_CHARACTERS = 64_000
TOO_OLD = Text(
    "这一页放得太久了，没有提交。什么都没有改。请返回上一页，刷新后再提交。",
    "This page is too old and was not sent. Nothing was changed. Go back, load the page again, and send it.",
)
TONES = {400: "grey", 403: "red", 404: "grey", 409: "amber", 422: "red", 429: "amber", 503: "grey"}


def titles() -> dict[type[Problem], tuple[str, str]]:
    """What each kind of "no" is called, and what to do, in the language of the request."""
    return {
        Malformed: (_("这样的内容我们读不懂"), _("返回上一页，改好后再试。您填的都在。")),
        Forbidden: (_("您不能办这件事"), _("换一个账户，或者联系本单位管理员。")),
        NotFound: (_("没有找到"), _("地址可能写错了，或者这件东西您不能看。")),
        Refused: (_("现在不能办"), _("下面是全部原因，以及怎么解决。")),
        TooMany: (_("请稍等再试"), _("次数太多了。过一会儿再试，别的事可以照常办。")),
        Untrusted: (_("没有通过核验"), _("签名或者来源不对。请对方重新出示。")),
        Unavailable: (_("这会儿办不了"), _("不是您的问题，什么都没有丢。10 分钟后再试。")),
    }


class ProblemMiddleware:
    """Turns a Problem that a view raised into its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            return not_allowed(request, allow=response["Allow"])
        security.note_answer(request, response.status_code)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer for one of the six; None lets Django go on to server_error with everything else."""
        if not isinstance(exception, Problem):
            return None
        security.note_problem(request, exception)
        return problem_json(exception) if wants_json(request) else problem_page(request, exception)


def wants_json(request: HttpRequest) -> bool:
    """True if the caller is a program: an address under /api/, or it sent or accepts JSON and asked for no page."""
    accepted = request.headers.get("Accept", "")
    if request.path.startswith("/api/"):
        return True
    if "application/json" in accepted or "application/problem+json" in accepted:
        return True
    return request.content_type == "application/json" and "text/html" not in accepted


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page for a person."""
    title, advice = title_of(problem)
    context = {
        "title": title,
        "advice": advice,
        "say": said(problem),
        "verdict": getattr(problem, "verdict", None),
        "code": problem.code,
        "tone": TONES[problem.status],
    }
    return later(problem, render(request, "ui/problem.html", context, status=problem.status))


def problem_json(problem: Problem) -> JsonResponse:
    """RFC 9457 problem details; `code` is ours and stable, `reasons` come with a refusal."""
    title, advice = title_of(problem)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": problem.status,
        "detail": said(problem) or advice,
        "code": problem.code,
    }
    verdict: Verdict | None = getattr(problem, "verdict", None)
    if verdict is not None:
        body["reasons"] = [reason_json(reason) for reason in verdict.reasons]
        body["detail"] = " ".join(one["what"] for one in body["reasons"])
    return later(problem, JsonResponse(body, status=problem.status, content_type="application/problem+json"))


def later(problem: Problem, response: Answer) -> Answer:
    """The response, with Retry-After (RFC 9110, 10.2.3) when it is worth trying again, and never kept by a cache."""
    response["Cache-Control"] = "no-store"
    if isinstance(problem, Unavailable):
        response["Retry-After"] = str(RETRY_SECONDS)
    if isinstance(problem, TooMany):
        response["Retry-After"] = str(problem.seconds)
    return response


def reason_json(reason: Reason) -> dict[str, str]:
    """One reason in the language of the request."""
    language = translation.get_language() or "zh-hans"
    return {
        "code": reason.code,
        "article": reason.article,
        "what": reason.what.in_language(language),
        "remedy": reason.remedy.in_language(language),
    }


def title_of(problem: Problem) -> tuple[str, str]:
    """Title and advice for the problem's class."""
    named = titles()
    return next(named[kind] for kind in type(problem).__mro__ if kind in named)


def said(problem: Problem) -> str:
    """The problem's own sentence in the language of the request, or ""."""
    return "" if problem.say is None else problem.say.in_language(translation.get_language() or "zh-hans")


# --- Django's own handlers ---------------------------------------------------------------------------------
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """404 for an address that no view has."""
    return answer(request, NotFound("address.unknown"))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """403 from Django itself."""
    return answer(request, Forbidden("permission.denied"))


def not_allowed(request: HttpRequest, *, allow: str) -> HttpResponse:
    """405 with something to read: somebody came back by an address that only answers a form, or a program errs."""
    title, advice = _("这一页不能这样打开"), _("它是提交之后才有的。请从首页重新进入。")
    if wants_json(request):
        body = {"type": "about:blank", "title": title, "status": 405, "detail": f"Allow: {allow}", "code": "method"}
        answered: HttpResponse = JsonResponse(body, status=405, content_type="application/problem+json")
    else:
        context = {"title": title, "advice": advice, "code": "method", "tone": "grey"}
        answered = render(request, "ui/problem.html", context, status=405)
    answered["Allow"], answered["Cache-Control"] = allow, "no-store"
    return answered


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """400 from Django itself, such as a body that is too large."""
    return answer(request, Malformed("request.malformed"))


def server_error(request: HttpRequest) -> HttpResponse:
    """500, a bug; or 503, the database."""
    if is_of_the_database(sys.exc_info()[1]):
        problem = Unavailable("database.unavailable", "it is locked, full or cannot be reached")
        if wants_json(request):
            return problem_json(problem)
        return later(problem, bare_page(request, *title_of(problem), status=problem.status))
    title, advice = _("我们这边出了问题"), _("您填的都在。10 分钟后再试。")
    if wants_json(request):
        body = {"type": "about:blank", "title": title, "status": 500, "code": "bug"}
        return JsonResponse(body, status=500, content_type="application/problem+json")
    return bare_page(request, title, advice, status=500)


def bare_page(request: HttpRequest, title: str, advice: str, *, status: int) -> HttpResponse:
    """A page for which neither database nor session is touched, and which tells no detail."""
    number = request.META.get("tongban.request", "")
    return render(request, "ui/bare.html", {"title": title, "advice": advice, "number": number}, status=status)


def is_of_the_database(exception: BaseException | None) -> bool:
    """True if the database was locked, full or gone, so that it is worth trying again; a wrong statement is a bug."""
    if not isinstance(exception, (OperationalError, InterfaceError)):
        return False
    return getattr(exception.__cause__, "sqlite_errorname", "") != "SQLITE_ERROR"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was too old: what was typed is kept on the next page, with a fresh token and one button. A file that was
    chosen is not: there it is chosen again.

    Only for a form of one of our own pages; what another site made the browser send is shown no button.
    """
    problem = Forbidden("form.too-old", reason, say=TOO_OLD)
    security.note_problem(request, problem)
    if wants_json(request) or request.headers.get("Origin") != f"{request.scheme}://{request.get_host()}":
        return answer(request, problem)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
    if sum(len(name) + len(value) for name, value in fields) > KEPT_CHARACTERS:
        return answer(request, problem)
    context = {"fields": fields, "path": request.get_full_path(), "files": files_of(request)}
    return later(problem, render(request, "ui/too_old.html", context, status=problem.status))


def files_of(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Field, names and whether they were several, of the files that were chosen."""
    chosen = [(field, [one.name or "" for one in files]) for field, files in request.FILES.lists()]
    return [(field, ", ".join(names), len(names) > 1) for field, names in chosen]


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The answer for a problem, whichever way the caller wants it."""
    return problem_json(problem) if wants_json(request) else problem_page(request, problem)
