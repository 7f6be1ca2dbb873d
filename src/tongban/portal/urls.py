"""The addresses of the home pages."""

from __future__ import annotations

from django.urls import path

from tongban.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("home/", views.home, name="home"),
    path("roles/", views.roles, name="roles"),
    path("walk/", views.walk, name="walk"),
    path("roles/<str:username>/portrait/", views.role_portrait, name="role-portrait"),
    path("cases/", views.cases, name="cases"),
    path("me/", views.me, name="me"),
    path("rules/", views.rules, name="rules"),
    path("desk/journal/", views.journal, name="journal"),
]
