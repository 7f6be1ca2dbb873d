"""Open a service in a region: python3 run manage open_service licences --region 3205 --from 2026-12-01"""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.clock import day_of, now
from tongban.errors import Problem
from tongban.identifiers import spelling
from tongban.offices import actions


def _day(text: str) -> date:
    try:
        return spelling.day(text)
    except Problem as problem:
        raise ArgumentTypeError(problem.detail) from None


class Command(BaseCommand):
    """See the module's text. With --close the service is closed there from the day on."""

    help = "Open (or close) a service in the regions under a GB/T 2260 prefix from a day on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which service, where, when."""
        parser.add_argument("service")
        parser.add_argument("--region", default="", help="2, 4 or 6 digits of GB/T 2260; nothing = the whole country")
        parser.add_argument("--from", dest="from_day", type=_day, help="ISO day; today by default")
        parser.add_argument("--until", dest="until_day", type=_day, help="last open day; none by default")
        parser.add_argument("--close", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One action."""
        at = now()
        where: dict[str, Any] = {
            "service": options["service"],
            "region_prefix": options["region"],
            "from_day": options["from_day"] or day_of(at),
            "by": "system:open_service",
            "at": at,
        }
        try:
            if options["close"]:
                actions.close_service(**where)
            else:
                actions.open_service(**where, until_day=options["until_day"])
        except Problem as problem:
            raise CommandError(str(problem)) from problem
