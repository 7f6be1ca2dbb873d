"""Django's registration of this package."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The package as a Django app; its label is "documents"."""

    name = "tongban.documents"
