"""`manage sequence_journal`."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, close_old_connections

from tongban.errors import Problem, Unavailable
from tongban.journal import jobs


class Command(BaseCommand):
    """The sequencer: gives entries their places and signs checkpoints, once or again and again."""

    help = "Give waiting entries their places and sign the checkpoint; --every SECONDS goes on until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, metavar="SECONDS")

    def handle(self, *_args: Any, **options: Any) -> None:
        every: float | None = options["every"]
        while True:
            try:
                taken = jobs.sequence_waiting()
            except (Unavailable, OperationalError) as error:
                if every is None:
                    raise CommandError(str(error)) from error
                self.stderr.write(str(error))  # safe to try again: nothing was lost
            except Problem as problem:
                raise CommandError(str(problem)) from problem  # a person must look
            else:
                if every is None:
                    self.stdout.write(f"{taken} entries got their place")
                    return
            close_old_connections()
            time.sleep(every)
