"""Django's registration of this package; an unsafe mode does not start."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models.signals import post_migrate, pre_migrate

from tongban.config.modes import installation_of, objections
from tongban.tables.changes import in_haste, in_no_haste


class ConfigConfig(AppConfig):
    """The package as a Django app; its label is "config"."""

    name = "tongban.config"

    def ready(self) -> None:
        """Refuse to start in a mode that does not fit what lies there."""
        if found := objections(installation_of(settings, settings.DATABASES)):
            raise ImproperlyConfigured("Tongban does not start: " + "; ".join(found))
        from tongban.config import checks  # noqa: F401, PLC0415 - registers what Django asks at every start

        pre_migrate.connect(in_haste)
        post_migrate.connect(in_no_haste)
        if settings.DEMO:
            offer_personas()


def offer_personas() -> None:
    """Put the simulation's people on the portal's sign-in page; only a demonstration loads the simulation."""
    from tongban.portal import cards  # noqa: PLC0415
    from tongban.simulation.personas import PERSONAS, Section  # noqa: PLC0415

    cards.offer(
        cards.Card(
            username=one.username,
            is_officer=one.is_officer,
            is_elsewhere=one.section is Section.ELSEWHERE,
            role=one.role,
            name=one.name,
            place=one.place,
            to_try=one.to_try,
            portrait=one.portrait,
        )
        for one in PERSONAS
    )
