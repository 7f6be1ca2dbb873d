"""The log over HTTP: static in spirit, so that caches, mirrors and other people's programs can read it."""

from __future__ import annotations

import gzip
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from tongban.errors import Malformed, NotFound
from tongban.journal import queries
from tongban.standards.tlog.tiles import TilePath

FOR_EVER = "public, max-age=31536000, immutable"  # a tile at a width never changes
FOR_SECONDS = "public, max-age=2"  # "headers SHOULD prevent caching beyond a few seconds"


@require_safe
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The published checkpoint."""
    return _public(queries.checkpoint(), "text/plain; charset=utf-8", FOR_SECONDS)


@require_safe
def vkey(_request: HttpRequest) -> HttpResponse:
    """The log's public key; compare it with one that came another way before trusting it."""
    return _public(queries.vkey().encode() + b"\n", "text/plain; charset=utf-8", FOR_SECONDS)


@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A tile or an entry bundle; bundles are compressed for whoever can read that."""
    try:
        wanted = TilePath.parse(f"tile/{path}")
    except Malformed as problem:
        raise NotFound(problem.code, problem.detail) from None
    octets = queries.tile(wanted)
    if wanted.level is not None:
        return _public(octets, "application/octet-stream", FOR_EVER)
    accepts_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    response = _public(
        gzip.compress(octets, 6, mtime=0) if accepts_gzip else octets, "application/octet-stream", FOR_EVER
    )
    if accepts_gzip:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@require_safe
def proof(_request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The inclusion proof of an entry for whoever knows its id; it shows a place in the log and nothing else."""
    response = _public(queries.proof(entry_id).encode(), "text/plain; charset=utf-8", "no-store")
    response["Content-Disposition"] = f'attachment; filename="{entry_id}.tlog-proof"'
    return response


def _public(octets: bytes, content_type: str, caching: str) -> HttpResponse:
    """An answer that any page of any origin may read: the log is public."""
    return HttpResponse(
        octets,
        content_type=content_type,
        headers={
            "Cache-Control": caching,
            "Access-Control-Allow-Origin": "*",
            "X-Content-Type-Options": "nosniff",
        },
    )
