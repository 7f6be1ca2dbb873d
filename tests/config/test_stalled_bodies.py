"""A real server process: bodies that never end hold nobody up, and are given up."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

import tongban

PACKAGE = Path(tongban.__file__).parent
LONG = "ui/zxing_reader.wasm"
STALLED = 40
WAIT = 60  # seconds until a test gives up; not what it asserts


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The port of a server with few threads that waits three seconds for a body."""
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    (folder / "static").mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TONGBAN_")} | {
        "TONGBAN_DATA": str(folder),
        "TONGBAN_WEB_THREADS": "2",
        "TONGBAN_BODY_SECONDS": "3",
        "TONGBAN_BODY_MAX_BYTES": "100000",
        "TONGBAN_PROXIES": "127.0.0.1",
    }
    command = [sys.executable, "-m", "granian", "tongban.config.web:application", "--interface", "rsgi"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws", "--log-level", "warning"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline:
            try:
                httpx.get(f"http://127.0.0.1:{port}/static/ui/tongban.svg", timeout=WAIT)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield port
        process.terminate()
        process.wait(WAIT)


def stalled(port, sent=b"login=x", length=1000):
    """A connection that says it will send more than it does."""
    one = socket.create_connection(("127.0.0.1", port), timeout=WAIT)
    kind = "application/x-www-form-urlencoded"
    head = f"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    one.sendall(head.encode() + sent)
    return one


def test_given_many_half_sent_bodies_when_others_ask_then_they_are_answered_and_the_half_sent_ones_are_given_up(server):
    held = [stalled(server) for _ in range(STALLED)]
    try:
        for _ in range(5):
            assert httpx.get(f"http://127.0.0.1:{server}/static/ui/tongban.svg", timeout=WAIT).status_code == 200
            sent = httpx.post(f"http://127.0.0.1:{server}/sign-in/", data={"login": "x" * 50}, timeout=WAIT)
            assert sent.status_code == 403  # no token: the page of Django, so a thread was free
        answers = [one.recv(4096) for one in held]
    finally:
        for one in held:
            one.close()
    assert {answer.split(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 408 Request Timeout"}
    assert all("Nothing was changed" in answer.decode() for answer in answers)


def test_given_a_body_that_drips_when_it_is_slower_than_the_slowest_line_then_it_is_given_up(server):
    with stalled(server) as one:
        one.settimeout(0.2)
        answer = b""
        for _ in range(200):
            try:
                answer = one.recv(4096)
                break
            except TimeoutError:
                one.sendall(b"x")
    assert answer.startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("length", [100_001, 10**30])
def test_given_a_body_that_is_too_large_when_it_is_announced_then_it_is_not_read(server, length):
    with stalled(server, length=length) as one:
        assert one.recv(4096).split(b" ")[1] in (b"413", b"400")


def test_given_a_body_that_does_not_say_its_length_when_it_comes_then_it_is_not_read(server):
    answer = httpx.post(f"http://127.0.0.1:{server}/sign-in/", content=(b"x" * 1000 for _ in range(200)), timeout=WAIT)
    assert answer.status_code == 411


@pytest.mark.parametrize("length", [10_000, 60_000])
def test_given_a_body_in_pieces_when_it_is_whole_then_it_is_read_whole(server, length):
    sent, headers = (b"x" * 1000 for _ in range(length // 1000)), {"Content-Length": str(length)}
    answer = httpx.post(f"http://127.0.0.1:{server}/api/verify-code", content=sent, headers=headers, timeout=WAIT)
    assert answer.status_code == 400
    assert answer.json()["code"] == "verify.body"  # longer than a code may be: its length is known


@pytest.mark.parametrize("length", [1000, 60_000])
def test_given_a_body_that_breaks_off_when_its_client_is_gone_then_the_others_are_answered_and_it_is_no_error(
    server, length
):
    for _ in range(5):
        stalled(server, length=length).close()
    assert httpx.get(f"http://127.0.0.1:{server}/static/ui/tongban.svg", timeout=WAIT).status_code == 200


def test_given_a_short_answer_when_it_is_sent_then_its_head_is_whole(server):
    with httpx.Client(base_url=f"http://127.0.0.1:{server}", timeout=WAIT) as browser:
        page = browser.get("/sign-in/")
        assert {"csrftoken", "tongban-person"} <= set(browser.cookies)
        assert page.headers["Content-Length"] == str(len(page.content)) or "Content-Encoding" in page.headers
        assert browser.head("/sign-in/").content == b""
        assert browser.get("/home/").headers["Location"].startswith("/sign-in/")


def test_given_a_long_answer_when_it_is_asked_for_then_it_comes_whole(server):
    kept = PACKAGE / "ui" / "static" / LONG
    assert kept.stat().st_size > 300_000
    answer = httpx.get(
        f"http://127.0.0.1:{server}/static/{LONG}", headers={"Accept-Encoding": "identity"}, timeout=WAIT
    )
    assert answer.content == kept.read_bytes()


def test_given_an_address_with_any_letters_when_it_is_asked_then_it_is_read_as_utf8(server):
    for path in ("/%E4%BD%A0%E5%A5%BD/", "/%ff%fe/", "/a%00b/", "/%2e%2e/%2e%2e/etc/passwd"):
        assert httpx.get(f"http://127.0.0.1:{server}{path}", timeout=WAIT).status_code in (400, 404), path
