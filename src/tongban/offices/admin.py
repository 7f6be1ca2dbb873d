"""Django's admin pages: for looking only; whatever changes goes through an action and leaves a journal entry."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from tongban.offices import models


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


for model in (models.Office, models.Officer, models.DutyGrant, models.Rollout):
    admin.site.register(model, ReadOnly)
