"""The addresses of the home pages."""

from __future__ import annotations

from django.urls import path

from tongban.portal import about, audit, messages, views, window, workings

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("home/", views.home, name="home"),
    path("roles/", views.roles, name="roles"),
    path("walk/", views.walk, name="walk"),
    path("roles/<str:username>/portrait/", views.role_portrait, name="role-portrait"),
    path("cases/", views.cases, name="cases"),
    path("me/", views.me, name="me"),
    path("me/record/", views.record, name="record"),
    path("messages/", messages.messages, name="messages"),
    path("messages/read/", messages.read_all, name="messages-read"),
    path("messages/<uuid:notice_id>/", messages.open_message, name="message"),
    path("help/", about.about, {"page": "help"}, name="help"),
    path("privacy/", about.about, {"page": "privacy"}, name="privacy"),
    path("accessibility/", about.about, {"page": "accessibility"}, name="accessibility"),
    path("robots.txt", about.robots, name="robots"),
    path(".well-known/security.txt", about.security, name="security"),
    path("favicon.ico", about.favicon, name="favicon"),
    path("desk/journal/", views.journal, name="journal"),
    path("desk/audit/", audit.audit, name="audit"),
    path("desk/audit/verify/", audit.verify, name="audit-verify"),
    path("desk/audit/alarms/<uuid:alarm_id>/", audit.see_alarm, name="audit-see-alarm"),
    path("desk/audit/entries/<uuid:entry_id>/", audit.entry, name="audit-entry"),
    path("desk/work/", workings.workings, name="workings"),
    path("desk/work/release/", workings.release, name="workings-release"),
    path("desk/window-identity/", window.identity, name="window-identity"),
]
