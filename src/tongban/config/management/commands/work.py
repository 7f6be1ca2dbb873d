"""`work`: what runs beside the web server, all day.

What services do by themselves stands in their faces; the floors' steps stand here. Each step is an action with a
durable cursor, so any number of these may run, and one that is killed loses nothing. Each step has a thread of its own:
a partner who answers slowly delays nothing but the messages.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from datetime import timedelta
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from tongban.clock import now
from tongban.credentials import actions as credentials
from tongban.faces import queries as faces
from tongban.faces.records import Step
from tongban.followers import actions as followers
from tongban.journal import actions as journal
from tongban.limits import actions as limits
from tongban.partners import actions as partners
from tongban.people import actions as people
from tongban.registers import actions as registers
from tongban.statistics import actions as statistics
from tongban.verdicts import Text

log = logging.getLogger("tongban.work")
NOTED_EVERY_SECONDS = 60.0  # a step with nothing to do says so only now and then


# What belongs to no service; the services' own steps stand in their faces.
STEPS = (
    Step("lists", 0.3, lambda: credentials.publish_lists(at=now()), Text("公布状态清单", "Publish the status lists")),
    Step("lists-compared", 300.0, lambda: credentials.compare_next(at=now()), Text("核对状态清单", "Compare the status lists")),
    Step("numbers", 60.0, lambda: registers.free_numbers(at=now()), Text("号牌号码回到号池", "Plate numbers that go back")),
    Step("partners", 0.3, lambda: partners.deliver(at=now()), Text("发给合作单位的消息", "Messages to partners")),
    Step("partners-forget", 3600.0, lambda: partners.forget(at=now()), Text("删去过期的往来内容", "Forget old messages to partners")),
    Step("drivers", 3600.0, lambda: registers.follow_calendar(at=now()), Text("记分周期和驾驶证到期", "Cycles and licences that end")),
    Step("moves", 30.0, lambda: people.finish_moves(at=now()), Text("账号变更到期生效", "Account moves that fall due")),
    Step("journal", 1.0, lambda: journal.sequence(at=now(), limit=5000), Text("写入日志", "Write the journal")),
    Step("limits", 600.0, lambda: limits.forget(at=now()), Text("清理次数限制", "Clear used-up limits")),
    Step("sessions", 3600.0, lambda: people.forget_sessions(at=now()), Text("删去过期的登录", "Clear ended sessions")),
    Step("figures", 60.0, lambda: statistics.count_figures(at=now()), Text("统计数字", "Count the figures")),
)  # fmt: skip


def steps() -> tuple[Step, ...]:
    """Everything that is done again and again, what services do first."""
    return (*faces.steps(), *STEPS)


class Turns:
    """The turns of one step, and its account (followers.Step): what it does is noted at once, that it is idle rarely."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.noted = float("-inf")
        self.is_introduced = self.is_failing = False

    def run(self, stop: Event) -> None:
        """One turn after the other until `stop`; the thread's connection is closed at the end."""
        try:
            while not stop.is_set():
                self.take()
                stop.wait(self.step.rest)
        finally:
            connection.close()

    def take(self) -> None:
        """One turn; a failure is logged whole and tried again at the next turn."""
        try:
            if not self.is_introduced:
                followers.introduce(self.step.name, words=self.step.words, rest=timedelta(seconds=self.step.rest))
                self.is_introduced = True
            count = self.step.act()
            if count or self.is_failing or time.monotonic() - self.noted >= NOTED_EVERY_SECONDS:
                followers.note_done(self.step.name, count=count, at=now())
                self.noted, self.is_failing = time.monotonic(), False
        except Exception as error:
            log.exception("step %s failed; it will be tried again", self.step.name)
            connection.close()
            self.note_failed(error)

    def note_failed(self, error: Exception) -> None:
        """Write the failure down, unless the database is what fails."""
        self.is_failing = True
        try:
            followers.note_failed(self.step.name, error, at=now())
        except Exception:
            log.exception("that step %s failed could not be noted", self.step.name)
            connection.close()


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
        if options["once"]:
            for step in steps():
                Turns(step).take()
            return
        threads = [Thread(target=Turns(step).run, args=(stop,), name=step.name) for step in steps()]
        for thread in threads:
            thread.start()
        parent = os.getppid()
        while not stop.wait(0.1):
            if options["until_parent_ends"] and os.getppid() != parent:
                stop.set()
        for thread in threads:
            thread.join()

    def simulate_partners(self) -> None:
        """The simulators of all partners in threads of this process; refused outside demo mode."""
        from django.conf import settings  # noqa: PLC0415

        from tongban.simulation import (  # noqa: PLC0415 - production imports none of them
            partner_servers,
            population_server,
            realname_server,
        )

        if not settings.DEMO:
            raise SystemExit("--simulate-partners is for the demo only")
        register = population_server.Register()
        realname_server.start(
            port=urlsplit(settings.REALNAME_URL).port or realname_server.DEFAULT_PORT, also=register.respond
        )
        partner_servers.start(port=urlsplit(settings.PARTNERS_URL).port or partner_servers.DEFAULT_PORT)
