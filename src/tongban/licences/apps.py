"""Django's registration of this package."""

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """The package as a Django app; its label is "licences"."""

    name = "tongban.licences"

    def ready(self) -> None:
        """Check the service's settings once at start, and make its kinds of credential known."""
        from tongban.credentials.kinds import register  # noqa: PLC0415 - settings and models are complete only now
        from tongban.licences.kinds import KINDS  # noqa: PLC0415
        from tongban.licences.profile import profile  # noqa: PLC0415

        profile()
        for kind in KINDS:
            register(kind)
