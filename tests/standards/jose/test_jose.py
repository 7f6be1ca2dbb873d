"""Compact JWS and JWK: what we write is what we read, and nothing else is read."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.standards import jose
from tongban.standards.signing import SoftwareSigner, generate

SIGNERS = {
    "ES256": SoftwareSigner(ec.generate_private_key(ec.SECP256R1())),
    "ES384": SoftwareSigner(ec.generate_private_key(ec.SECP384R1())),
    "ES512": SoftwareSigner(ec.generate_private_key(ec.SECP521R1())),
    "EdDSA": SoftwareSigner(ed25519.Ed25519PrivateKey.generate()),
}
# RFC 7515 appendix A.3: an ES256 signature by the key of A.3.1.
RFC7515_A3 = (
    "eyJhbGciOiJFUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
RFC7515_A3_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
# RFC 8037 appendix A.3: thumbprint of an Ed25519 key.
RFC8037_KEY = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
RFC8037_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_the_example_of_rfc_7515_holds_under_its_key() -> None:
    jws = jose.parse(RFC7515_A3)
    assert jws.claims["iss"] == "joe"
    assert jose.holds(jws, public_key=jose.public_key(RFC7515_A3_KEY))


def test_the_thumbprint_of_rfc_8037_is_reproduced() -> None:
    assert jose.to_base64url(jose.thumbprint(jose.public_key(RFC8037_KEY))) == RFC8037_THUMBPRINT


@pytest.mark.parametrize("name", SIGNERS)
def test_given_any_supported_key_a_signed_token_holds_under_it_and_under_no_other(name: str) -> None:
    signer = SIGNERS[name]
    jws = jose.parse(jose.sign(payload=b'{"a":1}', signer=signer, header={"typ": "x"}))
    assert jws.header == {"alg": name, "typ": "x"}
    for other, key in SIGNERS.items():
        assert jose.holds(jws, public_key=key.public_key) is (other == name)
    assert not jose.holds(jws, public_key=generate().public_key)


@pytest.mark.parametrize("name", SIGNERS)
def test_given_a_key_its_jwk_gives_the_same_key_back(name: str) -> None:
    members = jose.jwk(SIGNERS[name].public_key)
    assert jose.jwk(jose.public_key({**members, "kid": "7", "use": "sig"})) == members


def test_given_a_chain_x5c_carries_it_in_order() -> None:
    signer = SoftwareSigner(ec.generate_private_key(ec.SECP256R1()), (b"first", b"second"))
    jws = jose.parse(jose.sign(payload=b"{}", signer=signer, with_chain=True))
    assert jose.certificates(jws) == (b"first", b"second")


def test_given_alg_none_the_token_does_not_hold() -> None:
    text = ".".join([jose.to_base64url(b'{"alg":"none"}'), jose.to_base64url(b"{}"), ""])
    assert not jose.holds(jose.parse(text), public_key=SIGNERS["ES256"].public_key)


def test_given_a_critical_extension_the_token_does_not_hold() -> None:
    signer = SIGNERS["ES256"]
    jws = jose.parse(jose.sign(payload=b"{}", signer=signer, header={"crit": ["b64"], "b64": False}))
    assert not jose.holds(jws, public_key=signer.public_key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "e30.e30.",
        "eyJhbGciOjF9.e30.",
        RFC7515_A3 + "=",
        RFC7515_A3 + ".",
        " " + RFC7515_A3,
    ],
)
def test_given_no_compact_jws_it_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        jose.parse(text)


def test_given_any_other_last_character_of_a_signature_it_is_malformed_or_does_not_hold() -> None:
    key = jose.public_key(RFC7515_A3_KEY)
    for character in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=.~ ":
        if character == RFC7515_A3[-1]:
            continue
        with contextlib.suppress(Malformed):
            assert not jose.holds(jose.parse(RFC7515_A3[:-1] + character), public_key=key)


@pytest.mark.parametrize(
    "members",
    [
        {},
        {**RFC7515_A3_KEY, "crv": "secp256k1"},
        {**RFC7515_A3_KEY, "crv": ["P-256"]},
        {**RFC7515_A3_KEY, "kty": "RSA"},
        {**RFC7515_A3_KEY, "x": RFC7515_A3_KEY["y"]},
        {**RFC7515_A3_KEY, "x": "AQ"},
        {**RFC7515_A3_KEY, "y": 7},
        {**RFC8037_KEY, "x": "AQ"},
    ],
)
def test_given_no_supported_key_the_jwk_is_malformed(members: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        jose.public_key(members)


@pytest.mark.parametrize("x5c", [[], {}, "x", ["*"], [1], ["é"], ["AA"], ["AAAA"] * 9])
def test_given_a_broken_x5c_it_is_malformed(x5c: object) -> None:
    jws = jose.parse(jose.sign(payload=b"{}", signer=SIGNERS["ES256"], header={"x5c": x5c}))
    with pytest.raises(Malformed):
        jose.certificates(jws)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}',
        "NaN",
        "-Infinity",
        "1e999",
        '"\\ud800"',
        "[" * 40 + "]" * 40,
        "[" * 200_000,
        '{"a":1}x',
        "",
        "9" * 5000,
    ],
)
def test_given_what_python_reads_but_json_does_not_mean_it_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        jose.from_json(text.encode())


def test_given_escaped_text_it_is_read() -> None:
    assert jose.from_json(b'"\\u6837\\ud83d\\ude00"') == "样😀"


@given(st.binary(max_size=80))
def test_given_any_bytes_base64url_gives_them_back(octets: bytes) -> None:
    assert jose.from_base64url(jose.to_base64url(octets)) == octets


@given(st.text(alphabet="AQgw-_=+/ \n.é", max_size=9))
def test_given_any_text_base64url_is_its_only_spelling_or_malformed(text: str) -> None:
    try:
        octets = jose.from_base64url(text)
    except Malformed:
        return
    assert jose.to_base64url(octets) == text


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON_VALUES)
def test_given_any_json_value_it_is_written_and_read(value: object) -> None:
    assert jose.from_json(jose.to_json(value)) == value
    assert jose.from_json(json.dumps(value).encode()) == value


@given(st.text() | st.from_regex(r"[A-Za-z0-9_=.-]{0,40}", fullmatch=True))
def test_given_any_text_parse_raises_malformed_only(text: str) -> None:
    with contextlib.suppress(Malformed):
        jose.certificates(jose.parse(text))


@given(st.binary())
def test_given_any_bytes_json_raises_malformed_only(octets: bytes) -> None:
    with contextlib.suppress(Malformed):
        jose.from_json(octets)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_an_object_reads_the_same_whoever_wrote_it(value: dict[str, Any]) -> None:
    spaced, tight = json.dumps(value), json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    assert repr(jose.from_json(spaced.encode())) == repr(jose.from_json(tight.encode())) == repr(value)


@given(st.dictionaries(st.text(), JSON, min_size=1, max_size=4))
def test_no_member_stands_twice_not_even_as_we_write_it(value: dict[str, Any]) -> None:
    written = jose.to_json(value)
    with pytest.raises(Malformed):
        jose.from_json(b"[" + written[:-1] + b"," + written[1:] + b"]")
