"""Django's registration of this package."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """The package as a Django app; its label is "dossiers"."""

    name = "tongban.dossiers"
