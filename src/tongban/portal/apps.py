"""Django's registration of this package."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The package as a Django app; its label is "portal"."""

    name = "tongban.portal"
