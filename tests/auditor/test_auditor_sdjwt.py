"""The auditor's `sdjwt`, run as a court would: a file in, a report and an exit code out."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from standards.issuers import AT, Country

from tongban.auditor.__main__ import main
from tongban.standards import pki, sdjwt, statuslist
from tongban.standards.signing import generate

UT = Country()
ISSUER, HOLDER = UT.signer(), generate()
URI = "https://example.org/status/1"
REQUEST = ["--audience", "court", "--nonce", "7"]


def token(**changes: Any) -> str:
    made = sdjwt.issue(
        **{
            "claims": {"name": "样本", "points": 3},
            "disclosable": ["name"],
            "vct": "licence",
            "holder_key": HOLDER.public_key,
            "signer": ISSUER,
            "issued_at": AT,
            "expires_at": AT + timedelta(days=9),
            **changes,
        }
    )
    return sdjwt.present(made, disclose=["name"], holder=HOLDER, audience="court", nonce="7", at=AT)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the command over a text; gives the exit code and the report."""
    trust = tmp_path / "trust.pem"
    trust.write_bytes(pki.pem([UT.certificate]))

    def command(text: str | bytes, *options: str, trusted: bool = True) -> tuple[int, dict[str, Any]]:
        file = tmp_path / "token.txt"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        trusting = ["--trust", str(trust)] if trusted else []
        code = main(["sdjwt", str(file), *trusting, "--at", AT.isoformat(), "--json", *options])
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, found

    return command


def failing(report: dict[str, Any]) -> dict[str, str]:
    return {check["check"]: check["outcome"] for check in report["checks"] if check["outcome"] != "holds"}


def test_given_an_honest_presentation_it_holds_and_shows_what_was_disclosed(run: Any) -> None:
    code, report = run(token() + "\n", *REQUEST)
    assert (code, report["outcome"]) == (0, "holds")
    assert report["elements"]["name"] == "样本"
    assert all(set(check) == {"check", "clause", "outcome", "reason"} for check in report["checks"])


def test_given_no_request_or_no_trust_it_cannot_be_told(run: Any) -> None:
    code, report = run(token())
    assert (code, failing(report)) == (2, {"key-binding": "cannot-be-told"})
    code, report = run(token(), *REQUEST, trusted=False)
    assert (code, failing(report)) == (2, {"issuer-certificate": "cannot-be-told"})


def test_given_another_request_an_expired_or_a_forged_one_it_does_not_hold(run: Any) -> None:
    code, report = run(token(), "--audience", "court", "--nonce", "8")
    assert (code, failing(report)) == (1, {"key-binding": "does-not-hold"})
    code, report = run(token(expires_at=AT), *REQUEST)
    assert (code, failing(report)) == (1, {"validity": "does-not-hold"})
    code, report = run(token(signer=Country().signer()), *REQUEST)
    assert (code, failing(report)) == (1, {"issuer-certificate": "does-not-hold"})


def test_given_another_type_than_asked_for_it_does_not_hold(run: Any) -> None:
    assert run(token(), *REQUEST, "--vct", "licence")[0] == 0
    assert run(token(), *REQUEST, "--vct", "passport")[0] == 1


def test_given_a_later_moment_the_proof_holds_for_a_day_or_as_long_as_said(run: Any) -> None:
    later = (AT + timedelta(hours=30)).isoformat()
    code, report = run(token(), *REQUEST, "--at", later)
    assert (code, failing(report)) == (1, {"key-binding": "does-not-hold"})
    assert run(token(), *REQUEST, "--at", later, "--max-age", "200000")[0] == 0


@pytest.mark.parametrize("form", [statuslist.to_jwt, statuslist.to_cwt])
def test_given_a_status_list_it_is_asked_and_without_it_the_status_cannot_be_told(
    run: Any, tmp_path: Path, form: Any
) -> None:
    statuses = statuslist.StatusList(bits=1, size=64)
    statuses[7] = 1
    times = {"issued_at": AT, "expires_at": AT + timedelta(hours=1), "ttl_seconds": 60}
    made = form(statuses, uri=URI, signer=UT.signer(pki.LIST_SIGNER), **times)
    file = tmp_path / "list"
    file.write_bytes(made if isinstance(made, bytes) else made.encode())
    for idx, expected in ((6, 0), (7, 1), (64, 2)):
        shown = token(status={"status_list": {"idx": idx, "uri": URI}})
        assert run(shown, *REQUEST)[0] == 2
        assert run(shown, *REQUEST, "--status-list", str(file))[0] == expected


@pytest.mark.parametrize("text", ["", "x", "a~b", "样本", b"\xff\x00"])
def test_given_no_sd_jwt_it_is_malformed(run: Any, text: str | bytes) -> None:
    code, report = run(text)
    assert (code, report["outcome"]) == (3, "malformed")


def test_given_a_reader_of_either_language_every_check_has_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, trust = tmp_path / "token", tmp_path / "trust.pem"
    file.write_text(token())
    trust.write_bytes(pki.pem([UT.certificate]))
    arguments = ["sdjwt", str(file), "--trust", str(trust), "--at", AT.isoformat(), *REQUEST]
    assert main([*arguments, "--lang", "zh"]) == 0
    assert "签发者证书可信" in capsys.readouterr().out
    assert main(arguments) == 0
    assert "The issuer's signature" in capsys.readouterr().out
