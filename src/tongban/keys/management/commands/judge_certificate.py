"""`manage judge_certificate FILE --profile NAME`: hold anyone's certificate beside its table."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import UTC
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongban.clock import now
from tongban.errors import Problem
from tongban.identifiers import spelling
from tongban.standards import pki
from tongban.verdicts import Outcome


class Command(BaseCommand):
    """Prints every requirement with its clause; exit code 0 if all hold, 1 if not."""

    help = "Judge a certificate (PEM or DER) by a profile of ISO/IEC 18013-5 Annex B."
    requires_system_checks = ()  # judging a stranger's file needs nothing of this installation

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--profile", choices=sorted(pki.PROFILES), default="document-signer")
        parser.add_argument("--at", help="a moment, ISO 8601 with offset; by default now")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            at = spelling.moment(options["at"]) if options["at"] else now()
            content = options["file"].read_bytes()
            found = pki.certificates_in(content) if b"-----BEGIN" in content else [content]
            profile = pki.PROFILES[options["profile"]]
            reports = [pki.judge(raw, profile=profile, at=at if at.tzinfo else at.replace(tzinfo=UTC)) for raw in found]
        except (Problem, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        for report in reports:
            self.stdout.write(f"{report.elements['common_name']}  SHA-256 {report.elements['fingerprint']}")
            for check in report.checks:
                self.stdout.write(f"  {check.outcome:<14} {check.check:<26} {check.clause}  {check.reason}".rstrip())
        if any(report.outcome is not Outcome.HOLDS for report in reports):
            sys.exit(1)
