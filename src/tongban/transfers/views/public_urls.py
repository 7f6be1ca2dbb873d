"""Addresses of the public pages: city rules and the offices' real times."""

from __future__ import annotations

from django.urls import URLPattern, path

from tongban.transfers.views import policies, times

urlpatterns: list[URLPattern] = [
    path("policies/", policies.public, name="policies"),
    path("times/", times.times, name="times"),
]
