"""What a public service says of itself: help, personal data, accessibility; and three files that programs ask for."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tongban.clock import now

# What a search engine has to find; everything else is somebody's own.
OPEN_TO_ALL = ("/$", "/verify/$", "/figures/", "/rules/", "/help/", "/privacy/", "/accessibility/", "/static/")
EXPIRES_DAYS = 180  # RFC 9116, 2.5.5: less than a year is recommended


@require_safe
def about(request: HttpRequest, page: str) -> HttpResponse:
    """One of the three pages in the footer."""
    return render(request, f"portal/{page}.html", {"contact": settings.CONTACT})


@require_safe
@cache_control(public=True, max_age=86400)
def robots(_request: HttpRequest) -> HttpResponse:
    """RFC 9309: the public pages and nothing else; in a demonstration nothing at all."""
    lines = ["User-agent: *", "Disallow: /"]
    if not settings.DEMO:
        lines += [f"Allow: {place}" for place in OPEN_TO_ALL]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def security(_request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a weakness."""
    expires = (now() + timedelta(days=EXPIRES_DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: zh, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(_request: HttpRequest) -> HttpResponse:
    """Where browsers look without being told."""
    return HttpResponse(status=301, headers={"Location": static("ui/favicon.ico")})
