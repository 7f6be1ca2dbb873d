"""`work`: what runs beside the web server, all day.

Register events to licences, licences to status lists, outbox to journal: each step is an action with a
durable cursor, so any number of these may run, and one that is killed loses nothing.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable
from threading import Event
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from tongban.clock import now
from tongban.journal import actions as journal
from tongban.licences import actions as licences
from tongban.limits import actions as limits
from tongban.partners import actions as partners
from tongban.people import actions as people
from tongban.statistics import actions as statistics
from tongban.transfers import actions as transfers

log = logging.getLogger("tongban.work")

STEPS: tuple[tuple[str, float, Callable[[], int]], ...] = (
    ("register", 0.3, lambda: licences.follow_register(at=now())),
    ("answers", 0.3, lambda: transfers.follow_partners(at=now())),
    ("vehicles", 0.3, lambda: transfers.follow_register(at=now())),
    ("files", 0.5, lambda: transfers.move_files(at=now())),
    ("clocks", 30.0, lambda: transfers.run_clocks(at=now())),
    ("lists", 0.3, lambda: licences.publish_lists(at=now())),
    ("partners", 0.3, lambda: partners.deliver(at=now())),
    ("partners-forget", 3600.0, lambda: partners.forget(at=now())),
    ("moves", 30.0, lambda: people.finish_moves(at=now())),
    ("journal", 1.0, lambda: journal.sequence(at=now(), limit=5000)),
    ("limits", 600.0, lambda: limits.forget(at=now())),
    ("sessions", 3600.0, lambda: people.forget_sessions(at=now())),
    ("figures", 60.0, lambda: statistics.count_figures(at=now())),
    ("calendar", 60.0, lambda: licences.recompute_due(at=now())),
)


class Command(BaseCommand):
    """Run all steps until told to stop."""

    help = "Follow register events, publish status lists and extend the journal, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do each step once and stop")
        parser.add_argument("--until-parent-ends", action="store_true", help="stop when the starting process is gone")
        parser.add_argument("--simulate-partners", action="store_true", help="answer for the partners (demo only)")

    def handle(self, *_args: Any, **options: Any) -> None:
        stop = Event()
        for wish in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wish, lambda *_: stop.set())
        if options["simulate_partners"]:
            self.simulate_partners()
        parent = os.getppid()
        due = dict.fromkeys((name for name, _, _ in STEPS), 0.0)
        while not stop.is_set():
            for name, every, act in STEPS:
                if time.monotonic() >= due[name]:
                    self.attempt(name, act)
                    due[name] = time.monotonic() + every
            if options["once"] or (options["until_parent_ends"] and os.getppid() != parent):
                break
            stop.wait(0.1)

    def attempt(self, name: str, act: Callable[[], int]) -> None:
        """One step; a failure is logged whole and tried again at its next turn, the others go on."""
        try:
            act()
        except Exception:
            log.exception("step %s failed; it will be tried again", name)
            close_old_connections()

    def simulate_partners(self) -> None:
        """The simulators of all partners in threads of this process; refused outside demo mode."""
        from django.conf import settings  # noqa: PLC0415

        from tongban.simulation import (  # noqa: PLC0415 - production imports none of them
            partner_servers,
            population_server,
            realname_server,
        )
        from tongban.simulation.personas import HOMES  # noqa: PLC0415

        if not settings.DEMO:
            raise SystemExit("--simulate-partners is for the demo only")
        register = population_server.Register(homes=dict(HOMES))
        realname_server.start(
            port=urlsplit(settings.REALNAME_URL).port or realname_server.DEFAULT_PORT, also=register.respond
        )
        partner_servers.start(port=urlsplit(settings.PARTNERS_URL).port or partner_servers.DEFAULT_PORT)
