"""Django's registration of this package."""

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """The package as a Django app; its label is "licences"."""

    name = "tongban.licences"

    def ready(self) -> None:
        """Check the service's settings once at start."""
        from tongban.licences.profile import profile  # noqa: PLC0415 - settings are complete only now

        profile()
