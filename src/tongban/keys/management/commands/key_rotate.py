"""`manage key_rotate ROLE`: put a new key into use."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongban.clock import now
from tongban.errors import Problem
from tongban.keys import actions
from tongban.keys.roles import PROFILES, Role


class Command(BaseCommand):
    """A new key and certificate for one role; the old certificate stays in the trust list until it expires."""

    help = "Put a new key with a new certificate into use for one role."
    requires_system_checks = ()  # keys come before everything else

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", choices=[str(role) for role in PROFILES])
        parser.add_argument("--by", default="system:rotation", help="who does it, for the record")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            record = actions.rotate(Role(options["role"]), at=now(), by=options["by"])
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        (made,) = record.made
        self.stdout.write(f"{made.role} {made.number} until {made.valid_until:%Y-%m-%d}  {made.fingerprint}")
        self.stdout.write(f"Record: {record.path}")
