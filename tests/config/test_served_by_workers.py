"""The web server loads everything before it makes its workers, and nothing that must not be shared."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request

LOADED = """
import gc, threading
from tongban.config import serve
serve.load()
from django.db import connections
print(threading.active_count(), [one.connection for one in connections.all(initialized_only=True)], gc.get_freeze_count() > 0)
"""


def environment(tmp_path):
    (tmp_path / "static").mkdir()
    found = {name: value for name, value in os.environ.items() if not name.startswith("TONGBAN_")}
    return found | {"TONGBAN_MODE": "development", "TONGBAN_DATA": str(tmp_path)}


def test_what_is_loaded_before_the_fork_has_no_thread_and_no_connection(tmp_path):
    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADED],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split("\n")[0] in {"1 [] True", "1 [None] True"}


def test_two_workers_answer(tmp_path, socket_enabled):
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    options = ["--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--log-level", "error"]
    server = subprocess.Popen([sys.executable, "-m", "tongban.config.serve", *options], env=environment(tmp_path))
    try:
        assert {answer(port) for _ in range(8)} == {200}
    finally:
        server.terminate()
        server.wait(30)


def answer(port):
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=10) as page:
                return page.status
        except OSError:
            time.sleep(0.1)
    return None
