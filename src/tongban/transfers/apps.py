"""Django's registration of this package."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """The package as a Django app; its label is "transfers"."""

    name = "tongban.transfers"
