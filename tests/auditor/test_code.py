"""`python -m tongban.auditor code`: what a court is told about a scanned code."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from standards.qrcode import make_trust_vectors, world

from tongban.auditor.__main__ import main
from tongban.standards import pki

SCANNED = world.AT.isoformat()


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a code, a trust file as the authority publishes it, its root alone, and the list of the day."""
    (tmp_path / "code.txt").write_text(world.code() + "\n", encoding="ascii")
    signers = [world.ROOT_DER, world.SIGNER.chain[0], world.LIST_SIGNER.chain[0]]
    (tmp_path / "trust.pem").write_bytes(pki.pem(signers))
    (tmp_path / "root.pem").write_bytes(pki.pem([world.ROOT_DER]))
    (tmp_path / "list.jwt").write_text(world.entitlement_list({}), encoding="ascii")
    (tmp_path / "suspended.jwt").write_text(world.entitlement_list({123_456: 2}), encoding="ascii")
    return tmp_path


def audited(desk: Path, *more: str, file: str = "code.txt", trust: str = "trust.pem", at: str = SCANNED) -> int:
    path = file if file == "-" else str(desk / file)
    return main(["code", path, "--trust", str(desk / trust), "--at", at, "--json", *more])


def test_a_code_with_the_list_of_its_time_holds(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audited(desk, "--entitlement", str(desk / "list.jwt")) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["outcome"] == "holds"
    assert answer["checks"][0] == {"check": "form", "clause": "DL1 6 step 1", "outcome": "holds", "reason": ""}
    assert answer["elements"]["valid_until"] == "2031-03-01"


def test_without_a_list_the_status_cannot_be_told(desk: Path) -> None:
    assert audited(desk) == 2


def test_a_suspended_licence_does_not_hold(desk: Path) -> None:
    assert audited(desk, "--entitlement", str(desk / "suspended.jwt")) == 1


def test_a_code_judged_ten_minutes_after_its_scan_does_not_hold(desk: Path) -> None:
    assert audited(desk, "--entitlement", str(desk / "list.jwt"), at="2026-11-22T08:40:15Z") == 1


def test_with_the_root_alone_the_signer_cannot_be_told(desk: Path) -> None:
    assert audited(desk, trust="root.pem") == 2


def test_a_signer_that_is_brought_along_is_believed_where_the_root_vouches_for_it(desk: Path) -> None:
    more = ("--vouched", str(desk / "trust.pem"), "--entitlement", str(desk / "list.jwt"))
    assert audited(desk, *more, trust="root.pem") == 0
    (desk / "stranger.pem").write_bytes(pki.pem([make_trust_vectors.NEXT_DER]))
    assert audited(desk, *more, trust="stranger.pem") == 1


def test_text_that_is_no_code_is_malformed(desk: Path) -> None:
    (desk / "code.txt").write_bytes("驾驶证".encode())
    assert audited(desk) == 3


def test_a_code_can_come_from_standard_input(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(world.code().encode())))
    assert audited(desk, file="-") == 2


def test_a_challenge_that_was_not_answered_does_not_hold(desk: Path) -> None:
    assert audited(desk, "--challenge", "0472") == 1
