"""What anyone may fetch of the licence: type metadata and the service worker; and the firms' check page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from tongban.clock import now
from tongban.errors import Forbidden, Malformed, NotFound
from tongban.licences import actions, queries
from tongban.licences.forms import VerifyForm
from tongban.limits.gates import limited


@require_safe
def type_metadata(_request: HttpRequest) -> JsonResponse:
    """SD-JWT VC type metadata of the domestic licence (draft-ietf-oauth-sd-jwt-vc section 5)."""
    described: dict[str, Any] = {
        "vct": f"{settings.BASE_URL}/vct/driving-licence",
        "name": "电子驾驶证 / Electronic driving licence",
        "display": [
            {"locale": "zh-Hans", "name": "电子驾驶证"},
            {"locale": "en", "name": "Electronic driving licence"},
        ],
        "claims": [{"path": [name], "sd": "always"} for name in queries.SDJWT_DISCLOSABLE],
    }
    return JsonResponse(described)


@require_safe
def service_worker(_request: HttpRequest) -> HttpResponse:
    """The wallet's service worker, at the root so that it may serve every page of the phone."""
    path = finders.find("licences/service-worker.js")
    if path is None:
        raise NotFound("service-worker.absent")
    answer = HttpResponse(Path(str(path)).read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer["Service-Worker-Allowed"] = "/"
    return answer


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rulebook as the public reads it: every rule with its article, date and sentence."""
    return render(request, "licences/rules.html", {"tab": "rules", **queries.rulebook()})


@require_http_methods(["GET", "HEAD", "POST"])
@limited("verify")
def verify(request: HttpRequest) -> HttpResponse:
    """A firm's check by camera, picture or text: only the answers that the holder chose to give. Nothing is kept."""
    at = now()
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    shown, status = None, 200
    problem: Malformed | Forbidden | None = None
    if request.method == "POST":
        try:
            shown = actions.check_for_business(form.cleaned_data["text"], at=at) if form.is_valid() else None
        except (Malformed, Forbidden) as wrong:
            problem = wrong
        status = problem.status if problem else 200 if shown else 400
        form = form if form.errors else VerifyForm()
    context = {"form": form, "shown": shown, "problem": problem, "checked_at": at, "tab": "verify"}
    return render(request, "licences/verify.html", context, status=status)
