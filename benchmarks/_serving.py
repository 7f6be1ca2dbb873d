"""A granian server of one worker on one core, and the CPU time that its processes use."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
TICK = 0.01


@dataclass(frozen=True)
class Server:
    """A running server. process: its first process; the worker is a child of it."""

    process: subprocess.Popen[bytes]
    port: int

    def requests_a_cpu_second(self, path: str, bodies: Sequence[bytes], *, seconds: float) -> float:
        """How many requests a CPU-second of the server answers."""
        before = cpu_seconds(self.process.pid)
        answered = subprocess.run(
            [sys.executable, str(HERE / "_client.py"), str(self.port), path, str(seconds)],
            input=b"\n".join(bodies),
            stdout=subprocess.PIPE,
            check=True,
            preexec_fn=elsewhere,
        )
        return int(answered.stdout) / max(cpu_seconds(self.process.pid) - before, TICK)


@contextmanager
def serving(target: str, environment: Mapping[str, str], *, interface: str = "wsgi") -> Iterator[Server]:
    """Serve an application, on the core that this process is pinned to, until the block ends."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", target, "--interface", interface, "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "1", "--no-ws", "--log-level", "error",
    ]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, **environment}, cwd=HERE)
    try:
        wait_for(port, process)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Until the port answers; RuntimeError when the server ends or does not come."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")


def elsewhere() -> None:
    """Give the client every core but the server's, if there is another."""
    everything = set(range(os.cpu_count() or 1))
    os.sched_setaffinity(0, everything - os.sched_getaffinity(0) or everything)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children, from /proc/PID/stat; it counts in ticks of 10 ms."""
    processes = {int(path.parent.name): stat_of(path) for path in Path("/proc").glob("[0-9]*/stat")}
    family = {pid} | {each for each, stat in processes.items() if stat and stat[PARENT] == str(pid)}
    ticks = sum(int(processes[each][USER]) + int(processes[each][SYSTEM]) for each in family)
    return ticks / os.sysconf("SC_CLK_TCK")


PARENT, USER, SYSTEM = 1, 11, 12  # proc_pid_stat(5), counted after the name, which may hold anything


def stat_of(path: Path) -> list[str]:
    """The fields of a process after its name; empty if it has ended meanwhile."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []
