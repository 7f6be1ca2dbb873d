"""COSE_Sign1, COSE_Mac0 and COSE_Key."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.standards import cbor, cose
from tongban.standards.signing import PrivateKey, SoftwareSigner, generate

no_deadline = settings(deadline=None)  # a busy machine is no failure

KEYS: list[PrivateKey] = [
    ec.generate_private_key(ec.BrainpoolP256R1()),
    ec.generate_private_key(ec.BrainpoolP384R1()),
    ec.generate_private_key(ec.BrainpoolP512R1()),
    ed448.Ed448PrivateKey.generate(),
    ec.generate_private_key(ec.SECP256R1()),
    ec.generate_private_key(ec.SECP384R1()),
    ec.generate_private_key(ec.SECP521R1()),
    ed25519.Ed25519PrivateKey.generate(),
]


@pytest.mark.parametrize("private_key", KEYS)
@pytest.mark.parametrize("compressed", [False, True])
def test_a_public_key_survives_its_map(private_key: PrivateKey, compressed: bool) -> None:
    key = private_key.public_key()
    keys = cbor.decode(cbor.encode(cose.key_map(key, compressed=compressed)))
    assert cose.public_key(keys) == key


@pytest.mark.parametrize("private_key", KEYS)
def test_a_signature_holds_for_its_key_and_no_other(private_key: PrivateKey) -> None:
    signer = SoftwareSigner(private_key)
    message = cose.parse_sign1(cose.sign1(b"payload", signer=signer, protected={16: "x"}, unprotected={4: b"kid"}))
    assert cose.signature_holds(message, public_key=signer.public_key)
    assert not cose.signature_holds(message, public_key=generate().public_key)
    assert not cose.signature_holds(message, public_key=signer.public_key, external_aad=b"other")
    assert message.protected[16] == "x"
    assert message.unprotected[4] == b"kid"


def test_a_detached_payload_is_signed_but_not_carried() -> None:
    signer = generate()
    encoded = cose.sign1(b"payload", signer=signer, detached=True, tag=True)
    message = cose.parse_sign1(encoded)
    assert encoded[0] == 0xD2
    assert message.payload is None
    assert cose.signature_holds(message, public_key=signer.public_key, detached_payload=b"payload")
    assert not cose.signature_holds(message, public_key=signer.public_key, detached_payload=b"Payload")
    assert not cose.signature_holds(message, public_key=signer.public_key)


def test_a_payload_given_twice_does_not_hold() -> None:
    signer = generate()
    message = cose.parse_sign1(cose.sign1(b"payload", signer=signer))
    assert not cose.signature_holds(message, public_key=signer.public_key, detached_payload=b"payload")


def test_the_algorithm_of_another_curve_does_not_hold() -> None:
    signer = generate()
    _, *rest = cbor.decode(cose.sign1(b"payload", signer=signer))
    message = cose.parse_sign1([cbor.encode({cose.ALG: -35}), *rest])
    assert not cose.signature_holds(message, public_key=signer.public_key)


def test_a_mac_holds_for_its_key_and_no_other() -> None:
    message = cose.parse_mac0(cose.mac0(b"payload", key=b"k" * 32, detached=True))
    assert cose.mac_holds(message, key=b"k" * 32, detached_payload=b"payload")
    assert not cose.mac_holds(message, key=b"K" * 32, detached_payload=b"payload")
    assert not cose.mac_holds(message, key=b"k" * 32, detached_payload=b"other")


@no_deadline
@given(st.binary(max_size=100))
def test_any_bytes_are_a_message_or_malformed(encoded: bytes) -> None:
    for parse in (cose.parse_sign1, cose.parse_mac0):
        try:
            parse(encoded)
        except Malformed as malformed:
            assert malformed.code.split(".")[0] in ("cbor", "cose")  # noqa: PT017


@no_deadline
@given(st.dictionaries(st.sampled_from([1, -1, -2, -3]), st.integers(-8, 8) | st.binary(max_size=70) | st.booleans()))
def test_any_map_is_a_key_or_malformed(keys: dict[Any, Any]) -> None:
    try:
        cose.public_key(keys)
    except Malformed as malformed:
        assert malformed.code in ("cose.key", "cose.key-unknown")  # noqa: PT017


@pytest.mark.parametrize(
    "other", [None, b"", [], [1, 2], "key", {1: 2, -1: [], -2: b""}, {1: 2, -1: 1, -2: b"", -3: b""}]
)
def test_what_is_not_a_key_is_malformed(other: Any) -> None:
    with pytest.raises(Malformed):
        cose.public_key(other)


def test_a_point_off_the_curve_is_malformed() -> None:
    keys = cose.key_map(generate().public_key)
    with pytest.raises(Malformed):
        cose.public_key({**keys, -3: bytes(32)})


@pytest.mark.parametrize(
    ("header", "chain"), [({}, ()), ({33: b"one"}, (b"one",)), ({33: [b"one", b"two"]}, (b"one", b"two"))]
)
@pytest.mark.parametrize("where", ["protected", "unprotected"])
def test_the_chain_is_read_from_either_header(header: dict[Any, Any], chain: tuple[bytes, ...], where: str) -> None:
    headers: dict[str, Any] = {where: header}
    assert cose.x5chain(cose.parse_sign1(cose.sign1(b"", signer=generate(), **headers))) == chain


@pytest.mark.parametrize("wrong", [[], "text", [b"one", 2]])
def test_a_chain_of_anything_else_is_malformed(wrong: Any) -> None:
    with pytest.raises(Malformed):
        cose.x5chain(cose.parse_sign1(cose.sign1(b"", signer=generate(), unprotected={33: wrong})))
