"""Open an office, the first one too: python3 run manage open_office 510100000000 --name … --english … --kind city"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.clock import now
from tongban.errors import Problem
from tongban.identifiers import OfficeCode
from tongban.offices import actions
from tongban.offices.records import OfficeKind


class Command(BaseCommand):
    """See the module's text. The same code again corrects the names."""

    help = "Open an office (管理部门) by its 12-digit code, or correct its names."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which office."""
        parser.add_argument("code", help="12 digits; the first six are its division of GB/T 2260")
        parser.add_argument("--name", required=True, help="Chinese name")
        parser.add_argument("--english", required=True, help="English name")
        parser.add_argument("--kind", required=True, choices=[kind.value for kind in OfficeKind])

    def handle(self, *_args: Any, **options: Any) -> None:
        """One action."""
        try:
            office = actions.open_office(
                code=OfficeCode(options["code"]),
                name_zh=options["name"],
                name_en=options["english"],
                kind=OfficeKind(options["kind"]),
                by="system:open_office",
                at=now(),
            )
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"office:{office.code}")
