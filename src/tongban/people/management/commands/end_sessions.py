"""Sign people out from outside: python3 run manage end_sessions USERNAME, or --all."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.errors import NotFound
from tongban.people import actions


class Command(BaseCommand):
    """For an account that somebody else seems to use, or for all when a secret of the installation is out."""

    help = "End all sessions of one account, or of everybody. Who has the password or passkey can sign in again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose; exactly one of the two."""
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("username", nargs="?")
        whose.add_argument("--all", action="store_true", dest="is_all")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One action; says how many sessions ended."""
        by = "system:end_sessions"
        try:
            count = (
                actions.end_all_sessions(by=by)
                if options["is_all"]
                else actions.end_sessions_of(actions.account_named(options["username"]), by=by)
            )
        except NotFound as unknown:
            raise CommandError(str(unknown)) from unknown
        self.stdout.write(f"{count} ended")
