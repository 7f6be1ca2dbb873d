"""The demonstration takes the port that it was given and nothing else that is in use."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from tongban.clock import now
from tongban.config import demo, demo_keys
from tongban.keys import queries


@pytest.mark.enable_socket
def test_a_port_that_is_in_use_is_told_with_what_to_type_instead(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "tongban.config.demo", "--port", str(port), "--data", str(tmp_path / "var")],
            capture_output=True, text=True, timeout=60, check=False, env={**os.environ},
        )  # fmt: skip
    assert ended.returncode != 0
    assert f"--port {port + 1}" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.enable_socket
def test_the_partners_take_any_ports_that_are_free():
    first, second = demo.free_ports(2)
    assert first != second
    assert not demo.is_busy(first)


def test_its_keys_are_renewed_before_they_are_warned_of(settings, tmp_path):
    settings.KEYS = tmp_path / "keys"
    demo_keys.hold_demo_ceremony()
    assert queries.warnings(at=now())  # they are as old as the oldest story

    demo_keys.renew_what_ends_soon()

    assert not queries.warnings(at=now())
