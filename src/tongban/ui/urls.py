"""The switches of language and letters; everything else here is called, not visited."""

from __future__ import annotations

from django.urls import path

from tongban.ui import views

app_name = "ui"
urlpatterns = [
    path("language/", views.switch_language, name="language"),
    path("offline/<slug:language>/", views.offline, name="offline"),
    path("text-size/", views.switch_text, name="text-size"),
]
