"""Django's registration of this package."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The package as a Django app; its label is "people"."""

    name = "tongban.people"
