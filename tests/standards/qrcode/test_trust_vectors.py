"""Python's readers of trust lists and entitlement lists, on the vectors that the browser's readers are held to as well
(tests/frontend/test_modules.py)."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from standards.qrcode import make_trust_vectors, world

from tongban.errors import Malformed, Untrusted
from tongban.standards import qrcode

FILE: dict[str, Any] = json.loads(make_trust_vectors.FILE.read_text(encoding="utf-8"))
# What must never be believed, whatever the file was last made with.
REFUSED = {
    "after its end": "trust-list.validity",
    "older than the one that is held": "trust-list.older",
    "by a code signer": "trust-list.chain purpose",
    "by a signer without a purpose": "trust-list.chain purpose",
    "another signature": "trust-list.signature",
    "after a change of roots, without the link": "trust-list.chain path",
    "payload: a member twice": "malformed",
}
REFUSED_LISTS = {
    "of another address": "status-list.address",
    "fault 15: list_of_another_uri": "status-list.address",
    "older than the one that is held": "status-list.older",
    "by a code signer": "status-list.signer path",
    "after its end": "status-list.validity",
}


def test_the_file_is_what_our_code_makes_byte_for_byte() -> None:
    assert make_trust_vectors.FILE.read_text(encoding="utf-8") == make_trust_vectors.written(), (
        "run: python tests/standards/qrcode/make_trust_vectors.py"
    )


@pytest.mark.parametrize("kind", ["trust_lists", "entitlement_lists"])
def test_no_name_stands_twice_and_every_outcome_is_there(kind: str) -> None:
    assert max(Counter(one["name"] for one in FILE[kind]).values()) == 1
    assert {"believed", "malformed"} < {one["outcome"] for one in FILE[kind]}


def test_the_outcomes_that_matter_are_what_the_specification_says() -> None:
    for kind, right in (("trust_lists", REFUSED), ("entitlement_lists", REFUSED_LISTS)):
        found = {one["name"]: one["outcome"] for one in FILE[kind]}
        assert {name: found[name] for name in right} == right


@pytest.mark.parametrize("one", FILE["trust_lists"], ids=lambda one: one["name"])
def test_a_trust_list_has_its_outcome(one: dict[str, Any]) -> None:
    arguments = {
        "pinned": bytes.fromhex(one["pinned"]),
        "at": datetime.fromtimestamp(one["at"], UTC),
        "held_since": None if one["held_since"] is None else datetime.fromtimestamp(one["held_since"], UTC),
    }
    if one["outcome"] == "believed":
        found = qrcode.read_trust_list(one["text"], **arguments)
        assert sorted(kid.hex() for kid in found.signers) == one["signers"]
        assert sorted(kid.hex() for kid in found.list_signers) == one["list_signers"]
        assert list(found.passed_over) == one["passed_over"]
        return
    with pytest.raises((Malformed, Untrusted)) as caught:
        qrcode.read_trust_list(one["text"], **arguments)
    assert make_trust_vectors.word_of(caught.value) == one["outcome"]


def test_a_bad_entry_takes_no_other_with_it_and_is_named() -> None:
    """One entry whose key no browser and nothing here can read once made the whole list unreadable."""
    (one,) = [one for one in FILE["trust_lists"] if one["name"] == "signers: several"]
    found = qrcode.read_trust_list(one["text"], pinned=hashlib.sha256(world.ROOT_DER).digest(), at=world.AT)
    assert found.signers == world.SIGNERS
    assert found.passed_over == ("signer 0: form", "signer 1: form")
    assert qrcode.passed_over(one["text"]) == found.passed_over


@pytest.mark.parametrize("one", FILE["entitlement_lists"], ids=lambda one: one["name"])
def test_an_entitlement_list_has_its_outcome(one: dict[str, Any]) -> None:
    at = datetime.fromtimestamp(one["at"], UTC)
    signers = {bytes.fromhex(kid): base64.b64decode(der) for kid, der in one["trusted"].items()}
    trust = qrcode.TrustList("", at, at, {}, signers, {1: one["uri"]})
    held_since = None if one["held_since"] is None else datetime.fromtimestamp(one["held_since"], UTC)
    if one["outcome"] == "believed":
        found = qrcode.read_entitlement_list(one["text"], trust=trust, number=1, at=at, held_since=held_since)
        assert [[place, found.statuses[place]] for place, _ in one["values"]] == one["values"]
        return
    with pytest.raises((Malformed, Untrusted)) as caught:
        qrcode.read_entitlement_list(one["text"], trust=trust, number=1, at=at, held_since=held_since)
    assert make_trust_vectors.word_of(caught.value) == one["outcome"]
