"""The addresses of what is published for those who check; they stand in credentials, so they never change."""

from __future__ import annotations

from django.urls import path, re_path

from tongban.credentials import views

app_name = "credentials"
urlpatterns = [
    re_path(r"^status/(?P<kind>revocation|entitlement)/(?P<number>[0-9]{1,6})$", views.status_list, name="status"),
    path("trust-list.jwt", views.trust_list, name="trust-list"),
    path("trust-list.pem", views.trust_pem, name="trust-pem"),
    path("trust/iaca-<int:number>.crl", views.revocation_list, name="crl"),
]
