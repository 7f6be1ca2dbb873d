"""`dead_letters`: what the followers could not handle, and its release once the cause is mended."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.clock import CHINA, now
from tongban.errors import NotFound
from tongban.followers import actions, queries


class Command(BaseCommand):
    """List what was set aside; release one item, or all that are dead."""

    help = "Show what work could not handle and has set aside; --release SERVICE/LINE/ITEM or --release all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--release", metavar="SERVICE/LINE/ITEM", help="try this one again from now on, or: all")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["release"]:
            self.release(options["release"])
            return
        found = queries.dead_letters()
        for letter in found:
            last = letter.last_at.astimezone(CHINA).isoformat(timespec="seconds")
            state = "dead" if letter.is_dead else "tried again"
            self.stdout.write(f"{letter.line}/{letter.item}  {letter.error}  {letter.tries} tries  {last}  {state}")
        if not found:
            self.stdout.write("nothing is set aside")
        if any(letter.is_dead for letter in found):
            raise CommandError("some are dead: mend the cause, then release them", returncode=2)

    def release(self, wanted: str) -> None:
        """One item by its name, or every dead one."""
        if wanted == "all":
            dead = [one for one in queries.dead_letters() if one.is_dead]
            for letter in dead:
                actions.release_letter(line=letter.line, item=letter.item, at=now())
            self.stdout.write(f"{len(dead)} released")
            return
        line, slash, item = wanted.rpartition("/")
        if not slash:
            raise CommandError("expected SERVICE/LINE/ITEM")
        try:
            actions.release_letter(line=line, item=item, at=now())
        except NotFound:
            raise CommandError("no such item was set aside") from None
        self.stdout.write("released")
