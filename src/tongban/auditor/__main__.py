"""The door of the auditor: reads the command line, lets one command judge, prints its report.

Exit codes: 0 holds, 1 does not hold, 2 cannot be told, 3 malformed, 64 the command line or a file is wrong,
70 a fault of the auditor itself.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import traceback
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

from tongban import clock
from tongban.auditor import printed
from tongban.errors import Malformed
from tongban.identifiers import spelling
from tongban.verdicts import Outcome, Report, Text

COMMANDS = ("mdoc", "sdjwt", "code", "journal", "custody", "file")
EXIT_CODES = {Outcome.HOLDS: 0, Outcome.DOES_NOT_HOLD: 1, Outcome.CANNOT_BE_TOLD: 2}
MALFORMED = 3
USAGE = 64
FAULT = 70


class Parser(argparse.ArgumentParser):
    """argparse leaves with 2 for a wrong command line, which here would read as "cannot be told"."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    options = parser(given).parse_args(given)
    command = import_module(f"tongban.auditor.{options.command}")
    try:
        report: Report = command.judge(options)
    except Malformed as problem:
        _show_malformed(problem, options)
        return MALFORMED
    except OSError as error:
        print(f"{error.filename or 'file'}: {error.strerror or error}", file=sys.stderr)
        return USAGE
    _show(report, options, getattr(command, "LABELS", {}))
    return EXIT_CODES[report.outcome]


def parser(given: Sequence[str] = ()) -> Parser:
    """The command line. If `given` names a command only that one is loaded, so that none can disturb another."""
    top = Parser(
        prog="python -m tongban.auditor",
        description="Judge a licence, a code, a journal or a vehicle's file without a server.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in given[:1] if given and given[0] in COMMANDS else COMMANDS:
        if find_spec(f"tongban.auditor.{name}") is None:
            continue
        command = import_module(f"tongban.auditor.{name}")
        sub = commands.add_parser(name, help=command.SUMMARY, description=command.SUMMARY)
        command.add_arguments(sub)
        sub.add_argument(
            "--trust",
            action="append",
            default=[],
            type=Path,
            metavar="PEM_OR_FOLDER",
            help="certificates to trust: roots, and signers pinned by whoever runs this; may be repeated",
        )
        sub.add_argument(
            "--vouched",
            action="append",
            default=[],
            type=Path,
            metavar="PEM_OR_FOLDER",
            help="certificates to believe only where a trusted root vouches for them: the link certificates of a change of "
            "roots, the signers of codes; may be repeated",
        )
        sub.add_argument(
            "--at", type=_moment, default=clock.now(), metavar="ISO-TIME", help="judge as of this moment, not now"
        )
        sub.add_argument("--json", action="store_true", help="print the report as JSON")
        sub.add_argument("--lang", choices=("en", "zh"), default="en", help="language of the printed form")
    return top


def _moment(text: str) -> datetime:
    try:
        moment = spelling.moment(text)
    except Malformed as error:
        raise argparse.ArgumentTypeError(f"expected a moment such as 2026-03-01T08:00:00Z, got {text!r}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _show(report: Report, options: argparse.Namespace, labels: Mapping[str, Text]) -> None:
    if options.json:
        print(json.dumps(printed.as_json(report), ensure_ascii=False, indent=2))
    else:
        print(printed.as_text(report, at=options.at, language=options.lang, labels=labels))


def _show_malformed(problem: Malformed, options: argparse.Namespace) -> None:
    if options.json:
        answer: dict[str, Any] = {"outcome": "malformed", "checks": [], "elements": {}}
        print(json.dumps({**answer, "problem": {"code": problem.code, "detail": problem.detail}}, indent=2))
    else:
        print(f"MALFORMED · {problem}" if options.lang == "en" else f"无法读取 · {problem}")


def _run() -> int:
    """main() for a shell, where an unforeseen fault must not leave with 1, which reads as "does not hold"."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return main()
    except Exception:
        traceback.print_exc()
        return FAULT


if __name__ == "__main__":
    sys.exit(_run())
