"""From a browser's cookie to its account, by statements that are made once: every page of everybody signed in asks them.

Django's session in the database and its check of passwords, unchanged but for how one row is read.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import BigIntegerField, CharField, DateTimeField
from django.utils import timezone

from tongban.statements import Statement, blank

SESSION = Statement(
    lambda: Session.objects.filter(session_key=blank("key", CharField()), expire_date__gt=blank("now", DateTimeField()))
)
ACCOUNT: Statement[Any] = Statement(
    lambda: get_user_model()._default_manager.filter(pk=blank("account", BigIntegerField()))
)


class SessionStore(db.SessionStore):
    """Sessions in Django's table (SESSION_ENGINE)."""

    def _get_session_from_db(self) -> Session | None:
        found = SESSION.objects(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None


class AccountBackend(ModelBackend):
    """User name and password."""

    def get_user(self, user_id: int) -> Any:
        """The active account of a session, or None."""
        found = ACCOUNT.objects(account=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
