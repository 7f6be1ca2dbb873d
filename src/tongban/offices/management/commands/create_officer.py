"""Make an officer: python3 run manage create_officer USERNAME --name … --number … --office … --duty window …"""

from __future__ import annotations

from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from tongban.clock import day_of, now
from tongban.errors import Problem
from tongban.identifiers import IdentityNumber, OfficeCode
from tongban.offices import actions
from tongban.offices.places import digits_of
from tongban.offices.records import Duty
from tongban.people import actions as people

IDENTITY_NUMBER = "Identity number (kept as a digest, for recusal from own cases): "


class Command(BaseCommand):
    """Password and identity number are asked for, never taken from the command line, where others could read them."""

    help = "Make an officer with an account and duties. The second factor is set up at the first sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, where, with which duties."""
        parser.add_argument("username")
        parser.add_argument("--name", required=True)
        parser.add_argument("--number", required=True, help="service number (警号)")
        parser.add_argument("--office", required=True, help="12-digit code of the office (管理部门代码)")
        parser.add_argument("--duty", action="append", default=[], choices=[duty.value for duty in Duty])
        parser.add_argument("--region", help="prefix of the regions for the duties; the office's own by default")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Everything or nothing."""
        at = now()
        password, identity_number = getpass("Password: "), getpass(IDENTITY_NUMBER)
        try:
            with transaction.atomic():
                office = OfficeCode(options["office"])
                account = people.open_officer_account(username=options["username"], password=password)
                officer = actions.create_officer(
                    account_id=account.pk,
                    name=options["name"],
                    number=options["number"],
                    office=office,
                    identity_number=IdentityNumber(identity_number),
                    by="system:create_officer",
                    at=at,
                )
                prefix = digits_of(office) if options["region"] is None else options["region"]
                for duty in options["duty"]:
                    actions.grant_duty(
                        officer_id=officer.id,
                        duty=Duty(duty),
                        region_prefix=prefix,
                        from_day=day_of(at),
                        by="system:create_officer",
                        at=at,
                    )
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"officer:{officer.id}")
