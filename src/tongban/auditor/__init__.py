"""Judge a licence, a code, a journal or a vehicle's file with the standards alone: no server, no database, no account.

    python -m tongban.auditor mdoc FILE --trust PEM_OR_FOLDER

For courts, insurers and other countries. Each command is a module of this package with three names:
SUMMARY (one line for --help), add_arguments(parser) for its own options, and judge(options) -> Report. It may add
LABELS, the name of each of its checks in words. What is common to all (--trust, --at, --json, the printed form
and the exit codes) is in __main__.
"""

from __future__ import annotations
