"""Django's registration of this package."""

from django.apps import AppConfig


class SimulationConfig(AppConfig):
    """The package as a Django app; its label is "simulation"."""

    name = "tongban.simulation"
