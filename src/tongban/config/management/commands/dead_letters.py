"""`dead_letters`: what the followers could not handle, and its release once the cause is mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.clock import CHINA, now
from tongban.errors import NotFound
from tongban.licences import actions as licences
from tongban.licences import queries as licence_queries
from tongban.transfers import actions as transfers
from tongban.transfers import queries as transfer_queries

Letter = licence_queries.SetAside | transfer_queries.SetAside
SERVICES: dict[str, tuple[Callable[[], Sequence[Letter]], Callable[..., None]]] = {
    "licences": (licence_queries.dead_letters, licences.release_letter),
    "transfers": (transfer_queries.dead_letters, transfers.release_letter),
}


class Command(BaseCommand):
    """List what was set aside; release one item, or all that are dead."""

    help = "Show what work could not handle and has set aside; --release SERVICE/LINE/ITEM or --release all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--release", metavar="SERVICE/LINE/ITEM", help="try this one again from now on, or: all")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["release"]:
            self.release(options["release"])
            return
        found = [(name, letter) for name, (letters, _release) in SERVICES.items() for letter in letters()]
        for name, letter in found:
            last = letter.last_at.astimezone(CHINA).isoformat(timespec="seconds")
            state = "dead" if letter.is_dead else "tried again"
            self.stdout.write(
                f"{name}/{letter.line}/{letter.item}  {letter.error}  {letter.tries} tries  {last}  {state}"
            )
        if not found:
            self.stdout.write("nothing is set aside")
        if any(letter.is_dead for _name, letter in found):
            raise CommandError("some are dead: mend the cause, then release them", returncode=2)

    def release(self, wanted: str) -> None:
        """One item by its name, or every dead one."""
        if wanted == "all":
            dead = [(name, one) for name, (letters, _release) in SERVICES.items() for one in letters() if one.is_dead]
            for name, letter in dead:
                SERVICES[name][1](line=letter.line, item=letter.item, at=now())
            self.stdout.write(f"{len(dead)} released")
            return
        name, _slash, rest = wanted.partition("/")
        line, _slash, item = rest.partition("/")
        if name not in SERVICES:
            raise CommandError(f"expected SERVICE/LINE/ITEM, the service one of {', '.join(SERVICES)}")
        try:
            SERVICES[name][1](line=line, item=item, at=now())
        except NotFound:
            raise CommandError("no such item was set aside") from None
        self.stdout.write("released")
