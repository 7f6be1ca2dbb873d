"""`manage key_warnings`: what runs out soon. For a timer that reports a failing command."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongban.clock import now
from tongban.errors import Problem
from tongban.keys import queries


class Command(BaseCommand):
    """Prints each warning in both languages; exit code 1 if there is one, 0 if not."""

    help = "Say which keys and certificates run out within 60, 30 or 7 days."
    requires_system_checks = ()  # keys come before everything else

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            found = queries.warnings(at=now())
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        for warning in found:
            self.stdout.write(f"{warning.text.zh} {warning.text.en}")
        if found:
            sys.exit(1)
