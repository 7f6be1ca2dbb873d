"""Writing: what happens to a dossier. Each is part of an act of the service, which holds its case's lock and key."""

from __future__ import annotations

from tongban.dossiers.actions.keeping import add_page, open_dossier, scan_pages
from tongban.dossiers.actions.looking import (
    OVERVIEW_PAGES_MAX,
    guard,
    look_at_document,
    look_at_overview,
    look_at_page,
)
from tongban.dossiers.actions.moving import give_back, receive, send, those_verified, verified
from tongban.dossiers.actions.returning import put_page, require_repaired, return_pages
from tongban.dossiers.models import FileMove as Sent

__all__ = [
    "OVERVIEW_PAGES_MAX",
    "Sent",
    "add_page",
    "give_back",
    "guard",
    "look_at_document",
    "look_at_overview",
    "look_at_page",
    "open_dossier",
    "put_page",
    "receive",
    "require_repaired",
    "return_pages",
    "scan_pages",
    "send",
    "those_verified",
    "verified",
]
