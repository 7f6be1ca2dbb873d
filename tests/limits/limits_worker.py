"""A process of its own that takes from a limit as often as it may: `python limits_worker.py migrate | take N`."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import django

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def main(command: str, *arguments: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    django.setup()
    from django.core.management import call_command

    from tongban.errors import TooMany
    from tongban.limits import actions

    if command == "migrate":
        call_command("migrate", "limits", verbosity=0, skip_checks=True)
        return
    sys.stdin.readline()  # all begin together
    let_through = 0
    for _ in range(int(arguments[0])):
        try:
            actions.take("consent-code", by={"citizen": "same"}, at=AT)
            let_through += 1
        except TooMany:
            pass
    print(let_through)


if __name__ == "__main__":
    main(*sys.argv[1:])
