"""`manage verify_journal`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongban.errors import Problem
from tongban.journal import actions, queries
from tongban.verdicts import Outcome


class Command(BaseCommand):
    """Recompute the whole journal and say which check does not hold; exit code 1 unless all do."""

    help = "Recompute the whole journal: signature, tree, entries, places, details, last checkpoint."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--adopt-checkpoint",
            action="store_true",
            help="trust the database's checkpoint after the file outside it was lost (docs/operate/journal.md)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["adopt_checkpoint"]:
                actions.adopt_checkpoint()
            report = queries.verify_all()
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        for check in report.checks:
            self.stdout.write(f"{check.outcome:16} {check.check}  {check.reason}".rstrip())
        self.stdout.write(f"{report.elements['size']} entries, {report.elements['waiting']} waiting")
        if report.outcome is not Outcome.HOLDS:
            raise CommandError(f"the journal {report.outcome.replace('-', ' ')}")
