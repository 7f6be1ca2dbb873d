"""`manage key_revoke FINGERPRINT`, or without one: sign the revocation lists anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongban.clock import now
from tongban.errors import Problem
from tongban.keys import actions


class Command(BaseCommand):
    """Withdraws a signer; without a fingerprint it only signs the lists anew, as a monthly timer should."""

    help = "Withdraw a signer by its certificate's SHA-256; without one, sign the revocation lists anew."
    requires_system_checks = ()  # keys come before everything else

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fingerprint", nargs="?", help="SHA-256 of the certificate, hex")
        parser.add_argument("--by", default="system:revocation", help="who does it, for the record")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            if options["fingerprint"]:
                record = actions.revoke(options["fingerprint"], at=now(), by=options["by"])
                self.stdout.write(f"Revoked: {record.made[0].role} {record.made[0].number}. Record: {record.path}")
            else:
                actions.sign_revocation_lists(at=now())
        except Problem as problem:
            raise CommandError(str(problem)) from problem
