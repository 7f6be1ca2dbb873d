"""Django's registration of this package; an unsafe mode does not start."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tongban.config.modes import installation_of, objections


class ConfigConfig(AppConfig):
    """The package as a Django app; its label is "config"."""

    name = "tongban.config"

    def ready(self) -> None:
        """Refuse to start in a mode that does not fit what lies there."""
        if found := objections(installation_of(settings, settings.DATABASES)):
            raise ImproperlyConfigured("Tongban does not start: " + "; ".join(found))
