"""Django's registration of this package."""

from django.apps import AppConfig


class OfficesConfig(AppConfig):
    """The package as a Django app; its label is "offices"."""

    name = "tongban.offices"

    def ready(self) -> None:
        """Register what is checked at start."""
        from tongban.offices import checks  # noqa: F401, PLC0415 - Django's registry must be ready first
