"""How it stands with the partners, and trying again what was given up: python3 run manage partner_messages --try-again"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tongban.clock import now
from tongban.partners import actions, queries
from tongban.partners.records import Line, Partner, Waiting

BY = "system:partner_messages"
MANY = 10_000


class Command(BaseCommand):
    """See the module's text. Without an argument it only shows."""

    help = "Show how it stands with each partner and what was given up; --try-again sends that once more."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which messages."""
        parser.add_argument("--try-again", action="store_true", help="send what was given up once more")
        parser.add_argument("--partner", choices=[str(partner) for partner in Partner], help="only this partner's")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One line a partner, one a message that was given up."""
        chosen = options["partner"]
        for line in queries.lines():
            if chosen in (None, line.partner):
                self.stdout.write(told(line))
        for lost in queries.given_up(MANY):
            if chosen in (None, lost.partner):
                if options["try_again"]:
                    actions.try_again(message_id=lost.id, by=BY, at=now())
                self.stdout.write(named(lost) + (" (tried again)" if options["try_again"] else ""))


def told(line: Line) -> str:
    """One partner's line."""
    if not line.is_set_up:
        state = "not set up"
    elif line.shut_until:
        state = f"left alone until {line.shut_until:%Y-%m-%d %H:%M:%S} UTC"
    else:
        state = "open"
    error = f"; last error {line.last_error}" if line.last_error else ""
    return f"{line.partner:<10} {state}; {line.waiting} waiting, {line.given_up} given up{error}"


def named(lost: Waiting) -> str:
    """One message that was given up."""
    return f"  {lost.id} {lost.partner} {lost.kind} {lost.about}: {lost.last_error}"
