"""Django's admin pages: for looking only; names and sealed numbers of people are not shown at all."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from tongban.people import models

# Django's own sign-in page knows no second factor: administrators sign in where everybody does.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing can be added, changed or deleted here, in any mode."""

    def has_add_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        """Never."""
        return False

    def has_change_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        """Never."""
        return False


@admin.register(models.Account)
class AccountAdmin(ReadOnly):
    """Accounts without their password hashes."""

    list_display = ("username", "kind", "is_active", "created_at")
    fields = ("username", "kind", "is_active", "is_staff", "created_at", "last_login")


@admin.register(models.FaceCheck)
class FaceCheckAdmin(ReadOnly):
    """Questions to the partner: when, and what came."""

    list_display = ("id", "answer", "at", "is_forgiven")
    fields = ("answer", "score", "at", "is_forgiven")
