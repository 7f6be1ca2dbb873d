"""Django's registration of this package."""

from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    """The package as a Django app; its label is "credentials"."""

    name = "tongban.credentials"

    def ready(self) -> None:
        """Check the settings once at start."""
        from tongban.credentials.profile import profile  # noqa: PLC0415 - settings are complete only now

        profile()
