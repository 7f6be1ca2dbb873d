"""The addresses of the product: one line a package, each package keeps its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("tongban.people.urls")),
    path("", include("tongban.portal.urls")),
]
