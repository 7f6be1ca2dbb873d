"""The addresses of the figures."""

from __future__ import annotations

from django.urls import path

from tongban.statistics import views

app_name = "statistics"
urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/wall/", views.wall, name="wall"),
    path("figures.csv", views.figures_csv, name="csv"),
]
