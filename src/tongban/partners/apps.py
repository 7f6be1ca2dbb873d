"""Django's registration of this package."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """The package as a Django app; its label is "partners"."""

    name = "tongban.partners"
