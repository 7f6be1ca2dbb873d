"""The web server, loaded before it makes its workers, so that they share the memory of what never changes.

    python -m tongban.config.serve --host 127.0.0.1 --port 8000 --workers 4

All options are granian's; a worker loads its entrance (tongban.config.web) and owns its threads and connections, which
begin after the fork. A HUP makes workers of what is loaded: after an upgrade the service is started anew.
"""

from __future__ import annotations

import gc
import importlib
import sys

ENTRANCE = ("tongban.config.web:application", "--interface", "rsgi", "--no-ws")


def load() -> None:
    """Django, every view and what they import; no thread is begun and no connection opened."""
    importlib.import_module("tongban.config.wsgi")
    gc.collect()
    gc.freeze()  # a collection would write to pages that are shared


def main() -> None:
    """Granian with our entrance and the options of the command line."""
    from granian.cli import entrypoint  # noqa: PLC0415

    load()
    sys.argv = [sys.argv[0], *ENTRANCE, *sys.argv[1:]]
    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
