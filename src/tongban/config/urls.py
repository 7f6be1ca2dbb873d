"""The addresses of the product: one line a package, each package keeps its own."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from tongban.faces.queries import faces

handler400 = "tongban.ui.problems.bad_request"
handler403 = "tongban.ui.problems.permission_denied"
handler404 = "tongban.ui.problems.page_not_found"
handler500 = "tongban.ui.problems.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    *(path("", include(f"tongban.{face.name}.urls")) for face in faces()),
    path("", include("tongban.credentials.urls")),
    path("", include("tongban.offices.urls")),
    path("", include("tongban.people.urls")),
    path("", include("tongban.partners.urls")),
    path("", include("tongban.ui.urls")),
    path("log/", include("tongban.journal.urls")),
]

if settings.DEMO:
    from tongban.config.demo_pages import specimen

    urlpatterns.append(path("demo/specimen/<slug:name>.jpg", specimen))
