"""What every worker of `_builds` does: set a build up, then answer questions until nobody asks any more."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

AT = datetime.now(UTC).replace(microsecond=0)


def installed(keys_since: Callable[[], datetime] = lambda: AT) -> None:
    """Django of this build with keys and tables, on the last core that we may use. keys_since: asked once Django is there."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    (Path(os.environ["TONGBAN_DATA"]) / "static").mkdir(exist_ok=True)
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from tongban.keys import actions as keys  # noqa: PLC0415

    if not (Path(os.environ["TONGBAN_DATA"]) / "keys").exists():
        keys.hold_ceremony(at=keys_since())
    call_command("migrate", verbosity=0, interactive=False)


def answer(act: Callable[[Any], Any]) -> None:
    """Answer each question by what `act` makes of it."""
    for line in sys.stdin:
        print(json.dumps(act(json.loads(line))), flush=True)


def milliseconds(
    work: Callable[[], object], *, units: int, seconds: float, also: Callable[[], float] | None = None
) -> float:
    """CPU milliseconds a unit over at least `seconds` of CPU; also: another process's CPU-seconds so far."""
    clock = (lambda: time.process_time() + also()) if also else time.process_time
    work()
    done, start = 0, clock()
    while True:
        work()
        done += units
        passed = clock() - start
        if passed >= seconds:
            return 1000 * passed / done
