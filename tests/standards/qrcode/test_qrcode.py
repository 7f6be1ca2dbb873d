"""The licence code: what it costs, what it says, and that nothing else passes for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standards.qrcode import world
from standards.qrcode.world import AT, DAY, HOUR

from tongban.errors import Malformed, Untrusted
from tongban.standards import cbor, qrcode
from tongban.standards.qrcode import base45
from tongban.standards.signing import generate
from tongban.verdicts import Outcome, Report

ALL_LETTERS = frozenset("BCDGHIJKLNOQ")


def verified(text: str, **changes: object) -> Report:
    return qrcode.verify(
        text,
        **{  # type: ignore[arg-type]
            "signers": world.SIGNERS,
            "at": AT,
            "entitlement": lambda number, index: (0, timedelta(minutes=10)),
            "anchors": world.ANCHORS,
            **changes,
        },
    )


@pytest.mark.parametrize("purpose", list(world.CLAIMS))
def test_a_code_says_exactly_what_was_put_in_and_holds(purpose: str) -> None:
    report = verified(world.code(purpose))
    assert report.outcome is Outcome.HOLDS
    assert {name: report.elements[name] for name in world.CLAIMS[purpose]} == world.CLAIMS[purpose]
    assert report.elements.keys() & {fact.name for fact in qrcode.FACTS} == world.CLAIMS[purpose].keys()


@pytest.mark.parametrize("purpose", list(world.CLAIMS))
def test_a_code_without_a_photo_stays_within_450_bytes_even_with_the_longest_name(purpose: str) -> None:
    claims = dict(world.CLAIMS[purpose])
    longest = {"name": "样" * 20, "model": "样" * 20, "owner": "样" * 20, "plate": "粤Z1234港" + "0" * 9}
    claims |= {name: text for name, text in (longest | {"letters": ALL_LETTERS}).items() if name in claims}
    assert len(base45.decode(world.code(purpose, claims=claims, challenge="0000")[4:])) <= 450


def test_the_steps_are_reported_in_the_order_of_the_specification_even_when_one_fails() -> None:
    names = ["form", "signer", "issuer-signature", "validity", "holder-proof", "freshness", "challenge", "status"]
    for report in (
        verified(world.code()),
        verified(world.code(), signers={}),
        verified(world.code(), at=AT + 90 * DAY),
    ):
        assert [check.check for check in report.checks] == names
        assert [check.clause for check in report.checks] == [f"DL1 6 step {n}" for n in range(1, 9)]


def test_a_screenshot_does_not_hold_and_the_reason_says_why() -> None:
    check = verified(world.code(), at=AT + timedelta(seconds=61)).check("freshness")
    assert (check.outcome, check.reason) == (Outcome.DOES_NOT_HOLD, "older than 60 s")


def test_a_clock_two_minutes_off_is_told_as_such_and_nothing_else_fails() -> None:
    for report in (
        verified(world.code(at=AT + timedelta(minutes=2))),
        verified(world.code(at=AT - timedelta(minutes=2))),
    ):
        assert [check.check for check in report.checks if check.outcome is not Outcome.HOLDS] == ["freshness"]


def test_without_a_list_the_status_cannot_be_told_and_is_never_called_revoked() -> None:
    report = verified(world.code(), entitlement=None)
    assert report.outcome is Outcome.CANNOT_BE_TOLD
    assert report.check("status").outcome is Outcome.CANNOT_BE_TOLD


def test_an_unknown_signer_is_refused_under_a_current_trust_list_and_unsure_under_an_old_one() -> None:
    text = world.code(signer=world.STRANGER)
    assert verified(text).outcome is Outcome.DOES_NOT_HOLD
    assert verified(text, is_trust_list_current=False).outcome is Outcome.CANNOT_BE_TOLD


def test_a_signer_in_the_list_without_a_path_to_the_root_is_not_believed() -> None:
    stranger = world.pki.TrustAnchors.of([world.LIST_SIGNER.chain[0]])
    assert verified(world.code(), anchors=stranger).check("signer").outcome is Outcome.DOES_NOT_HOLD


def test_a_list_signer_may_not_sign_codes() -> None:
    der = world.LIST_SIGNER.chain[0]
    report = verified(world.code(signer=world.LIST_SIGNER), signers={qrcode.kid_of(der): der})
    assert report.check("signer").outcome is Outcome.DOES_NOT_HOLD


def test_what_is_remembered_of_a_token_is_about_its_signer_alone() -> None:
    """Its signature is not judged again each time it is shown; whose it is and whether it is in time, is."""
    code = world.code("rental")
    assert verified(code).outcome is Outcome.HOLDS
    impostor = verified(code, signers={qrcode.kid_of(world.SIGNER.chain[0]): world.STRANGER.chain[0]})
    assert impostor.check("issuer-signature").outcome is Outcome.DOES_NOT_HOLD
    assert verified(code, signers={}).check("issuer-signature").outcome is Outcome.DOES_NOT_HOLD
    assert verified(code, at=AT + 8 * DAY).check("validity").outcome is Outcome.DOES_NOT_HOLD
    assert verified(code).outcome is Outcome.HOLDS


def test_the_same_proof_has_the_same_id_and_the_next_one_another() -> None:
    first, again, later = world.code(), world.code(), world.code(at=AT + timedelta(seconds=15))
    assert qrcode.parse(first).proof_id == qrcode.parse(again).proof_id == verified(first).elements["proof_id"]
    assert qrcode.parse(first).proof_id != qrcode.parse(later).proof_id


@pytest.mark.parametrize("purpose", ["roadside", "age", "vehicle"])
def test_no_changed_byte_of_a_code_verifies(purpose: str) -> None:
    encoded = base45.decode(world.code(purpose, challenge="0472")[4:])
    for place in range(len(encoded)):
        for flip in (0x01, 0x80, 0xFF):
            changed = bytearray(encoded)
            changed[place] ^= flip
            try:
                report = verified("DL1:" + base45.encode(bytes(changed)), challenge="0472")
            except Malformed:
                continue
            assert report.outcome is Outcome.DOES_NOT_HOLD, (place, flip)


def test_no_changed_letter_of_a_code_verifies() -> None:
    text = world.code("age")
    for place, letter in enumerate(text):
        changed = text[:place] + ("0" if letter != "0" else "1") + text[place + 1 :]
        try:
            report = verified(changed)
        except Malformed:
            continue
        assert report.outcome is Outcome.DOES_NOT_HOLD, place


@given(st.text())
def test_any_text_is_refused_with_malformed_only(text: str) -> None:
    for candidate in (text, "DL1:" + text):
        with pytest.raises(Malformed):
            qrcode.parse(candidate)


@given(st.text(alphabet=base45.ALPHABET))
def test_any_text_of_the_alphabet_is_refused_with_malformed_only(text: str) -> None:
    with pytest.raises(Malformed):
        qrcode.parse("DL1:" + text)


@given(st.binary(max_size=200))
def test_any_bytes_as_a_token_are_refused_with_malformed_only(value: bytes) -> None:
    with pytest.raises(Malformed):
        qrcode.parse_token(value)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats()
    | st.binary(max_size=40)
    | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.integers(-3, 14) | st.text(max_size=2), inner, max_size=5)
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(st.sampled_from([4, 6, 8, -65537]), ANYTHING)
def test_any_value_of_a_claim_is_refused_with_malformed_or_judged(key: int, value: object) -> None:
    text = world.raw_code(world.raw_token(world.raw_claims() | {key: value}))
    try:
        verified(text)
    except Malformed:
        return


@given(st.binary(max_size=60))
def test_base45_returns_what_it_was_given(value: bytes) -> None:
    assert base45.decode(base45.encode(value)) == value


@given(st.text(alphabet=base45.ALPHABET, max_size=12))
def test_base45_has_one_text_for_each_value(text: str) -> None:
    try:
        value = base45.decode(text)
    except Malformed:
        return
    assert base45.encode(value) == text


@pytest.mark.parametrize(
    ("value", "text"),  # RFC 9285 section 4.3, 4.4
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")],
)
def test_base45_obeys_the_examples_of_its_rfc(value: bytes, text: str) -> None:
    assert base45.encode(value) == text
    assert base45.decode(text) == value


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"claims": world.CLAIMS["age"]}, "qrcode.claims"),
        ({"claims": world.CLAIMS["roadside"] | {"born": date(1980, 1, 1)}}, "qrcode.claims"),
        ({"claims": world.CLAIMS["roadside"] | {"points": "3"}}, "qrcode.claims"),
        ({"claims": world.CLAIMS["roadside"] | {"valid_from": "2021-03-01"}}, "qrcode.claims"),
        ({"claims": world.CLAIMS["roadside"] | {"name": "样" * 21}}, "qrcode.claims"),
        ({"expires_at": AT + 7 * DAY}, "qrcode.life"),
        ({"expires_at": AT - DAY}, "qrcode.life"),
        ({"list_number": 65536}, "qrcode.status"),
        ({"index": -1}, "qrcode.status"),
        ({"signer": generate()}, "qrcode.signer"),
        ({"purpose": "insurer"}, "qrcode.purpose"),
    ],
)
def test_a_token_that_the_specification_forbids_is_not_issued(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Malformed) as caught:
        world.token(**changes)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_token_lives_seven_days_however_crooked_the_minute() -> None:
    parsed = qrcode.parse_token(world.token(issued_at=AT, expires_at=AT + qrcode.LONGEST_LIFE))
    assert parsed.expires_at - parsed.issued_at == qrcode.LONGEST_LIFE
    assert (parsed.issued_at.minute, parsed.issued_at.second) == (0, 0)


@pytest.mark.parametrize("challenge", ["123", "12345", "12a4", "١٢٣٤"])
def test_a_challenge_is_four_ascii_digits(challenge: str) -> None:
    with pytest.raises(Malformed):
        qrcode.present(world.token(), device=world.PHONE, at=AT, challenge=challenge)


def test_a_code_over_900_bytes_is_not_made() -> None:
    with pytest.raises(Malformed):
        qrcode.present(bytes(900), device=world.PHONE, at=AT)


def test_the_outer_form_is_deterministic_cbor() -> None:
    encoded = base45.decode(world.code()[4:])
    assert cbor.encode(cbor.decode(encoded)) == encoded


def test_a_key_is_taken_over_when_its_holder_signed_our_nonce() -> None:
    proof = qrcode.prove_possession(nonce="nonce", device=world.PHONE)
    assert qrcode.device_key(**proof) == world.PHONE.public_key


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"nonce": "another"}, Untrusted),
        ({"public_key": qrcode.prove_possession(nonce="", device=world.OTHER_PHONE)["public_key"]}, Untrusted),
        ({"public_key": "A" * 87}, Malformed),
        ({"proof": "A" * 85}, Malformed),
        ({"proof": "é"}, Malformed),
        ({"public_key": "BA=="}, Malformed),
    ],
)
def test_a_wrong_proof_of_possession_is_refused(change: dict[str, str], problem: type[Exception]) -> None:
    with pytest.raises(problem):
        qrcode.device_key(**(qrcode.prove_possession(nonce="nonce", device=world.PHONE) | change))


@given(st.text(), st.text())
def test_any_text_as_a_proof_of_possession_is_malformed(public_key: str, proof: str) -> None:
    with pytest.raises(Malformed):
        qrcode.device_key(public_key=public_key, nonce="nonce", proof=proof)


def test_a_holder_proof_can_never_pass_for_a_proof_of_possession() -> None:
    assert not qrcode.parse(world.code()).signed.startswith(b"tongban-collect:")


def test_the_trust_list_is_believed_by_the_fingerprint_of_its_root() -> None:
    found = qrcode.read_trust_list(world.trust_list(), pinned=world.hashlib.sha256(world.ROOT_DER).digest(), at=AT)
    assert found.signers == world.SIGNERS
    assert found.lists == {1: "/lists/entitlement/1"}
    assert list(found.list_signers.values()) == [world.LIST_SIGNER.chain[0]]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pinned": bytes(32)}, "trust-list.pinned"),
        ({"at": AT + 8 * DAY}, "trust-list.validity"),
        ({"at": AT - 2 * HOUR}, "trust-list.validity"),
        ({"at": AT + 4000 * DAY}, "trust-list.certificate"),
    ],
)
def test_a_trust_list_that_does_not_hold_is_untrusted(changes: dict[str, object], code: str) -> None:
    arguments = {"pinned": world.hashlib.sha256(world.ROOT_DER).digest(), "at": AT} | changes
    with pytest.raises(Untrusted) as caught:
        qrcode.read_trust_list(world.trust_list(), **arguments)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_code_signer_under_the_same_root_may_not_say_whom_to_trust() -> None:
    pinned = world.hashlib.sha256(world.ROOT_DER).digest()
    with pytest.raises(Untrusted) as caught:
        qrcode.read_trust_list(world.trust_list(signer=world.SIGNER), pinned=pinned, at=AT)
    assert caught.value.code == "trust-list.chain"


def test_no_changed_letter_of_a_trust_list_is_believed() -> None:
    text = world.trust_list()
    pinned = world.hashlib.sha256(world.ROOT_DER).digest()
    for place in range(0, len(text), 7):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        with pytest.raises((Malformed, Untrusted)):
            qrcode.read_trust_list(changed, pinned=pinned, at=AT)


@given(st.text())
def test_any_text_as_a_trust_list_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        qrcode.read_trust_list(text, pinned=bytes(32), at=AT)
