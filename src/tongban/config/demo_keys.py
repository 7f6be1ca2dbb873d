"""The demo's keys: a ceremony like a real one, with names that say SPECIMEN."""

from __future__ import annotations

from django.conf import settings

from tongban.clock import now
from tongban.keys import actions, queries
from tongban.simulation.stories import STORIES_BEGIN


def hold_demo_ceremony() -> None:
    """Make the keys unless they are there."""
    if not actions.is_held(settings.KEYS):
        actions.hold_ceremony(folder=settings.KEYS, at=now() - STORIES_BEGIN)
    for role in queries.missing_roles():  # a folder that was made before this role was there
        actions.rotate(role, at=now() - STORIES_BEGIN)


def renew_what_ends_soon() -> None:
    """A new key for each role that would be warned of, once the stories of the past are signed with the old one."""
    for role in {warning.role for warning in queries.warnings(at=now())}:
        actions.rotate(role, at=now())
