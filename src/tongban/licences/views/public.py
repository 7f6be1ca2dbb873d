"""What anyone may fetch: status lists, trust list, type metadata, the service worker; and the firms' check page."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from tongban.clock import now
from tongban.credentials import queries as credentials
from tongban.errors import Forbidden, Malformed, NotFound
from tongban.keys import queries as keys
from tongban.licences import actions, queries
from tongban.licences.forms import VerifyForm
from tongban.limits.gates import limited

TYPES = {"jwt": "application/statuslist+jwt", "cwt": "application/statuslist+cwt"}
PREFERRED = {"revocation": "cwt", "entitlement": "jwt"}


@require_safe
def status_list(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """A published status list: JWT or CWT by Accept, else the form that the list's credentials use."""
    form = next((form for form, name in TYPES.items() if name in request.headers.get("Accept", "")), PREFERRED[kind])
    return signed_file(request, credentials.list_file(kind, number, form), TYPES[form], credentials.list_ttl_seconds())


@require_safe
def trust_list(request: HttpRequest) -> HttpResponse:
    """The signed trust list: who signs codes and lists, where the lists are."""
    return with_etag(request, credentials.trust_list(at=now()).encode(), "application/jwt", 300)


@require_safe
def trust_pem(request: HttpRequest) -> HttpResponse:
    """Root and signers as PEM, for the auditor and for other verifiers."""
    return with_etag(request, keys.trust_list(), "application/x-pem-file", 300)


@require_safe
def revocation_list(request: HttpRequest, number: int) -> HttpResponse:
    """The root's certificate revocation list, where its certificates say it is."""
    return with_etag(request, keys.revocation_list(number), "application/pkix-crl", 3600)


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


def signed_file(request: HttpRequest, path: Path, content_type: str, seconds: int) -> HttpResponse:
    """A published file; NotFound before its first publication."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as cause:
        raise NotFound("list.unknown") from cause
    return with_etag(request, content, content_type, seconds)


def with_etag(request: HttpRequest, content: bytes, content_type: str, seconds: int) -> HttpResponse:
    """The content with a strong ETag; 304 when the caller has it. Open to every origin: verifiers are anywhere."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    is_known = etag in request.headers.get("If-None-Match", "")
    answer = HttpResponseNotModified() if is_known else HttpResponse(content, content_type=content_type)
    answer["ETag"] = etag
    answer["Cache-Control"] = f"public, max-age={seconds}, must-revalidate"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
