"""`python -m tongban.auditor mdoc`: outcomes, exit codes, forms of input and the JSON, as a court would use it."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from standards.issuers import AT
from standards.mdoc import mdoc_licences as licences

from tongban.auditor import __main__ as auditor
from tongban.auditor import printed, sources
from tongban.errors import Malformed
from tongban.standards import cbor, mdoc, pki, statuslist
from tongban.verdicts import Check, Outcome, Report

no_deadline = settings(deadline=None)  # a busy machine is no failure

URI = "https://tongban.example/status/1"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run the auditor over some bytes with the country's root trusted: its exit code and what it printed."""
    trust = tmp_path / "trust.pem"
    trust.write_bytes(pki.pem([licences.UT.certificate]))
    transcript = tmp_path / "transcript.cbor"
    transcript.write_bytes(licences.TRANSCRIPT)

    def run(found: bytes, *options: str, with_transcript: bool = True, trusted: Sequence[Path] = (trust,)) -> Any:
        file = tmp_path / "presented"
        file.write_bytes(found)
        session = ["--transcript", str(transcript)] if with_transcript else []
        trusts = [part for path in trusted for part in ("--trust", str(path))]
        code = auditor.main(["mdoc", str(file), *trusts, *session, "--at", AT.isoformat(), *options])
        return code, capsys.readouterr().out

    return run


def test_a_licence_that_holds_leaves_with_0_and_says_what_it_shows(run: Callable[..., Any]) -> None:
    code, printed_json = run(licences.shown(), "--json")
    found = json.loads(printed_json)
    assert code == 0
    assert list(found) == ["outcome", "checks", "elements"]
    assert found["outcome"] == "holds"
    assert [check["check"] for check in found["checks"]] == list(mdoc.CLAUSES)
    assert all(set(check) == {"check", "clause", "outcome", "reason"} for check in found["checks"])
    elements = found["elements"][mdoc.ISO_NAMESPACE]
    assert elements["birth_date"] == "1990-05-04"
    assert elements["age_over_18"] is True
    assert elements["portrait"] == b64encode(b"\xff\xd8\xff" + bytes(range(256))).decode()
    assert elements["driving_privileges"] == [{"issue_date": "2020-01-02", "vehicle_category_code": "B"}]
    assert found["elements"][licences.DOMESTIC]["name"] == "样本·明"


def test_a_forged_one_leaves_with_1_and_still_reports_every_check(run: Callable[..., Any]) -> None:
    code, printed_json = run(licences.forged(licences.shown(), licences.garbage_signature), "--json")
    found = json.loads(printed_json)
    assert code == 1
    assert found["outcome"] == "does-not-hold"
    failing = [check["check"] for check in found["checks"] if check["outcome"] != "holds"]
    assert failing == ["device-authentication"]


def test_without_the_transcript_it_leaves_with_2(run: Callable[..., Any]) -> None:
    code, printed_json = run(licences.shown(), "--json", with_transcript=False)
    assert code == 2
    assert json.loads(printed_json)["outcome"] == "cannot-be-told"


def test_an_issuer_signed_without_presentation_leaves_with_2(run: Callable[..., Any]) -> None:
    code, printed_json = run(licences.issued(), "--json")
    untold = [check["check"] for check in json.loads(printed_json)["checks"] if check["outcome"] == "cannot-be-told"]
    assert (code, untold) == (2, ["device-authentication"])


@pytest.mark.parametrize("found", [b"", b"no mdoc at all", b"{}", b"\x00\x00", bytes(40), cbor.encode({"a": 1})])
def test_anything_else_leaves_with_3(run: Callable[..., Any], found: bytes) -> None:
    code, printed_json = run(found, "--json")
    assert code == 3
    assert json.loads(printed_json)["outcome"] == "malformed"


def test_a_malformed_file_is_said_to_be_so_in_words(run: Callable[..., Any]) -> None:
    assert run(b"\x00\x00")[1].startswith("MALFORMED")
    assert run(b"\x00\x00", "--lang", "zh")[1].startswith("无法读取")


@pytest.mark.parametrize(
    "form",
    [
        bytes,
        lambda found: found.hex().encode(),
        lambda found: found.hex().upper().encode() + b"\n",
        b64encode,
        urlsafe_b64encode,
        lambda found: urlsafe_b64encode(found).rstrip(b"="),
        lambda found: b"\n".join(b64encode(found)[start : start + 64] for start in range(0, len(found) * 2, 64)),
    ],
    ids=["binary", "hex", "upper hex", "base64", "base64url", "base64url without padding", "lines of base64"],
)
def test_every_form_in_which_such_files_are_passed_on_is_read(
    run: Callable[..., Any], form: Callable[[bytes], bytes]
) -> None:
    assert run(form(licences.shown()))[0] == 0


