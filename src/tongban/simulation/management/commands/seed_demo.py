"""`seed_demo [--drivers 3000] [--seed N]`: puts the invented country into this installation. Never in production."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongban.clock import now
from tongban.errors import Problem
from tongban.keys import queries as keys
from tongban.keys.roles import Role
from tongban.simulation import actions
from tongban.simulation.population import SEED
from tongban.simulation.stories import STORIES_BEGIN


class Command(BaseCommand):
    """Safe to repeat; a killed run is simply started again."""

    help = "Fill this installation with invented people, vehicles and offices (demo and development only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--drivers and --seed."""
        parser.add_argument("--drivers", type=int, default=3000)
        parser.add_argument("--seed", type=int, default=SEED)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Seed, with a line for each step on stderr."""
        if keys.since(Role.SEAL) > now() - STORIES_BEGIN:
            raise CommandError(
                f"The stories go back {STORIES_BEGIN.days} days and these keys are younger: what they seal would not hold. "
                f"Before anything else is stored, empty TONGBAN_KEYS and run: key_ceremony --days-ago {STORIES_BEGIN.days}"
            )
        try:
            seeded = actions.seed(seed=options["seed"], drivers=options["drivers"], show=self.stderr.write)
        except Problem as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(
            f"{seeded.drivers} drivers, {seeded.vehicles} vehicles, {seeded.personas} people to sign in as; "
            f"{seeded.new_rows} new rows"
        )
