"""Django's registration of this package."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The package as a Django app; its label is "ui"."""

    name = "tongban.ui"
