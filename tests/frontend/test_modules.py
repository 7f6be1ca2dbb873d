"""The browser's verifier and wallet agree with ours: on every published vector, and on each other's work."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from standards.qrcode import make_trust_vectors, make_vectors, world

from tongban.standards import cose, qrcode
from tongban.standards.qrcode import base45
from tongban.verdicts import Outcome

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs node, which users do not")
HERE = Path(__file__).parent


SPOILT = 1500


def spoilt_codes() -> Iterator[str]:
    """Codes with a few bytes or values changed at random, some of them signed again so that the signatures hold."""
    random = Random(20261122)  # noqa: S311 - the same spoilt codes on every run
    payloads = [cose.parse_sign1(world.token(purpose)).payload or b"" for purpose in world.CLAIMS]
    encodings = [base45.decode(world.code(purpose)[4:]) for purpose in world.CLAIMS]
    for number in range(SPOILT):
        if number % 2:
            yield world.text_of(mangled(random.choice(encodings), random))
        else:
            yield world.raw_code(world.raw_token(mangled(random.choice(payloads), random)))


def mangled(value: bytes, random: Random) -> bytes:
    """`value` with one to three bytes changed, dropped, doubled or put in."""
    changed = bytearray(value)
    for _ in range(random.randint(1, 3)):
        place = random.randrange(len(changed))
        match random.randrange(4):
            case 0:
                changed[place] ^= 1 << random.randrange(8)
            case 1:
                changed[place] = random.randrange(256)
            case 2:
                del changed[place]
            case _:
                changed.insert(place, random.choice([*range(256), changed[place]]))
    return bytes(changed)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What node says about the vectors and about spoilt codes, and what it made itself."""
    spoilt = tmp_path_factory.mktemp("spoilt") / "codes.json"
    cases = [make_vectors.judged(make_vectors.Case("", text)) for text in spoilt_codes()]
    spoilt.write_text(json.dumps(cases, default=str), encoding="utf-8")
    files = [make_vectors.FILE, spoilt, make_trust_vectors.FILE]
    command = ["node", "--no-warnings", str(HERE / "vectors.mjs"), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_browser_gives_the_same_answer_as_python_to_every_vector_and_every_spoilt_code(run: dict[str, Any]) -> None:
    assert run["differences"] == []
    assert run["spoilt"] == SPOILT
    assert run["checked"] == len(json.loads(make_vectors.FILE.read_text(encoding="utf-8"))["codes"])
    lists = json.loads(make_trust_vectors.FILE.read_text(encoding="utf-8"))
    assert run["lists"] == len(lists["trust_lists"]) + len(lists["entitlement_lists"])


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
