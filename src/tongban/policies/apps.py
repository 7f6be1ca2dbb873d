"""Django's registration of this package."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """The package as a Django app; its label is "policies"."""

    name = "tongban.policies"
