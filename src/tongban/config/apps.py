"""Django's registration of this package."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The package as a Django app; its label is "config"."""

    name = "tongban.config"
