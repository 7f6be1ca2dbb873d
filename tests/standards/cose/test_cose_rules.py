"""Every rule of RFC 9052 3 and 3.1 for headers, the numbers of RFC 9864, and what a COSE_Key says of its use (7.1)."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519

from tongban.errors import Malformed
from tongban.standards import cbor, cose
from tongban.standards.signing import SoftwareSigner, generate
from tongban.verdicts import Outcome

SIGNER = generate()
ALG, CRIT, KID, IV, PARTIAL_IV = 1, 2, 4, 5, 6


def signed(protected: Any, unprotected: Any = None, *, signer: SoftwareSigner = SIGNER) -> bytes:
    """A COSE_Sign1 with exactly these headers, whatever they are, signed over them."""
    header = protected if isinstance(protected, bytes) else cbor.encode(protected)
    made = cbor.encode({} if unprotected is None else unprotected)
    return cose.sign1_with(b"payload", signer=signer, protected=header, unprotected=made)


def judged(protected: Any, unprotected: Any = None, *, signer: SoftwareSigner = SIGNER) -> tuple[Outcome, str]:
    message = cose.parse_sign1(signed(protected, unprotected, signer=signer))
    return cose.judge_signature(message, public_key=signer.public_key)


AGAINST_THE_RULES: dict[str, tuple[Any, Any]] = {
    "crit is empty": ({ALG: -7, CRIT: []}, {}),
    "crit is no array": ({ALG: -7, CRIT: 1}, {}),
    "crit names a byte string": ({ALG: -7, CRIT: [b"x"]}, {}),
    "crit names true": ({ALG: -7, CRIT: [True]}, {}),
    "crit names what is not there": ({ALG: -7, CRIT: [70]}, {}),
    "crit names what stands unprotected": ({ALG: -7, CRIT: [70]}, {70: 1}),
    "crit stands unprotected": ({ALG: -7}, {CRIT: [ALG]}),
    "crit stands unprotected and empty": ({ALG: -7}, {CRIT: []}),
    "one label in both headers": ({ALG: -7, KID: b"1"}, {KID: b"1"}),
    "alg in both headers": ({ALG: -7}, {ALG: -7}),
    "one label twice in the protected header": (b"\xa2\x01\x26\x01\x26", {}),
    "a label that is true": (b"\xa1\xf5\x26", {}),
    "a label that is 1.0": (b"\xa1\xf9\x3c\x00\x26", {}),
    "a label that is a byte string": ({ALG: -7, b"x": 1}, {}),
    "an unprotected label that is null": ({ALG: -7}, {None: 1}),
    "alg is a byte string": ({ALG: b"ES256"}, {}),
    "alg is true": ({ALG: True}, {}),
    "content type is negative": ({ALG: -7, 3: -1}, {}),
    "content type is a byte string": ({ALG: -7}, {3: b"x"}),
    "kid is text": ({ALG: -7, KID: "1"}, {}),
    "kid is a number": ({ALG: -7}, {KID: 1}),
    "kid is null": ({ALG: -7}, {KID: None}),
    "IV is text": ({ALG: -7}, {IV: "1"}),
    "Partial IV is a number": ({ALG: -7}, {PARTIAL_IV: 1}),
    "IV and Partial IV": ({ALG: -7, IV: b"1", PARTIAL_IV: b"1"}, {}),
    "IV and Partial IV in two headers": ({ALG: -7, IV: b"1"}, {PARTIAL_IV: b"1"}),
    "typ is an array": ({ALG: -7, 16: []}, {}),
    "x5t is a byte string": ({ALG: -7, 34: b"x"}, {}),
    "x5t of one part": ({ALG: -7}, {34: [-16]}),
    "the protected header is an array": ([], {}),
    "the protected header is null": (None, {}),
}


@pytest.mark.parametrize("headers", AGAINST_THE_RULES.values(), ids=AGAINST_THE_RULES)
def test_a_header_against_the_rules_is_malformed(headers: tuple[Any, Any]) -> None:
    encoded = signed(*headers)
    with pytest.raises(Malformed):
        cose.parse_sign1(encoded)
    with pytest.raises(Malformed):
        cose.parse_mac0(encoded)


WITHIN_THE_RULES: dict[str, tuple[Any, Any]] = {
    "alg alone": ({ALG: -7}, {}),
    "a label as text": ({ALG: -7, "vendor": b"x"}, {"other": 1}),
    "crit names what is understood": ({ALG: -7, CRIT: [ALG]}, {}),
    "content type as a number and typ as text": ({ALG: -7, 3: 60, 16: "application/x"}, {}),
    "kid unprotected": ({ALG: -7}, {KID: b"1"}),
    "kid undefined, as @auth0/mdl writes it": ({ALG: -7}, {KID: cbor.undefined}),
}


@pytest.mark.parametrize("headers", WITHIN_THE_RULES.values(), ids=WITHIN_THE_RULES)
def test_a_header_within_the_rules_holds(headers: tuple[Any, Any]) -> None:
    assert judged(*headers) == (Outcome.HOLDS, "")


@pytest.mark.parametrize("critical", [[70], [ALG, 70], ["vendor"], [KID]])
def test_what_is_critical_and_not_understood_does_not_hold(critical: list[Any]) -> None:
    header = {ALG: -7, CRIT: critical, KID: b"1", 70: 1, "vendor": 1}
    assert judged(header) == (Outcome.DOES_NOT_HOLD, "critical header parameter not understood")
    mac = cose.parse_mac0([cbor.encode({**header, ALG: 5}), {}, b"payload", bytes(32)])
    assert cose.judge_mac(mac, key=bytes(32)) == (Outcome.DOES_NOT_HOLD, "critical header parameter not understood")


def test_a_protected_header_that_is_empty_is_no_bytes_in_what_is_signed() -> None:
    """RFC 9052 3 and 4.4: sent as h'' or as h'a0', it is signed as h''."""
    for sent in (b"", b"\xa0"):
        message = cose.parse_sign1(signed(sent))
        assert message.protected == {}
        told = cose.judge_signature(message, public_key=SIGNER.public_key)
        assert told == (Outcome.DOES_NOT_HOLD, "the protected header names no algorithm")
    assert signed(b"")[2:] != signed(b"\xa0")[2:]
    structure = [cose.messages._authenticated("Signature1", sent, b"", b"payload") for sent in (b"", b"\xa0")]
    assert structure[0] == structure[1] == cbor.encode(["Signature1", b"", b"", b"payload"])


PRIVATE = {
    "P-256": ec.generate_private_key(ec.SECP256R1()),
    "P-384": ec.generate_private_key(ec.SECP384R1()),
    "P-521": ec.generate_private_key(ec.SECP521R1()),
    "brainpoolP256r1": ec.generate_private_key(ec.BrainpoolP256R1()),
    "brainpoolP384r1": ec.generate_private_key(ec.BrainpoolP384R1()),
    "brainpoolP512r1": ec.generate_private_key(ec.BrainpoolP512R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
    "Ed448": ed448.Ed448PrivateKey.generate(),
}
# IANA "COSE Algorithms": the older number, and that of RFC 9864 2.1 and 2.2.
NUMBERS = {
    "P-256": (-7, -9),
    "P-384": (-35, -51),
    "P-521": (-36, -52),
    "brainpoolP256r1": (-7, -265),
    "brainpoolP384r1": (-35, -267),
    "brainpoolP512r1": (-36, -268),
    "Ed25519": (-8, -19),
    "Ed448": (-8, -53),
}


@pytest.mark.parametrize("curve", NUMBERS)
def test_a_key_s_algorithms_hold_by_every_number_and_by_no_other(curve: str) -> None:
    signer = SoftwareSigner(PRIVATE[curve])
    for number in sorted({number for numbers in NUMBERS.values() for number in numbers}):
        expected = Outcome.HOLDS if number in NUMBERS[curve] else Outcome.DOES_NOT_HOLD
        assert judged({ALG: number}, signer=signer)[0] is expected


@pytest.mark.parametrize("number", [-47, -48, -257, -37, "ES256", 0])
def test_an_algorithm_that_is_not_read_here_cannot_be_told(number: Any) -> None:
    outcome, reason = judged({ALG: number})
    assert (outcome, reason) == (Outcome.CANNOT_BE_TOLD, f"algorithm {number} is not read here")


KEY = cose.key_map(SIGNER.public_key)
WRONG_KEYS: dict[str, tuple[Any, str]] = {
    "a curve of the other kind": ({1: 2, -1: 6, -2: bytes(32), -3: bytes(32)}, "cose.key"),
    "an Edwards key on P-256": ({1: 1, -1: 1, -2: bytes(32)}, "cose.key"),
    "no curve": ({1: 2, -2: bytes(32), -3: bytes(32)}, "cose.key"),
    "kty is true": ({**KEY, 1: True}, "cose.key"),
    "a label that is true": ({True: 2, -1: 1, -2: KEY[-2], -3: KEY[-3]}, "cose.key"),
    "a label that is 1.0": ({1.0: 2, -1: 1, -2: KEY[-2], -3: KEY[-3]}, "cose.key"),
    "a symmetric key": ({1: 4, -1: bytes(32)}, "cose.key-unknown"),
    "secp256k1": ({1: 2, -1: 8, -2: bytes(32), -3: bytes(32)}, "cose.key-unknown"),
    "X25519": ({1: 1, -1: 4, -2: bytes(32)}, "cose.key-unknown"),
    "kty as text": ({1: "EC2", -1: 1, -2: KEY[-2], -3: KEY[-3]}, "cose.key-unknown"),
}


@pytest.mark.parametrize(("keys", "code"), WRONG_KEYS.values(), ids=WRONG_KEYS)
def test_a_key_is_told_as_what_its_bytes_say(keys: Any, code: str) -> None:
    with pytest.raises(Malformed) as told:
        cose.public_key(cbor.decode(cbor.encode(keys)))
    assert told.value.code == code


@pytest.mark.parametrize(
    ("said", "is_allowed"),
    [
        ({}, True),
        ({3: -7}, True),
        ({3: -9}, True),
        ({3: -35}, False),
        ({3: "ES256"}, False),
        ({4: [2]}, True),
        ({4: [1, 2]}, True),
        ({4: [1]}, False),
        ({4: [7, 8]}, False),
        ({4: []}, False),
        ({4: 2}, False),
        ({4: ["verify"]}, False),
    ],
)
def test_a_key_may_be_used_for_what_it_says(said: dict[int, Any], is_allowed: bool) -> None:
    reason = cose.restriction({**KEY, **said}, algorithms={-7, -9}, operations={cose.VERIFY})
    assert (reason == "") is is_allowed


@pytest.mark.parametrize(("operations", "is_allowed"), [([], True), ([7], True), ([8], True), ([2], False)])
def test_the_public_half_of_a_key_to_agree_with_names_no_operation(operations: list[int], is_allowed: bool) -> None:
    reason = cose.restriction(
        {**KEY, 4: operations},
        algorithms=cose.ECDH_HKDF_256,
        operations={cose.DERIVE_KEY, cose.DERIVE_BITS},
    )
    assert (reason == "") is is_allowed


def test_a_thumbprint_has_to_be_that_of_the_certificate() -> None:
    for header in ({ALG: -7, 34: cose.thumbprint(b"one")}, {ALG: -7, 34: [-43, b"another digest"]}):
        message = cose.parse_sign1(signed(header))
        assert cose.is_thumbprint_right(message, b"one")
    assert not cose.is_thumbprint_right(cose.parse_sign1(signed({ALG: -7}, {34: cose.thumbprint(b"one")})), b"two")