@no_deadline
@given(st.binary(min_size=1, max_size=60).map(lambda content: cbor.encode({"a": content})))
def test_any_form_of_any_map_gives_the_same_bytes(found: bytes) -> None:
    for form in (found, found.hex().encode(), b64encode(found), urlsafe_b64encode(found).rstrip(b"=")):
        read = sources.binary(form)
        assert read == found or form.isalnum()  # some base64 is hex as well: then it is taken for hex


@no_deadline
@given(st.binary(max_size=60))
def test_any_file_is_read_or_malformed(found: bytes) -> None:
    try:
        sources.binary(found)
    except Malformed as malformed:
        assert malformed.code == "auditor.base64"  # noqa: PT017


def test_more_than_the_limit_is_malformed(tmp_path: Path) -> None:
    file = tmp_path / "long"
    file.write_bytes(bytes(sources.MAX_BYTES + 1))
    with pytest.raises(Malformed, match=r"auditor\.too-long"):
        sources.contents(file)


def test_trust_may_be_a_folder_a_pinned_signer_or_binary(run: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "anchors"
    folder.mkdir()
    (folder / "root.pem").write_bytes(pki.pem([licences.UT.certificate]))
    pinned = tmp_path / "signer.pem"
    pinned.write_bytes(pki.pem(licences.ISSUER.chain))
    binary = tmp_path / "root.der"
    binary.write_bytes(licences.UT.certificate)
    for trusted in ([folder], [pinned], [binary], [pinned, folder]):
        assert run(licences.shown(), trusted=trusted)[0] == 0


FORMS = {
    "binary": bytes,
    "hex": lambda found: found.hex().encode(),
    "base64": b64encode,
    "base64url": lambda found: urlsafe_b64encode(found).rstrip(b"="),
    "lines of base64": lambda found: b"\n".join(
        b64encode(found)[start : start + 64] for start in range(0, len(found) * 2, 64)
    ),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_whatever_file_is_named_may_be_hex_or_base64(
    run: Callable[..., Any], tmp_path: Path, form: Callable[[bytes], bytes]
) -> None:
    """The document, the transcript, what to trust and the status list alike."""
    statuses = statuslist.StatusList(bits=1, size=64)
    times = {"issued_at": AT, "expires_at": AT + timedelta(days=1), "ttl_seconds": 60}
    made = statuslist.to_cwt(statuses, uri=URI, signer=licences.UT.signer(pki.LIST_SIGNER), **times)
    response = licences.shown(licences.issued(status={"status_list": {"idx": 7, "uri": URI}}))
    files = {"root": licences.UT.certificate, "list": made, "transcript": licences.TRANSCRIPT}
    for name, content in files.items():
        (tmp_path / f"{name}.file").write_bytes(form(content))
    transcript, listed = str(tmp_path / "transcript.file"), str(tmp_path / "list.file")
    options = ("--transcript", transcript, "--status-list", listed)
    found = run(form(response), *options, with_transcript=False, trusted=[tmp_path / "root.file"])
    assert found[0] == 0


def test_one_bad_file_takes_no_other_with_it(run: Callable[..., Any], tmp_path: Path) -> None:
    signer = licences.UT.signer(pki.LIST_SIGNER)
    statuses = statuslist.StatusList(bits=1, size=64)
    times = {"issued_at": AT, "expires_at": AT + timedelta(days=1), "ttl_seconds": 60}
    good, bad = tmp_path / "good.jwt", tmp_path / "bad.jwt"
    good.write_text("\n" + statuslist.to_jwt(statuses, uri=URI, signer=signer, **times) + "\n")
    bad.write_bytes(b"nothing at all")
    response = licences.shown(licences.issued(status={"status_list": {"idx": 7, "uri": URI}}))
    lists = [part for file in (bad, good) for part in ("--status-list", str(file))]
    assert run(response, *lists)[0] == 0
    assert run(response, "--status-list", str(bad))[0] == 2
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(pki.pem([b"\x30\x03\x02\x01\x00", licences.UT.certificate]))
    assert run(response, *lists, trusted=[bundle])[0] == 0


def test_a_key_is_told_as_what_its_bytes_say() -> None:
    told = printed.json_value({1: "number", "1": "text", b"\x01": "bytes"} | {None: 0, 1.5: 0, "x": 0})
    assert told == {"1 (int)": "number", "1": "text", "h'01'": "bytes", "null": 0, "1.5": 0, "x": 0}
    assert printed.json_value({True: 0, b"": 1, "h''": 2}) == {"true": 0, "h'' (bytes)": 1, "h''": 2}


def test_without_anything_to_trust_nothing_is_believed(run: Callable[..., Any]) -> None:
    assert run(licences.shown(), trusted=[])[0] == 2


def test_the_moment_decides(run: Callable[..., Any]) -> None:
    later = (AT + timedelta(days=31)).isoformat()
    code, page = run(licences.shown(), "--at", later)
    assert code == 1
    assert "[DOES NOT HOLD] The period of validity" in page
    assert "expired on 2026-03-31T08:00:00Z" in page


def test_a_status_is_asked_if_its_list_is_brought(run: Callable[..., Any], tmp_path: Path) -> None:
    signer = licences.UT.signer(pki.LIST_SIGNER)
    for status, expected in ((0, 0), (1, 1)):
        statuses = statuslist.StatusList(bits=1, size=64)
        statuses[7] = status
        listed = tmp_path / "list.cwt"
        listed.write_bytes(
            statuslist.to_cwt(
                statuses, uri=URI, signer=signer, issued_at=AT, expires_at=AT + timedelta(days=1), ttl_seconds=60
            )
        )
        response = licences.shown(licences.issued(status={"status_list": {"idx": 7, "uri": URI}}))
        assert run(response)[0] == 2
        assert run(response, "--status-list", str(listed))[0] == expected


def test_a_mac_is_told_with_the_reader_s_key(run: Callable[..., Any], tmp_path: Path) -> None:
    device, reader = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    response = licences.shown(
        licences.issued(device_key=device.public_key()), device=mdoc.agree(device, reader.public_key())
    )
    key = tmp_path / "reader.pem"
    key.write_bytes(reader.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert run(response)[0] == 2
    assert run(response, "--reader-key", str(key))[0] == 0


def test_the_printed_page_is_for_a_clerk_in_both_languages(run: Callable[..., Any]) -> None:
    english = run(licences.shown())[1]
    assert english.startswith("HOLDS\n")
    assert "portrait: 259 bytes" in english
    assert "ISO/IEC 18013-5 ed. 2, 12.8.1" in english
    assert "成立" in run(licences.shown(), "--lang", "zh")[1]


def test_what_a_document_says_cannot_draw_on_the_page() -> None:
    report = Report(
        (Check("digests", "", Outcome.DOES_NOT_HOLD),), {"ns": {"name": "x\n  [HOLDS] everything\x1b[2J", "a\nb": 1}}
    )
    page = printed.as_text(report, at=AT, language="en", labels={})
    assert "\n  [HOLDS]" not in page
    assert "\x1b" not in page
    assert not any(line.startswith("b") for line in page.splitlines())


@no_deadline
@given(st.dictionaries(st.text() | st.integers(), st.floats() | st.binary() | st.none() | st.text(), max_size=4))
def test_any_elements_have_a_json(elements: dict[Any, Any]) -> None:
    report = Report((), {"ns": elements, "tagged": cbor.Tag(4, [1, 2])})
    assert json.loads(json.dumps(printed.as_json(report), allow_nan=False))


@pytest.mark.parametrize(
    "arguments",
    [[], ["forge", "x"], ["mdoc"], ["mdoc", "x", "--at", "yesterday"], ["mdoc", "x", "--unknown"]],
)
def test_a_wrong_command_line_leaves_with_64_and_not_with_an_outcome(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        auditor.main(arguments)
    assert left.value.code == 64
    assert "usage" in capsys.readouterr().err


def test_a_file_that_is_not_there_leaves_with_64(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert auditor.main(["mdoc", str(tmp_path / "nothing")]) == 64
    assert "nothing" in capsys.readouterr().err


def test_the_auditor_runs_without_the_platform(tmp_path: Path) -> None:
    """A court has no server of ours: neither Django nor the settings are ever loaded."""
    file = tmp_path / "licence.hex"
    file.write_text(licences.shown().hex())
    program = (
        "import runpy, sys\n"
        "sys.argv = ['auditor', 'mdoc', sys.argv[1], '--json']\n"
        "try:\n    runpy.run_module('tongban.auditor', run_name='__main__')\n"
        "except SystemExit as left:\n    assert left.code == 1, left.code\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcome"] == "does-not-hold"  # judged today, long after AT
