"""The addresses for partners' programs."""

from __future__ import annotations

from django.urls import path

from tongban.partners import partner_api

urlpatterns = [
    path("api/partners/<slug:partner>/<slug:what>", partner_api.hear, name="partner-hear"),
]
