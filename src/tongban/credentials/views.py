"""What anyone may fetch who checks a credential: status lists, the trust list, the root's revocation list."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from tongban.clock import now
from tongban.credentials import queries
from tongban.errors import NotFound
from tongban.keys import queries as keys

TYPES = {"jwt": "application/statuslist+jwt", "cwt": "application/statuslist+cwt"}
PREFERRED = {"revocation": "cwt", "entitlement": "jwt"}


@require_safe
def status_list(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """A published status list: JWT or CWT by Accept, else the form that the list's credentials use."""
    form = next((form for form, name in TYPES.items() if name in request.headers.get("Accept", "")), PREFERRED[kind])
    return signed_file(request, queries.list_file(kind, number, form), TYPES[form], queries.list_ttl_seconds())


@require_safe
def trust_list(request: HttpRequest) -> HttpResponse:
    """The signed trust list: who signs codes and lists, where the lists are."""
    return with_etag(request, queries.trust_list(at=now()).encode(), "application/jwt", 300)


@require_safe
def trust_pem(request: HttpRequest) -> HttpResponse:
    """Root and signers as PEM, for the auditor and for other verifiers."""
    return with_etag(request, keys.trust_list(), "application/x-pem-file", 300)


@require_safe
def revocation_list(request: HttpRequest, number: int) -> HttpResponse:
    """The root's certificate revocation list, where its certificates say it is."""
    return with_etag(request, keys.revocation_list(number), "application/pkix-crl", 3600)


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
