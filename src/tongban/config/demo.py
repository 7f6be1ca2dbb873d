"""`python3 run demo`: everything on this machine, from nothing to the first page.

1. a folder of its own, marked SPECIMEN; 2. keys with SPECIMEN names; 3. tables; 4. an invented population;
5. the worker beside it (register events, status lists, journal, partner simulator); 6. the web server, which
takes this process over, so that Ctrl-C ends everything.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TRIED = {"TONGBAN_CLOCK_OFFSET", "TONGBAN_IDLE_MINUTES"}  # another day, a short session


def main() -> None:
    """Prepare what is missing and serve."""
    options = arguments()
    if is_busy(options.port):
        raise SystemExit(
            f"端口 {options.port} 有别的程序在用。换一个：python3 run demo --port {options.port + 1}\n"
            f"Port {options.port} is in use. Take another: python3 run demo --port {options.port + 1}"
        )
    started = time.monotonic()
    environment(options)
    from tongban.config import modes, translations  # noqa: PLC0415 - the environment comes first

    data = Path(os.environ["TONGBAN_DATA"])
    if modes.is_marked(data) or not data.exists() or not any(data.iterdir()):
        modes.mark(data)
        modes.mark(data / "keys")
        (data / "static").mkdir(exist_ok=True)
    step("phrases", translations.compile_all)

    import django  # noqa: PLC0415

    django.setup()
    prepare(options.drivers)
    subprocess.Popen(
        [sys.executable, "-m", "tongban.config.manage", "work", "--simulate-partners", "--until-parent-ends"]
    )
    seconds = time.monotonic() - started
    print(
        f"\n  通办 Tongban 演示 demo  ·  样证 SPECIMEN  ·  {seconds:.1f} s\n\n    http://localhost:{options.port}\n",
        flush=True,
    )
    serve(options.port)


def arguments() -> argparse.Namespace:
    """--port, --drivers and --data."""
    parser = argparse.ArgumentParser(prog="run demo", description="Serve the demonstration on this machine.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--drivers", type=int, default=3000, help="size of the invented population")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "demo", help="where the demo keeps everything")
    return parser.parse_args()


def is_busy(port: int) -> bool:
    """Does somebody listen at this port already?"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a demonstration that just ended is not in the way
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def free_ports(count: int) -> list[int]:
    """So many ports of this machine that nobody uses: the simulated partners take any."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def environment(options: argparse.Namespace) -> None:
    """What the settings read; nothing of a production environment is taken over but what a visitor may try."""
    realname, partners = free_ports(2)
    for name in [name for name in os.environ if name.startswith("TONGBAN_") and name not in TRIED]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        "TONGBAN_MODE": "demo",
        "TONGBAN_DATA": str(options.data.resolve()),
        "TONGBAN_BASE_URL": f"http://localhost:{options.port}",
        "TONGBAN_REALNAME_URL": f"http://127.0.0.1:{realname}",
        "TONGBAN_PARTNERS_URL": f"http://127.0.0.1:{partners}",
        "TONGBAN_LICENCES": '{"review_undo_seconds": 8}',
        "PYTHONMALLOC": "malloc",
        "MALLOC_ARENA_MAX": "2",
    }


def prepare(drivers: int) -> None:
    """Keys, tables and population; each step does nothing when it was done before."""
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()

    from tongban.clock import now  # noqa: PLC0415
    from tongban.config.demo_keys import hold_demo_ceremony, renew_what_ends_soon  # noqa: PLC0415
    from tongban.credentials import actions as credentials  # noqa: PLC0415
    from tongban.faces.queries import faces  # noqa: PLC0415
    from tongban.journal import actions as journal  # noqa: PLC0415
    from tongban.simulation import actions as simulation  # noqa: PLC0415

    step("keys", hold_demo_ceremony)
    step("tables", lambda: call_command("migrate", verbosity=0, interactive=False))
    step("people", lambda: simulation.seed(drivers=drivers))
    step("renewal", renew_what_ends_soon)
    step("figures", load_figures)
    step("register", lambda: [face.catch_up() for face in faces() if face.catch_up])
    step("lists", lambda: credentials.publish_lists(at=now()))
    step("journal", lambda: journal.sequence(at=now(), limit=100_000))


def load_figures() -> None:
    """The invented history behind the national figures, by month; once."""
    from tongban.clock import day_of, now  # noqa: PLC0415
    from tongban.simulation.figures import daily, drivers  # noqa: PLC0415
    from tongban.statistics import actions, queries  # noqa: PLC0415

    if queries.figures().is_invented:
        return
    months: Counter[tuple[date, str]] = Counter()
    for one in daily(until=day_of(now())):
        months[one.on.replace(day=1), one.province] += one.count
    rows = ((month, province, n) for (month, province), n in months.items())
    actions.load_figures(rows, is_invented=True, drivers=drivers())


def step(name: str, act: Callable[[], object]) -> None:
    """Do one step and say how long it took."""
    started = time.monotonic()
    act()
    print(f"  {name:<10} {time.monotonic() - started:5.1f} s", flush=True)


def serve(port: int) -> None:
    """Become the web server: one worker, few threads, this machine only."""
    command = [
        sys.executable, "-m", "granian", "tongban.config.web:application",
        "--interface", "rsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--no-ws", "--log-level", "warning",
    ]  # fmt: skip
    os.execv(sys.executable, command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
