"""The auditor's `custody` and `file`, run as a court would: a file in, a report and an exit code out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from standards import vehicle_files as files
from standards.issuers import AT, Country
from standards.vehicle_files import CHENGDU, HANGZHOU, LOG_KEY, SUZHOU, Journey

from tongban.auditor.__main__ import main
from tongban.standards import pki

DOCUMENT = Journey(CHENGDU, SUZHOU, HANGZHOU).document()
OTHER_KEY = files.NoteKey(LOG_KEY.name, files.SoftwareSigner(files.Ed25519PrivateKey.from_private_bytes(bytes(32))))


@pytest.fixture
def trust(tmp_path):
    path = tmp_path / "trust.pem"
    path.write_bytes(pki.pem([files.COUNTRY.certificate]))
    return path


@pytest.fixture
def run(tmp_path, trust, capsys):
    """Runs a command over a text; gives the exit code and the report."""

    def run(command: str, text: str, *options: object, trusting=trust) -> tuple[int, dict[str, Any]]:
        file = tmp_path / "given"
        file.write_text(text)
        given = [command, str(file), "--trust", str(trusting), "--at", AT.isoformat(), "--json", *map(str, options)]
        code = main(given)
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def custody(run):
    return lambda document, key=LOG_KEY: run("custody", json.dumps(document), "--key", key.vkey)


def failing(report: dict[str, Any]) -> dict[str, str]:
    return {check["check"]: check["outcome"] for check in report["checks"] if check["outcome"] != "holds"}


def test_given_an_honest_custody_proof_it_holds_and_names_the_holder(custody):
    code, report = custody(DOCUMENT)
    assert (code, failing(report)) == (0, {})
    assert (report["elements"]["origin"], report["elements"]["holder"]) == (CHENGDU, HANGZHOU)


def test_given_a_flipped_byte_in_an_entry_it_does_not_hold(custody):
    document = json.loads(json.dumps(DOCUMENT).replace(SUZHOU, "320500000001"))
    code, report = custody(document)
    assert code == 1
    assert failing(report)["inclusion"] == "does-not-hold"


def test_given_swapped_moves_it_does_not_hold(custody):
    code, report = custody({**DOCUMENT, "moves": DOCUMENT["moves"][::-1]})
    assert (code, set(failing(report))) == (1, {"succession", "order"})


def test_given_a_move_without_its_arrival_it_cannot_be_told(custody):
    first, second = DOCUMENT["moves"]
    code, report = custody({**DOCUMENT, "moves": [first, {"sent": second["sent"], "seal": second["seal"]}]})
    assert (code, failing(report)) == (2, {"complete": "cannot-be-told"})


def test_given_the_key_of_another_log_it_does_not_hold(custody):
    code, report = custody(DOCUMENT, key=OTHER_KEY)
    assert (code, failing(report)) == (1, {"checkpoint-signature": "does-not-hold"})


def test_given_another_country_s_root_it_does_not_hold(run, tmp_path):
    other = tmp_path / "other.pem"
    other.write_bytes(pki.pem([Country("CN").certificate]))
    code, report = run("custody", json.dumps(DOCUMENT), "--key", LOG_KEY.vkey, trusting=other)
    assert (code, failing(report)) == (1, {"seal-certificate": "does-not-hold"})


@pytest.mark.parametrize("text", ["", "{}", "[]", json.dumps({**DOCUMENT, "moves": []})])
def test_given_no_custody_proof_it_is_malformed(run, text):
    code, report = run("custody", text, "--key", LOG_KEY.vkey)
    assert (code, report["outcome"]) == (3, "malformed")


def test_the_key_may_lie_in_a_file(run, tmp_path):
    key = tmp_path / "log.vkey"
    key.write_text(f"{LOG_KEY.vkey}\n")
    assert run("custody", json.dumps(DOCUMENT), "--key", key)[0] == 0


# --- the seal and its pages ------------------------------------------------------------------------------------------
@pytest.fixture
def pages(tmp_path):
    """The pages as an office hands them over: files of any name, in folders of any name."""
    folder = tmp_path / "pages"
    for number, octets in enumerate(files.CONTENTS.values()):
        path = folder / f"part {number % 2}" / f"{number}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(octets)
    return folder


def test_given_a_seal_alone_it_holds(run):
    code, report = run("file", files.sealed() + "\n")
    assert (code, failing(report)) == (0, {})
    assert "pages" not in [check["check"] for check in report["checks"]]


def test_given_the_pages_it_holds_and_names_files_that_are_not_in_it(run, pages):
    (pages / "note.txt").write_text("not a page")
    code, report = run("file", files.sealed(), "--documents", pages)
    assert (code, failing(report)) == (0, {})
    assert report["checks"][-1]["check"] == "pages"
    assert report["elements"]["not-in-manifest"] == ["note.txt"]


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes() + b" ")])
def test_given_a_missing_or_an_altered_page_it_does_not_hold_and_names_it(run, pages, harm):
    harm(pages / "part 0" / "0.pdf")
    code, report = run("file", files.sealed(), "--documents", pages)
    assert (code, failing(report)) == (1, {"pages": "does-not-hold"})
    assert report["checks"][-1]["reason"] == "missing or altered: origin-proof 1"


def test_given_a_changed_seal_it_does_not_hold(run):
    head, payload, _ = files.sealed().split(".")
    _, _, signature = files.sealed(files.onward(2, SUZHOU, CHENGDU)).split(".")
    code, report = run("file", f"{head}.{payload}.{signature}")
    assert (code, failing(report)) == (1, {"seal-signature": "does-not-hold"})


def test_given_no_seal_it_is_malformed_and_without_the_folder_the_command_line_is_wrong(run, tmp_path, trust, capsys):
    assert run("file", "a.b.c")[0] == 3
    assert run("file", "样本")[1]["problem"]["code"] == "auditor.text"
    seal = tmp_path / "seal"
    seal.write_text(files.sealed())
    assert main(["file", str(seal), "--trust", str(trust), "--documents", str(tmp_path / "nowhere")]) == 64
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize(("language", "words"), [("en", "Each move begins where"), ("zh", "移交首尾相接")])
def test_the_printed_form_names_every_check_in_words(tmp_path, trust, capsys, language, words):
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(DOCUMENT))
    given = ["custody", str(file), "--trust", str(trust), "--key", LOG_KEY.vkey, "--at", AT.isoformat()]
    assert main([*given, "--lang", language]) == 0
    page = capsys.readouterr().out
    assert words in page
    assert HANGZHOU in page


# --- whoever knows only an older root --------------------------------------------------------------------------------
@pytest.fixture
def older(tmp_path):
    """The root before COUNTRY's, and what leads from it to COUNTRY's: files old.pem and link.pem."""
    before = Country("CN")
    link = pki.build_link(
        certificate=files.COUNTRY.certificate, issuer=before.root, issuer_certificate=before.certificate
    )
    (tmp_path / "old.pem").write_bytes(pki.pem([before.certificate]))
    (tmp_path / "link.pem").write_bytes(pki.pem([link]))
    return tmp_path


GIVEN = [
    ("custody", json.dumps(DOCUMENT), ("--key", LOG_KEY.vkey)),
    ("file", files.sealed(), ()),
]


@pytest.mark.parametrize(("command", "text", "more"), GIVEN)
def test_given_the_older_root_the_link_between_leads_on_and_without_it_nothing_does(run, older, command, text, more):
    vouched = ("--vouched", older / "link.pem")
    code, report = run(command, text, *more, *vouched, trusting=older / "old.pem")
    assert (code, failing(report)) == (0, {})
    code, report = run(command, text, *more, trusting=older / "old.pem")
    assert (code, failing(report)) == (1, {"seal-certificate": "does-not-hold"})


@pytest.mark.parametrize(("command", "text", "more"), GIVEN)
def test_a_link_that_no_trusted_root_signed_leads_nowhere(run, older, command, text, more):
    stranger = older / "stranger.pem"
    stranger.write_bytes(pki.pem([Country("CN").certificate]))
    code, report = run(command, text, *more, "--vouched", older / "link.pem", trusting=stranger)
    assert (code, failing(report)) == (1, {"seal-certificate": "does-not-hold"})
