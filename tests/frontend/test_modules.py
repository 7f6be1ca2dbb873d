"""The browser's verifier and wallet agree with ours: on every published vector, and on each other's work."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from standards.qrcode import make_vectors, world

from tongban.standards import qrcode
from tongban.verdicts import Outcome

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs node, which users do not")
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def run() -> dict[str, Any]:
    """What node says about the vectors, and what it made itself."""
    command = ["node", "--no-warnings", str(HERE / "vectors.mjs"), str(make_vectors.FILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_browser_gives_the_same_answer_as_python_to_every_vector(run: dict[str, Any]) -> None:
    assert run["differences"] == []
    assert run["checked"] == len(json.loads(make_vectors.FILE.read_text(encoding="utf-8"))["codes"])


@pytest.mark.parametrize(("name", "challenge"), [("plain", None), ("challenged", "0472")])
def test_a_code_that_the_browser_makes_holds_here(run: dict[str, Any], name: str, challenge: str | None) -> None:
    report = qrcode.verify(
        run["made"][name],
        signers=world.SIGNERS,
        at=world.AT,
        entitlement=lambda number, index: (0, world.HOUR / 2),
        challenge=challenge,
    )
    assert report.outcome is Outcome.HOLDS


def test_a_key_that_the_browser_shows_is_taken_over(run: dict[str, Any]) -> None:
    assert qrcode.device_key(**run["made"]["possession"]) == world.PHONE.public_key
