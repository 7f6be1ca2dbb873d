"""`manage key_ceremony`: make the authority's keys, once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongban.clock import now
from tongban.errors import Problem
from tongban.keys import actions


class Command(BaseCommand):
    """Makes every key and certificate under TONGBAN_KEYS and writes a record; refuses if there are any."""

    help = "Make the authority's keys and certificates, once."
    requires_system_checks = ()  # keys come before everything else

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", default="system:ceremony", help="who holds the ceremony, for the record")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            record = actions.hold_ceremony(at=now(), by=options["by"])
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        for made in record.made:
            until = f" until {made.valid_until:%Y-%m-%d}" if made.valid_until else ""
            self.stdout.write(f"{made.role} {made.number}{until}  {made.fingerprint or '(no certificate)'}")
        self.stdout.write(f"Record: {record.path}")
