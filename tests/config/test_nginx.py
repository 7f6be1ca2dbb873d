"""The configuration in docs/operate/proxy.md, run by a real nginx in front of a real server. Skipped where nginx is not."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest
from config.test_stalled_bodies import STALLED, WAIT, free_port, server, stalled  # noqa: F401 - a fixture

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "operate" / "proxy.md"

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: nginx)")


@pytest.fixture
def proxy(server, tmp_path):  # noqa: F811
    """The port of an nginx with the configuration of the page: plain HTTP, other ports and folders, a short deadline."""
    port = free_port()
    text = re.search(r"```nginx\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[1]
    for what, other in (
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port};"),
        ("licence.example.gov.cn", "localhost"),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{server}"),
        ("/var/lib/tongban/static/", f"{tmp_path}/static/"),
        ("client_body_timeout 20s;", "client_body_timeout 3s;"),
        ("limit_conn tongban 50;", "limit_conn tongban 500;"),
    ):
        assert what in text
        text = text.replace(what, other)
    text = re.sub(r"^\s*ssl_.*\n", "", text, flags=re.MULTILINE)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "one.txt").write_text("one")
    kept = "".join(f"{one}_temp_path {tmp_path}/{one};" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    who = "user root;" if os.getuid() == 0 else ""
    main = f"{who} daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}"
    (tmp_path / "nginx.conf").write_text(f"{main} http {{ access_log off; {kept} {text} }}")
    command = [NGINX, "-p", str(tmp_path), "-e", str(tmp_path / "error.log"), "-c", str(tmp_path / "nginx.conf")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline and process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
        process.terminate()
        process.wait(WAIT)


def test_given_many_half_sent_bodies_when_others_ask_through_nginx_then_they_are_answered(proxy):
    held = [stalled(proxy) for _ in range(STALLED)]
    try:
        for _ in range(5):
            assert (
                httpx.post(f"http://localhost:{proxy}/sign-in/", data={"login": "x"}, timeout=WAIT).status_code == 403
            )
    finally:
        for one in held:
            one.close()


def test_given_a_client_that_names_another_address_when_it_asks_through_nginx_then_the_real_one_counts(proxy):
    said = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    assert httpx.get(f"http://localhost:{proxy}/static/one.txt", timeout=WAIT).text == "one"
    for _ in range(3):
        answer = httpx.get(f"http://localhost:{proxy}/nowhere/", headers=said, timeout=WAIT)
        assert answer.status_code == 404
