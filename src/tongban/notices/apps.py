"""Django's registration of this package."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The package as a Django app; its label is "notices"."""

    name = "tongban.notices"
