"""`compare_lists`: what the status lists say beside what the rows say, and its mending."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.clock import now
from tongban.credentials import actions, queries


class Command(BaseCommand):
    """Make every status list again from the rows and compare; exit code 2 when one was astray."""

    help = "Compare every status list with the rows it follows; --mend writes into it what the rows say."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="write into the lists what the rows say")

    def handle(self, *_args: Any, **options: Any) -> None:
        astray = 0
        for kind, number in queries.list_numbers():
            for index, (said, should) in actions.compare_list(kind, number, at=now(), mend=options["mend"]).items():
                self.stdout.write(f"{kind}/{number} place {index} says {said} and should say {should}")
                astray += 1
        if astray and not options["mend"]:
            raise CommandError(f"{astray} places are astray: find out why, then --mend", returncode=2)
        self.stdout.write(f"{astray} places mended" if astray else "every list says what the rows say")
