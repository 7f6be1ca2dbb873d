"""The addresses of the product: one line a package, each package keeps its own."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from tongban.config import openapi, sandbox

handler400 = "tongban.ui.problems.bad_request"
handler403 = "tongban.ui.problems.permission_denied"
handler404 = "tongban.ui.problems.page_not_found"
handler500 = "tongban.ui.problems.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tongban.portal.urls")),
    path("", include("tongban.licences.urls")),
    path("", include("tongban.credentials.urls")),
    path("", include("tongban.transfers.urls")),
    path("", include("tongban.roadside.urls")),
    path("", include("tongban.statistics.urls")),
    path("", include("tongban.offices.urls")),
    path("", include("tongban.people.urls")),
    path("", include("tongban.partners.urls")),
    path("", include("tongban.ui.urls")),
    path("log/", include("tongban.journal.urls")),
    path("api/openapi.json", openapi.served, name="openapi"),
    path("api/sandbox/codes.json", sandbox.served, name="sandbox"),
]

if settings.DEMO:
    from tongban.config.demo_pages import specimen

    urlpatterns.append(path("demo/specimen/<slug:name>.jpg", specimen))
