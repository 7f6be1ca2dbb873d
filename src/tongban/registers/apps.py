"""Django's registration of this package."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The package as a Django app; its label is "registers"."""

    name = "tongban.registers"
