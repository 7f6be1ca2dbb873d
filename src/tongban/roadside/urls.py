"""The addresses of the roadside check."""

from __future__ import annotations

from django.urls import path

from tongban.roadside import office_api, views

app_name = "roadside"
urlpatterns = [
    path("roadside/", views.start, name="start"),
    path("roadside/check/", views.check, name="check"),
    path("roadside/number/", views.number, name="number"),
    path("roadside/plate/", views.plate, name="plate"),
    path("roadside/queue/", office_api.queue, name="queue"),
    path("roadside/checks/", views.checks, name="checks"),
    path("roadside/checks/<uuid:check_id>/", views.result, name="result"),
    path("roadside/checks/<uuid:check_id>/portrait/", views.portrait, name="portrait"),
]
