"""Django's registration of this package."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """The package as a Django app; its label is "keys"."""

    name = "tongban.keys"
