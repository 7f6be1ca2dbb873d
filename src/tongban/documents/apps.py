"""Django's registration of this package."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The package as a Django app; its label is "documents"."""

    name = "tongban.documents"

    def ready(self) -> None:
        """The checks register themselves."""
        from tongban.documents import checks  # noqa: F401, PLC0415
