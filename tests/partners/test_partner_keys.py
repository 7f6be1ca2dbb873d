"""The keys of partners: one that nobody can read stops neither its partner nor anybody else (fault 11 of 0.2.0)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from partners.partner_town import BODIES

from tongban.partners import queries, signatures
from tongban.partners.actions import delivering
from tongban.partners.profile import Profile, keys_file
from tongban.partners.records import Outcome, Partner
from tongban.standards import jose
from tongban.standards.signing import generate

FAULT = json.loads((Path(__file__).parent / "fault-11-partner.jwks.json").read_text())
RSA = FAULT["keys"][0]
BAD_KEYS = {
    "RSA": RSA,
    "a curve that nobody knows": {"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA"},
    "a point off its curve": {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43},
    "for encryption": {**jose.jwk(generate().public_key), "use": "enc"},
    "no object": "key",
    "nothing": None,
    "an empty object": {},
}
KINDS = dict(BODIES.keys())  # partner -> one kind of message to it


@pytest.fixture(autouse=True)
def nothing_said_yet():
    signatures.say_once.cache_clear()


@pytest.mark.parametrize("bad", BAD_KEYS.values(), ids=BAD_KEYS)
def test_given_one_bad_key_when_the_set_is_read_then_the_others_stay_and_the_log_names_it(bad, caplog):
    good = generate()
    for _ in range(2):
        found = signatures.public_keys([bad, jose.jwk(good.public_key)], whose="tax")
        assert found == (good.public_key,)
    assert [record.getMessage().split(" is")[0] for record in caplog.records] == ["tax: key 1 (kid None)"]


def test_given_the_published_set_when_read_then_the_rsa_key_is_passed_over():
    assert len(signatures.public_keys(FAULT["keys"], whose="tax")) == 1


def with_changed_keys(partner, change):
    path = keys_file(partner)
    path.write_bytes(change(path.read_bytes()))


def said_to_all(lines):
    for partner, kind in KINDS.items():
        lines.send(partner, kind, key=f"k-{partner}", about=f"case:{partner}")


def test_given_one_bad_key_of_tax_when_messages_go_out_then_all_four_partners_answer(lines):
    with_changed_keys(Partner.TAX, lambda text: json.dumps({"keys": [RSA, *json.loads(text)["keys"]]}).encode())
    said_to_all(lines)
    lines.until_quiet()
    assert {answer.outcome for answer in queries.answers_after(0)} <= {Outcome.ANSWERED, Outcome.REFUSED}
    assert len(queries.answers_after(0)) == len(KINDS)


@pytest.mark.parametrize("text", [b"", b"[]", b"{", b'{"keys": 1}', b'{"keys": {}}', b"\xff"])
def test_given_a_file_that_is_no_key_set_when_messages_go_out_then_only_its_partner_waits(lines, text, caplog):
    with_changed_keys(Partner.TAX, lambda _: text)
    said_to_all(lines)
    for _ in range(3):
        lines.deliver()
        lines.wait(seconds=30)
    assert len(queries.answers_after(0)) == len(KINDS) - 1
    assert queries.outstanding("case:tax")[0].last_error == "partners.signature"
    assert "tax.jwks.json: expected a JWK Set" in caplog.text


def test_given_trouble_with_one_partner_when_messages_go_out_then_the_others_are_served_and_it_is_told(
    lines, monkeypatch
):
    real = delivering.claim

    def claim(partner, **how):
        if partner is Partner.TAX:
            raise RuntimeError("a bug")
        return real(partner, **how)

    monkeypatch.setattr(delivering, "claim", claim)
    said_to_all(lines)
    for _ in range(3):
        with pytest.raises(RuntimeError, match="a bug"):
            lines.deliver()
        lines.wait(seconds=30)
    assert len(queries.answers_after(0)) == len(KINDS) - 1


def test_given_keys_in_the_settings_that_are_no_list_when_it_starts_then_it_says_so():
    with pytest.raises(ImproperlyConfigured, match="keys of tax must be a list"):
        Profile(keys={"tax": {"keys": []}})
