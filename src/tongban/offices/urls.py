"""The addresses of the administrator's pages."""

from __future__ import annotations

from django.urls import path

from tongban.offices import views

app_name = "offices"
urlpatterns = [
    path("desk/offices/", views.rollouts, name="rollouts"),
    path("desk/offices/officers/", views.officers, name="officers"),
    path("desk/offices/officers/<uuid:officer_id>/", views.officer, name="officer"),
    path("desk/offices/officers/<uuid:officer_id>/grant/", views.grant, name="grant"),
    path("desk/offices/officers/<uuid:officer_id>/withdraw/", views.withdraw, name="withdraw"),
    path("desk/offices/officers/<uuid:officer_id>/kin/", views.kin, name="kin"),
    path("desk/offices/officers/<uuid:officer_id>/sign-out/", views.sign_out, name="sign_out"),
    path("desk/offices/officers/<uuid:officer_id>/identify/", views.identify, name="identify"),
]
