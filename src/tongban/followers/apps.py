"""Django's registration of this package."""

from django.apps import AppConfig


class FollowersConfig(AppConfig):
    """The package as a Django app; its label is "followers"."""

    name = "tongban.followers"
