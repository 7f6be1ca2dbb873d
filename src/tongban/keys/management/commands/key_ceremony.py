"""`manage key_ceremony`: make the authority's keys, once."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tongban.clock import now
from tongban.errors import Problem
from tongban.keys import actions


class Command(BaseCommand):
    """Makes every key and certificate under TONGBAN_KEYS and writes a record; refuses if there are any."""

    help = "Make the authority's keys and certificates, once."
    requires_system_checks = ()  # keys come before everything else

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days-ago",
            type=int,
            default=0,
            help="keys that were valid before today, for seed_demo; not in production",
        )
        parser.add_argument("--by", default="system:ceremony", help="who holds the ceremony, for the record")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["days_ago"] and settings.MODE == "production":
            raise CommandError(
                "--days-ago is for invented stories: an authority's keys begin on the day they are made."
            )
        try:
            record = actions.hold_ceremony(at=now() - timedelta(days=options["days_ago"]), by=options["by"])
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        for made in record.made:
            until = f" until {made.valid_until:%Y-%m-%d}" if made.valid_until else ""
            self.stdout.write(f"{made.role} {made.number}{until}  {made.fingerprint or '(no certificate)'}")
        self.stdout.write(f"Record: {record.path}")
