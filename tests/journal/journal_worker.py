"""A process of its own that works on a journal, so that tests can kill it. `python journal_worker.py COMMAND ...`"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import django


def main(command: str, *arguments: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    django.setup()
    from django.core.management import call_command
    from journal_acts import AT, KEY, issue

    from tongban.journal import actions, queries
    from tongban.journal.guard import LastCheckpoint
    from tongban.standards.tlog.notes import VerifierKey

    class DyingKey:
        """Killed at the moment of signing."""

        name, vkey = KEY.name, KEY.vkey

        def sign(self, message: bytes) -> bytes:
            os.kill(os.getpid(), signal.SIGKILL)
            raise AssertionError(message)

    class DyingFile(LastCheckpoint):
        """Killed after the checkpoint is on the disk and before the database knows it."""

        def keep(self, signed: bytes) -> None:
            super().keep(signed)
            os.kill(os.getpid(), signal.SIGKILL)

    path = Path(os.environ["TONGBAN_DATA"]) / "outside" / "checkpoint"
    last = LastCheckpoint(path)
    match command:
        case "migrate":
            call_command("migrate", "journal", verbosity=0, skip_checks=True)
        case "record":
            for _ in range(int(arguments[0])):
                issue()
        case "sequence":  # in lots of so many, until the log has so many entries
            limit, size = map(int, arguments)
            while actions.sequence(at=AT, limit=limit, key=KEY, last=last) or queries.head().size < size:
                pass
        case (
            "die-signing" | "die-publishing"
        ):  # PostgreSQL gives nothing away before older transactions, anybody's, end
            key, last = (DyingKey(), last) if command == "die-signing" else (KEY, DyingFile(path))
            while True:
                actions.sequence(at=AT, key=key, last=last)
        case "verify":
            report = queries.verify_all(key=VerifierKey.parse(KEY.vkey), last=last)
            wrong = {check.check: check.reason for check in report.checks if check.outcome != "holds"}
            print(json.dumps({"wrong": wrong, "size": report.elements["size"], "waiting": queries.waiting()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
