"""What both sides sign: nothing of a question or an answer can be changed, moved or taken for another."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tongban.errors import Untrusted
from tongban.keys import queries as keys
from tongban.partners import signatures
from tongban.partners.actions.delivering import ROLE
from tongban.standards import jose, pki
from tongban.standards.signing import generate, is_signed_by
from tongban.verdicts import Outcome

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SIGNER = generate()
QUESTION = {"method": "POST", "path": "/tax/v1/note-use", "body": b'{"a":1}', "key": "k-1"}
AGE = timedelta(minutes=5)
quick = hypothesis_settings(deadline=None, max_examples=60)


def verified(headers, *, at=AT, age=AGE, keys=(SIGNER.public_key,), **asked):
    return signatures.verify(headers=headers, at=at, age=age, public_keys=keys, **(QUESTION | asked))


def signed(*, signer=SIGNER, at=AT, **asked):
    return signatures.sign(at=at, signer=signer, **(QUESTION | asked))


def test_given_a_signed_question_when_verified_then_its_moment_is_told():
    assert verified(signed()) == AT


@quick
@given(body=st.binary(max_size=300), key=st.text("abc-1", min_size=1), path=st.text("/abc?=", min_size=1))
def test_whatever_is_signed_holds(body, key, path):
    asked = {"body": body, "key": key, "path": path}
    assert verified(signed(**asked), **asked) == AT


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"method": "PUT"}, "partners.signature"),
        ({"path": "/tax/v1/note-use?"}, "partners.signature"),
        ({"key": "k-2"}, "partners.signature"),
        ({"body": b'{"a":2}'}, "partners.digest"),
        ({"status": 200}, "partners.signature"),
        ({"keys": ()}, "partners.signature"),
        ({"keys": (generate().public_key,)}, "partners.signature"),
    ],
)
def test_given_a_question_when_anything_differs_then_it_does_not_hold(change, code):
    with pytest.raises(Untrusted) as untrusted:
        verified(signed(), **change)
    assert untrusted.value.code == code


def test_given_an_answer_when_its_status_is_another_then_it_does_not_hold():
    headers = signed(status=200)
    assert verified(headers, status=200) == AT
    with pytest.raises(Untrusted):
        verified(headers, status=409)


def test_given_two_keys_of_a_partner_when_it_changes_from_one_to_the_other_then_both_hold():
    following = generate()
    keys = (SIGNER.public_key, following.public_key)
    assert verified(signed(), keys=keys) == verified(signed(signer=following), keys=keys) == AT


@pytest.mark.parametrize("seconds", [-301, 301])
def test_given_five_minutes_when_they_are_over_then_it_is_stale_and_at_five_minutes_it_holds(seconds):
    with pytest.raises(Untrusted, match=r"partners\.stale"):
        verified(signed(), at=AT + timedelta(seconds=seconds))
    edge = seconds // abs(seconds) * 300
    assert verified(signed(), at=AT + timedelta(seconds=edge)) == AT


def test_given_an_answer_when_no_age_is_asked_for_then_an_old_one_holds():
    headers = signed(status=200)
    found = signatures.verify(headers=headers, public_keys=[SIGNER.public_key], status=200, **QUESTION)
    assert found == AT


def test_given_other_digests_beside_ours_when_verified_then_it_holds():
    headers = signed()
    headers[signatures.DIGEST] = f"sha-512=:AAAA:, {headers[signatures.DIGEST]}"
    assert verified(headers) == AT


@quick
@given(place=st.integers(0, 10_000), letter=st.sampled_from("AQgw09-_.x"))
def test_given_a_signature_when_one_letter_changes_then_it_does_not_hold(place, letter):
    headers = signed()
    text = headers[signatures.SIGNATURE]
    place %= len(text)
    changed = text[:place] + letter + text[place + 1 :]
    if changed != text:
        with pytest.raises(Untrusted):
            verified(headers | {signatures.SIGNATURE: changed})


@quick
@given(text=st.text(max_size=80) | st.sampled_from(["", "..", "a..b", "e30..AA", "a.b.c", "." * 5000]))
def test_whatever_stands_in_the_header_it_is_untrusted_and_never_an_error(text):
    with pytest.raises(Untrusted):
        verified(signed() | {signatures.SIGNATURE: text})


@pytest.mark.parametrize("created", [None, True, "1", 1.5, -1, 2**33])
def test_given_no_usable_moment_when_verified_then_it_is_untrusted(created):
    payload = {"digest": signatures.content_digest(QUESTION["body"]), "key": "k-1", "method": "POST"}
    token = jose.sign(
        payload=jose.to_json(payload | {"path": QUESTION["path"]}),
        signer=SIGNER,
        header={"typ": signatures.TYPE, "created": created},
    )
    head, _, signature = token.split(".")
    with pytest.raises(Untrusted, match="created"):
        verified(signed() | {signatures.SIGNATURE: f"{head}..{signature}"})


def test_given_the_document_alone_when_a_signature_is_checked_by_hand_then_it_holds():
    """docs/partners/README.md, "Signatures", followed to the letter without our own code."""
    headers = signed(status=200)
    digest = "sha-256=:" + base64.b64encode(hashlib.sha256(QUESTION["body"]).digest()).decode() + ":"
    payload = '{"digest":"%s","key":"k-1","method":"POST","path":"/tax/v1/note-use","status":200}' % digest  # noqa: UP031
    protected, empty, signature = headers["Tongban-Signature"].split(".")
    text = base64.urlsafe_b64encode(payload.encode()).rstrip(b"=").decode()
    header = json.loads(base64.urlsafe_b64decode(protected + "=="))
    assert headers["Content-Digest"] == digest
    assert empty == ""
    assert header == {"alg": "ES256", "typ": "partner-message+jws", "created": int(AT.timestamp())}
    raw = base64.urlsafe_b64decode(signature + "==")
    assert is_signed_by(SIGNER.public_key, f"{protected}.{text}".encode(), raw)


def test_given_our_own_message_when_a_partner_has_only_our_root_then_the_certificate_in_it_is_enough(town):
    headers = signed(signer=keys.signer(ROLE))
    protected = headers[signatures.SIGNATURE].split(".")[0]
    [text] = jose.from_json_object(jose.from_base64url(protected))["x5c"]
    certificate = base64.b64decode(text)
    result = pki.check_chain([certificate], anchors=keys.anchors(), profile=pki.PARTNER_SIGNER, at=AT)
    assert result.outcome is Outcome.HOLDS
    assert verified(headers, keys=(pki.parse(certificate).key,)) == AT
    other = pki.check_chain([certificate], anchors=keys.anchors(), profile=pki.LIST_SIGNER, at=AT)
    assert other.outcome is not Outcome.HOLDS
