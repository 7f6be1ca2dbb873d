"""Django's registration of this package."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """The package as a Django app; its label is "inspections"."""

    name = "tongban.inspections"
