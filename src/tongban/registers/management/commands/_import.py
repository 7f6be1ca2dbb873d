"""What the two import commands share: arguments, progress on stderr, the list of faults."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from tongban import clock
from tongban.errors import Problem
from tongban.registers import imports

SHOWN_WARNINGS = 20


class ImportCommand(BaseCommand):
    """Takes one file in. Exit code 0: all lines good; 1: some lines have faults, or nothing could be read."""

    kind: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --encoding, --faults."""
        parser.add_argument("file", type=Path, help="a .csv, .jsonl or .ndjson file, one record a line")
        parser.add_argument("--encoding", default="utf-8", choices=imports.ENCODINGS)
        parser.add_argument("--faults", type=Path, help="write every fault to this CSV file instead of the screen")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Import, then tell what was taken as it is, and list every fault: line, field, what was expected."""
        warnings: dict[tuple[str, str], list[int]] = {}
        try:
            result, digest = imports.import_file(
                options["file"],
                kind=self.kind,
                by="system:import",
                at=clock.now(),
                encoding=options["encoding"],
                show=self.show,
                warn=lambda one: warnings.setdefault((one.field, one.expected), []).append(one.line),
            )
        except (Problem, OSError) as problem:
            raise CommandError(str(problem)) from None
        self.show(result)
        self.tell_warnings(warnings)
        self.list_faults(digest, options["encoding"], options["faults"])
        if result.bad:
            raise CommandError(f"{result.bad} lines were not taken in; correct them and import the corrected file.")

    def show(self, progress: imports.Progress) -> None:
        """One line on stderr."""
        self.stderr.write(
            f"{progress.lines} lines: {progress.created} created, {progress.changed} changed, "
            f"{progress.unchanged} unchanged, {progress.bad} with faults{'' if progress.is_finished else ' ...'}"
        )

    def tell_warnings(self, warnings: dict[tuple[str, str], list[int]]) -> None:
        """A line on stderr for each kind: how many, and where the first of them stand."""
        for (field, expected), lines in warnings.items():
            first = ", ".join(map(str, lines[:SHOWN_WARNINGS]))
            more = " ..." if len(lines) > SHOWN_WARNINGS else ""
            self.stderr.write(f"{field}: {len(lines)} without {expected}, taken as they are (line {first}{more})")

    def list_faults(self, digest: str, encoding: str, path: Path | None) -> None:
        """All faults as CSV, to `path`, or as sentences to stdout."""
        faults = imports.faults_of(digest, kind=self.kind, encoding=encoding)
        if path is None:
            for fault in faults:
                self.stdout.write(f"line {fault.line}, {fault.field or 'whole line'}: {fault.expected}")
            return
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["line", "field", "expected"])
            writer.writerows((fault.line, fault.field, fault.expected) for fault in faults)
