"""Django's registration of this package."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The package as a Django app; its label is "journal"."""

    name = "tongban.journal"
