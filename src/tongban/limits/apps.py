"""Django's registration of this package."""

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class LimitsConfig(AppConfig):
    """The package as a Django app; its label is "limits"."""

    name = "tongban.limits"

    def ready(self) -> None:
        """Refuse to start with a table that makes no sense."""
        from tongban.errors import Malformed  # noqa: PLC0415 - Django's settings are there only now
        from tongban.limits.table import changed  # noqa: PLC0415

        try:
            changed()
        except Malformed as wrong:
            raise ImproperlyConfigured(f"TONGBAN_LIMITS: {wrong.detail}") from None
