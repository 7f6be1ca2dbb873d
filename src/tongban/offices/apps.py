"""Django's registration of this package."""

from django.apps import AppConfig


class OfficesConfig(AppConfig):
    """The package as a Django app; its label is "offices"."""

    name = "tongban.offices"
