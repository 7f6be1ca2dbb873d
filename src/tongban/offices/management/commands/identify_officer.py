"""Note who an officer is: python3 run manage identify_officer 0001"""

from __future__ import annotations

from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.clock import day_of, now
from tongban.errors import Problem
from tongban.identifiers import IdentityNumber
from tongban.offices import actions, queries
from tongban.offices.management.commands.create_officer import IDENTITY_NUMBER


class Command(BaseCommand):
    """The identity number is asked for, never taken from the command line; only its digest is kept."""

    help = "Record the identity number of an officer who was made before it was asked for (check offices.W001)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom."""
        parser.add_argument("number", help="service number (警号)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One action."""
        at = now()
        try:
            officer = queries.officer_by_number(options["number"], on=day_of(at))
            number = IdentityNumber(getpass(IDENTITY_NUMBER))
            actions.identify_officer(officer_id=officer.id, identity_number=number, by="system:identify_officer", at=at)
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(officer.key)
