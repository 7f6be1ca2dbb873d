"""Django's registration of this package."""

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """The package as a Django app; its label is "licences"."""

    name = "tongban.licences"
