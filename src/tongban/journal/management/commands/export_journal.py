"""`manage export_journal FOLDER`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongban.errors import Problem
from tongban.journal.export import export


class Command(BaseCommand):
    """Write the log as a folder that the auditor and any static web server can read."""

    help = "Write the journal's log into a folder (c2sp.org/tlog-tiles); again into the same folder adds what is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            head = export(options["folder"])
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{head.size} entries of {head.origin} are in {options['folder']}")
