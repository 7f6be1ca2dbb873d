"""Django's registration of this package."""

from django.apps import AppConfig


class RoadsideConfig(AppConfig):
    """The package as a Django app; its label is "roadside"."""

    name = "tongban.roadside"
