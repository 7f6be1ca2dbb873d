"""Our JWS before libraries that we did not write, and theirs before ours: joserfc and jwcrypto.

RFC 9864 gives JOSE the names Ed25519 and Ed448; ES256, ES384 and ES512 named their curve already. ESP256, ESP384 and
ESP512 are names of COSE alone (tests/standards/cose/test_cose_rules.py), and nobody reads them here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from joserfc import errors, jwk, jws
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from tongban.errors import Malformed
from tongban.standards import jose
from tongban.standards.signing import SoftwareSigner
from tongban.verdicts import Outcome

pytestmark = [pytest.mark.counterpart, pytest.mark.filterwarnings("ignore:EdDSA is deprecated")]

PAYLOAD = b'{"iss":"https://tongban.example"}'
KEYS = {
    "P-256": ec.generate_private_key(ec.SECP256R1()),
    "P-384": ec.generate_private_key(ec.SECP384R1()),
    "P-521": ec.generate_private_key(ec.SECP521R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
    "Ed448": ed448.Ed448PrivateKey.generate(),
}
NAMES = [
    ("P-256", "ES256"),
    ("P-384", "ES384"),
    ("P-521", "ES512"),
    ("Ed25519", "Ed25519"),
    ("Ed448", "Ed448"),
    ("Ed25519", "EdDSA"),
    ("Ed448", "EdDSA"),
]
# A name of COSE, one of another curve, and one of another kind of key.
WRONG = [("P-256", "ESP256"), ("P-384", "ESP384"), ("P-521", "ESP512"), ("Ed25519", "Ed448"), ("Ed448", "Ed25519")]


def private(curve: str) -> dict[str, Any]:
    """The whole key as a JWK."""
    found: dict[str, Any] = json.loads(JWK.from_pyca(KEYS[curve]).export_private())
    return found


def public(curve: str, **restrictions: Any) -> dict[str, Any]:
    """Its public half as we write it, with what the key says of its use."""
    return {**jose.jwk(KEYS[curve].public_key()), **restrictions}


def signed_by_joserfc(curve: str, name: str) -> str:
    return jws.serialize_compact({"alg": name}, PAYLOAD, jwk.import_key(private(curve)), algorithms=[name])


def signed_by_jwcrypto(curve: str, name: str) -> str:
    made = JWS(PAYLOAD)
    made.allowed_algs = [name]
    made.add_signature(JWK(**private(curve)), None, json.dumps({"alg": name}))
    text: str = made.serialize(compact=True)
    return text


def signed_by_us(curve: str, name: str) -> str:
    return jose.sign(payload=PAYLOAD, signer=SoftwareSigner(KEYS[curve]), header={"alg": name})


def read_by_joserfc(text: str, key: dict[str, Any], name: str) -> bool:
    try:
        return jws.deserialize_compact(text, jwk.import_key(key), algorithms=[name]).payload == PAYLOAD
    except (errors.JoseError, ValueError):
        return False


def read_by_jwcrypto(text: str, key: dict[str, Any], name: str) -> bool:
    read = JWS()
    read.allowed_algs = [name]
    try:
        read.deserialize(text, JWK(**key))
    except JWException:
        return False
    return bool(read.payload == PAYLOAD)


def read_by_us(text: str, key: dict[str, Any], _name: str) -> bool:
    try:
        return jose.holds(jose.parse(text), public_key=jose.public_key(key))
    except Malformed:
        return False


Sign, Read = Callable[[str, str], str], Callable[[str, dict[str, Any], str], bool]
THEIRS = [pytest.param(signed_by_joserfc, id="joserfc"), pytest.param(signed_by_jwcrypto, id="jwcrypto")]
READERS = [pytest.param(read_by_joserfc, id="joserfc"), pytest.param(read_by_jwcrypto, id="jwcrypto")]


@pytest.mark.parametrize(("curve", "name"), NAMES)
@pytest.mark.parametrize("sign", THEIRS)
def test_what_others_sign_holds_before_us_under_that_key_alone(sign: Sign, curve: str, name: str) -> None:
    text = sign(curve, name)
    assert jose.parse(text).header["alg"] == name
    assert [other for other in KEYS if read_by_us(text, public(other), name)] == [curve]


@pytest.mark.parametrize(("curve", "name"), NAMES)
@pytest.mark.parametrize("read", READERS)
def test_what_we_sign_holds_before_others_and_changed_does_not(read: Read, curve: str, name: str) -> None:
    text = signed_by_us(curve, name)
    assert read(text, public(curve), name)
    head, _body, signature = text.split(".")
    assert not read(f"{head}.{jose.to_base64url(b'{}')}.{signature}", public(curve), name)


@pytest.mark.parametrize(("curve", "name"), WRONG)
@pytest.mark.parametrize("read", [*READERS, pytest.param(read_by_us, id="ours")])
def test_a_right_signature_under_a_name_that_is_not_its_key_s_is_taken_by_nobody(
    read: Read, curve: str, name: str
) -> None:
    assert not read(signed_by_us(curve, name), public(curve), name)


@pytest.mark.parametrize("name", ["ESP256", "ESP384", "ESP512"])
def test_a_name_that_is_read_by_nobody_is_not_called_forged(name: str) -> None:
    curve = f"P-{name[3:].replace('512', '521')}"
    outcome, reason = jose.judge(jose.parse(signed_by_us(curve, name)), public_key=KEYS[curve].public_key())
    assert (outcome, reason) == (Outcome.CANNOT_BE_TOLD, "the header names an algorithm that is not read here")


# RFC 7517 4.2 to 4.4. jwcrypto 1.6.1 reads "alg" of a key and does not ask it, and takes an empty key_ops for none;
# joserfc 1.8.0 takes operations that stand twice, or are a text that contains "verify".
ALLOWED = [{}, {"use": "sig"}, {"key_ops": ["verify"]}, {"key_ops": ["sign", "verify"]}, {"alg": "ES256"}]
REFUSED: list[tuple[dict[str, Any], set[str]]] = [
    ({"use": "enc"}, {"joserfc", "jwcrypto"}),
    ({"use": "other"}, {"joserfc", "jwcrypto"}),
    ({"key_ops": ["sign"]}, {"joserfc", "jwcrypto"}),
    ({"key_ops": ["deriveKey"]}, {"joserfc", "jwcrypto"}),
    ({"use": "enc", "key_ops": ["verify"]}, {"joserfc", "jwcrypto"}),
    ({"key_ops": ["verify", "verify"]}, {"jwcrypto"}),
    ({"key_ops": []}, {"joserfc"}),
    ({"key_ops": "verify"}, set()),
    ({"alg": "ES384"}, {"joserfc"}),
    ({"alg": "ECDH-ES"}, {"joserfc"}),
    ({"alg": "Ed25519"}, {"joserfc"}),
]


@pytest.mark.parametrize("restrictions", ALLOWED, ids=json.dumps)
def test_a_key_that_says_it_may_is_taken_by_all(restrictions: dict[str, Any]) -> None:
    text, key = signed_by_joserfc("P-256", "ES256"), public("P-256", **restrictions)
    assert all(read(text, key, "ES256") for read in (read_by_us, read_by_joserfc, read_by_jwcrypto))


@pytest.mark.parametrize(("restrictions", "others"), REFUSED, ids=[json.dumps(one) for one, _ in REFUSED])
def test_a_key_that_says_it_may_not_is_refused_by_us_whatever_others_do(
    restrictions: dict[str, Any], others: set[str]
) -> None:
    text, key = signed_by_joserfc("P-256", "ES256"), public("P-256", **restrictions)
    assert not read_by_us(text, key, "ES256")
    readers = {"joserfc": read_by_joserfc, "jwcrypto": read_by_jwcrypto}
    assert {name for name, read in readers.items() if not read(text, key, "ES256")} == others
