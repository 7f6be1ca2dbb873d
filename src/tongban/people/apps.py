"""Django's registration of this package."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The package as a Django app; its label is "people"."""

    name = "tongban.people"

    def ready(self) -> None:
        """Second factors are bound to their accounts, and signing in is noted, from the first one on."""
        from tongban.people import checks, factors, signing_in  # noqa: F401, PLC0415 - models are ready only now; checks register

        factors.connect()
        signing_in.connect()
