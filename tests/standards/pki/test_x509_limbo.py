"""The certificate paths that C2SP x509-limbo publishes, each with our verdict as docs/standards/x509-limbo.md has it.

limbo.json is 11 MB and not in this repository: put it into the folder of published vectors as x509-limbo/limbo.json, or
name it with TONGBAN_LIMBO. Without it this file tests only that the table can be read; what it led us to mend has tests
of its own in test_pki_paths.py.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from standards.published import FOLDER

from tongban.errors import Malformed
from tongban.standards import pki
from tongban.verdicts import Outcome

LIMBO = Path(os.environ.get("TONGBAN_LIMBO") or FOLDER / "x509-limbo" / "limbo.json")
PAGE = Path(__file__).resolve().parents[3] / "docs" / "standards" / "x509-limbo.md"
ROW = re.compile(r"\| `([^`]+)` \| (agrees|noted|stricter|elsewhere) \| ([a-z0-9 ,-]*) \|.*\|")
TLS_SERVER = "1.3.6.1.5.5.7.3.1"
# Their certificates are of web servers: our rules for signers, with that purpose and no country.
SERVER = replace(
    pki.READER, name="web server", purposes=frozenset({TLS_SERVER}), written=(TLS_SERVER,), is_purpose_required=False
)
WHENEVER = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """One line of the page. checks: which may be the reason."""

    pattern: str
    kind: str
    checks: frozenset[str]


def rows() -> list[Row]:
    found = [ROW.fullmatch(line) for line in PAGE.read_text(encoding="utf-8").splitlines()]
    return [Row(one[1], one[2], frozenset(one[3].split(", ")) - {""}) for one in found if one]


def row_of(case_id: str) -> Row:
    """The first line that is about the case; StopIteration if none is."""
    return next(row for row in rows() if fnmatchcase(case_id, row.pattern))


def cases() -> list[Any]:
    if not LIMBO.exists():
        return [pytest.param(None, marks=pytest.mark.skip(f"no {LIMBO}; name it with TONGBAN_LIMBO"))]
    with LIMBO.open(encoding="utf-8") as file:
        return [pytest.param(case, id=case["id"]) for case in json.load(file)["testcases"]]


def judged(case: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The checks that do not hold, and what was noted. What is no certificate here fails as "form"."""

    def der(*texts: str) -> list[bytes]:
        return [pki.certificates_in(text.encode())[0] for text in texts]

    try:
        others = pki.TrustAnchors.of(der(*case["untrusted_intermediates"]))
        anchors = pki.TrustAnchors.of(der(*case["trusted_certs"]))
        found = pki.check_chain(
            der(case["peer_certificate"]),
            anchors=replace(anchors, pinned=(), links=(*others.roots, *others.pinned)),
            profile=SERVER,
            at=datetime.fromisoformat(case["validation_time"]) if case["validation_time"] else WHENEVER,
        )
    except Malformed:
        return {"form"}, set()
    return {check.check for check in found.checks if check.outcome is not Outcome.HOLDS}, {
        note.check for note in found.notes
    }


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
@pytest.mark.parametrize("case", cases())
def test_a_published_path_is_judged_as_the_page_says(case: dict[str, Any]) -> None:
    row = row_of(case["id"])
    is_good = case["expected_result"] == "SUCCESS"
    failed, noted = judged(case)
    match row.kind:
        case "agrees":
            assert (failed == set()) is is_good
            assert is_good or failed & row.checks, failed
        case "noted":
            assert not is_good
            assert failed == set()
            assert noted & row.checks, noted
        case "stricter":
            assert failed & row.checks, failed


def test_every_line_of_the_page_can_be_read() -> None:
    lines = rows()
    assert len(lines) == sum(line.startswith("| `") for line in PAGE.read_text(encoding="utf-8").splitlines())
    assert len({line.pattern for line in lines}) == len(lines)
    assert all(line.checks or line.kind == "elsewhere" for line in lines)
    for place, line in enumerate(lines):  # none is hidden by one before it
        assert not any(fnmatchcase(line.pattern, before.pattern) for before in lines[:place]), line


@pytest.mark.skipif(not LIMBO.exists(), reason=f"no {LIMBO}")
def test_every_line_of_the_page_has_its_cases() -> None:
    found = {row_of(one.values[0]["id"]).pattern for one in cases()}
    assert {row.pattern for row in rows() if row.kind != "elsewhere"} <= found
