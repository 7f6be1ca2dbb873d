"""The sandbox answers each sample as its file says, on any day; no sample holds anywhere else, and nothing real in it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from test_dispatch import answered, code, driver  # noqa: F401 - a fixture

from tongban.auditor import __main__ as auditor
from tongban.errors import Problem
from tongban.keys import queries as keys
from tongban.licences.firms import openapi, sandbox
from tongban.licences.firms.dispatch import Published, judge, judge_specimen
from tongban.standards import pki, qrcode
from tongban.standards.qrcode.verification import STEPS
from tongban.verdicts import Outcome

HELD = json.loads(sandbox.FILE.read_bytes())
CODES = {sample["name"]: sample for sample in HELD["codes"]}
JUDGED = {name: sample for name, sample in CODES.items() if sample["answer"]["status"] == 200}
REFUSED = {name: sample for name, sample in CODES.items() if name not in JUDGED}
DOCS = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def sent(sample):
    """(status, answer) of the sandbox for a sample."""
    status, _headers, body = answered(sample["code"].encode("ascii"), address=sandbox.ADDRESS)
    return int(status.split()[0]), json.loads(body)


@pytest.mark.parametrize("name", JUDGED)
def test_each_sample_is_judged_as_its_file_says_and_marked_a_specimen(town, name):
    status, said = sent(JUDGED[name])
    expected = JUDGED[name]["answer"]
    assert (status, said["specimen"], said["outcome"]) == (200, True, expected["outcome"])
    assert [check["check"] for check in said["checks"] if check["outcome"] != "holds"] == expected["failed"]
    assert bool(said["facts"]) is (expected["outcome"] == "holds")
    assert said["facts"].get("name", "样证 SPECIMEN") == "样证 SPECIMEN"
    validator().validate(said)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_code_for_firms_is_refused_as_its_file_says(town, name):
    status, said = sent(REFUSED[name])
    assert (status, said["code"]) == (REFUSED[name]["answer"]["status"], REFUSED[name]["answer"]["code"])


def validator():
    """Judges an answer of the sandbox by the OpenAPI document."""
    import jsonschema_rs

    components = openapi.document()["components"]
    return jsonschema_rs.Draft202012Validator({"$ref": "#/components/schemas/SpecimenJudged", "components": components})


def test_there_is_a_sample_for_everything_that_a_firm_may_be_answered():
    holds = {name.removesuffix("-holds") for name, sample in JUDGED.items() if not sample["answer"]["failed"]}
    assert holds == {purpose.word for purpose in qrcode.Purpose} - set(openapi.FOR_OFFICERS)
    failing = {failed for sample in JUDGED.values() for failed in sample["answer"]["failed"]}
    assert failing == set(STEPS) - {"form", "challenge"}  # form is a 400; a firm asks for no challenge
    assert {sample["answer"]["outcome"] for sample in JUDGED.values()} == set(Outcome)
    purposes = {qrcode.parse(REFUSED[name]["code"]).token.purpose.word for name in ("roadside-code", "vehicle-code")}
    assert purposes == set(openapi.FOR_OFFICERS)
    assert {sample["answer"]["status"] for sample in REFUSED.values()} == {400, 403}


def test_every_sample_stands_in_the_docs():
    documented = DOCS.read_text("utf-8")
    assert [name for name in CODES if f"`{name}`" not in documented] == []


@pytest.mark.parametrize("name", JUDGED)
def test_no_sample_holds_outside_the_sandbox(town, driver, name):  # noqa: F811
    for at in (town.AT, sandbox.specimens().moment):
        said = json.loads(judge(JUDGED[name]["code"], published=Published(), at=at))
        failed = {check["check"] for check in said["checks"] if check["outcome"] == "does-not-hold"}
        assert {"signer", "issuer-signature"} <= failed
        assert said["facts"] == {}
        assert "specimen" not in said


def test_no_certificate_of_the_sandbox_is_among_ours_and_none_leads_to_our_root(town, driver):  # noqa: F811
    specimen = pki.TrustAnchors.from_pem(HELD["trust_pem"].encode())
    certificates = {one.raw for one in (*specimen.roots, *specimen.pinned)}
    assert len(certificates) == 3
    assert all("SPECIMEN" in str(pki.parse(raw).subject) for raw in certificates)
    assert certificates.isdisjoint(keys.code_signers().values())
    ours = keys.anchors()
    assert certificates.isdisjoint(one.raw for one in (*ours.roots, *ours.pinned))
    with pytest.raises(Problem):
        qrcode.read_trust_list(
            HELD["trust_list"], pinned=pki.parse(ours.roots[0].raw).fingerprint, at=sandbox.specimens().moment
        )


def test_no_key_of_the_sandbox_is_kept():
    text = sandbox.FILE.read_text("utf-8")
    assert "PRIVATE" not in text
    assert re.findall(r'"(?:d|k|key|secret|private)"', text) == []


def test_no_real_code_holds_in_the_sandbox(town, driver):  # noqa: F811
    _record, row = driver
    moment = sandbox.specimens().moment
    real = code(row, moment, purpose="rental")
    said = json.loads(judge_specimen(real))
    assert said["specimen"] is True
    assert said["outcome"] == "does-not-hold"
    assert said["facts"] == {}


def test_the_file_is_served_to_every_page_as_it_is(town):
    answer = Client().get("/api/sandbox/codes.json")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
    assert json.loads(answer.content) == HELD


@pytest.mark.parametrize("name", CODES)
def test_the_auditor_says_the_same_off_line(tmp_path, capsys, name):
    (tmp_path / "code.txt").write_text(CODES[name]["code"], "ascii")
    (tmp_path / "trust.pem").write_text(HELD["trust_pem"], "ascii")
    (tmp_path / "list.jwt").write_text(HELD["entitlement_list"], "ascii")
    given = [str(tmp_path / "code.txt"), "--trust", str(tmp_path / "trust.pem"), "--at", HELD["moment"], "--json"]
    exit_code = auditor.main(["code", *given, "--entitlement", str(tmp_path / "list.jwt")])
    said = json.loads(capsys.readouterr().out)
    expected = CODES[name]["answer"]
    if expected["status"] == 400:
        assert (exit_code, said["problem"]["code"]) == (auditor.MALFORMED, expected["code"])
    elif expected["status"] == 403:  # the auditor judges codes for anybody
        assert exit_code == 0
    elif name != "status-unknown":  # which list was brought is whoever brought it to say
        assert exit_code == auditor.EXIT_CODES[Outcome(expected["outcome"])]
        failed = [check["check"] for check in said["checks"] if check["outcome"] != "holds"]
        assert failed == expected["failed"]


def test_the_samples_hold_on_any_day(town, monkeypatch):
    for later in (timedelta(), timedelta(days=4000)):
        monkeypatch.setattr("tongban.licences.firms.dispatch.now", lambda later=later: town.AT + later)
        assert sent(CODES["rental-holds"])[1]["outcome"] == "holds"
