"""Django's registration of this package."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """The package as a Django app; its label is "keys"."""

    name = "tongban.keys"

    def ready(self) -> None:
        """Register the checks that watch expiry and file modes."""
        from tongban.keys import checks  # noqa: F401, PLC0415 - Django asks that it waits until here
