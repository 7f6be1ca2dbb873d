"""Django's registration of this package."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out


class UiConfig(AppConfig):
    """The package as a Django app; its label is "ui"."""

    name = "tongban.ui"

    def ready(self) -> None:
        """Whoever signs out leaves nothing in the browser."""
        from tongban.ui.persons import note_sign_out  # noqa: PLC0415

        user_logged_out.connect(note_sign_out, dispatch_uid="ui.persons")
