"""Django's registration of this package."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """The package as a Django app; its label is "statistics"."""

    name = "tongban.statistics"
