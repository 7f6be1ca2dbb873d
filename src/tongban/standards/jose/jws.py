"""JSON Web Signature, compact serialization (RFC 7515 section 3.1)."""

from __future__ import annotations

from binascii import Error, a2b_base64, b2a_base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from tongban.errors import Malformed
from tongban.standards.jose.spelling import from_base64url, from_json_object, to_base64url, to_json
from tongban.standards.signing import JOSE_NAMES, KNOWN_NAMES, PublicKey, Signer, curve_of, is_signed_by
from tongban.verdicts import Outcome

MAX_CERTIFICATES = 8


@dataclass(frozen=True)
class Jws:
    """A parsed compact JWS; nothing of it has been verified.

    signing_input: the bytes under the signature, exactly as received.
    """

    header: Mapping[str, Any]
    payload: bytes
    signature: bytes
    signing_input: bytes

    @cached_property
    def claims(self) -> dict[str, Any]:
        """The payload as a JSON object (RFC 7519); Malformed("jose.json") if it is none."""
        return from_json_object(self.payload)


def sign(*, payload: bytes, signer: Signer, header: Mapping[str, Any] | None = None, with_chain: bool = False) -> str:
    """A compact JWS of `payload`. `alg` is the signer's; with_chain adds its certificates as `x5c` (4.1.6)."""
    members: dict[str, Any] = {"alg": signer.algorithm.jose, **(header or {})}
    if with_chain:
        members["x5c"] = [b2a_base64(der, newline=False).decode("ascii") for der in signer.chain]
    signing_input = f"{to_base64url(to_json(members))}.{to_base64url(payload)}"
    return f"{signing_input}.{to_base64url(signer.sign(signing_input.encode('ascii')))}"


def parse(text: str) -> Jws:
    """The parts of a compact JWS; Malformed("jose.*") for anything else. Nothing is verified."""
    parts = text.split(".")
    if len(parts) != 3:
        raise Malformed("jose.compact", f"expected 3 parts separated by periods, found {len(parts)}")
    return Jws(
        header=known_header(parts[0]) if len(parts[0]) <= MAX_KNOWN_HEADER else parse_header(parts[0]),
        payload=from_base64url(parts[1]),
        signature=from_base64url(parts[2]),
        signing_input=text[: len(parts[0]) + 1 + len(parts[1])].encode("ascii"),
    )


def parse_header(text: str) -> Mapping[str, Any]:
    """A protected header; Malformed unless it is an object with `alg` that obeys RFC 7515 4.1."""
    header = from_json_object(from_base64url(text))
    if not isinstance(header.get("alg"), str):
        raise Malformed("jose.header", "expected the header parameter alg")
    for name in FORMS.keys() & header.keys():
        if not isinstance(header[name], FORMS[name]):
            raise Malformed("jose.header", f"expected another type of value for the header parameter {name}")
    if "crit" in header:
        critical = header["crit"]
        is_set = all(isinstance(name, str) for name in critical) and len({*critical}) == len(critical) > 0
        if not is_set or not header.keys() >= {*critical} or not REGISTERED.isdisjoint(critical):
            raise Malformed("jose.header", "expected crit to name extensions that stand in the header, each once")
    return MappingProxyType(header)


# RFC 7515 4.1. x5c is judged where it is read.
FORMS: Mapping[str, type] = {
    "typ": str,
    "cty": str,
    "kid": str,
    "jku": str,
    "x5u": str,
    "x5t": str,
    "x5t#S256": str,
    "jwk": dict,
    "crit": list,
}
REGISTERED = frozenset({*FORMS, "alg", "x5c"})  # never to be named in crit (4.1.11)

# Everything that one signer signs has the same header, with the certificates in it.
known_header = lru_cache(maxsize=128)(parse_header)
MAX_KNOWN_HEADER = 8192

HELD = (Outcome.HOLDS, "")


def holds(jws: Jws, *, public_key: PublicKey) -> bool:
    """True if judge() says that it holds."""
    return judge(jws, public_key=public_key) is HELD


def judge(jws: Jws, *, public_key: PublicKey) -> tuple[Outcome, str]:
    """Whether the private half of `public_key` signed exactly this header and payload (RFC 7515 5.2), and why not.

    The algorithm follows from the key and must be one that the header names so, hence "none" and a swap of
    algorithms cannot hold. A header with `crit` does not hold: no extension is understood here (4.1.11). It cannot be
    told for an algorithm that is not read here.
    """
    if "crit" in jws.header:
        return Outcome.DOES_NOT_HOLD, "critical header parameter not understood"
    name = jws.header["alg"]
    if name not in JOSE_NAMES.get(curve_of(public_key), ()):
        if name in KNOWN_NAMES or name == "none":
            return Outcome.DOES_NOT_HOLD, "the header names another algorithm than the key's"
        return Outcome.CANNOT_BE_TOLD, "the header names an algorithm that is not read here"
    if is_signed_by(public_key, jws.signing_input, jws.signature):
        return HELD
    return Outcome.DOES_NOT_HOLD, "the signature is not that of the key"


def certificates(jws: Jws) -> tuple[bytes, ...]:
    """The certificates of `x5c` in DER, the signer's first (RFC 7515 4.1.6); empty when there is no x5c.

    Malformed("jose.x5c") unless it is an array of 1 to 8 texts in ordinary base64.
    """
    if "x5c" not in jws.header:
        return ()
    texts = jws.header["x5c"]
    if not isinstance(texts, list) or not 1 <= len(texts) <= MAX_CERTIFICATES:
        raise Malformed("jose.x5c", f"expected an array of 1 to {MAX_CERTIFICATES} certificates")
    try:
        return known_certificates(tuple(texts))
    except (Error, ValueError, TypeError) as error:
        raise Malformed("jose.x5c", "expected certificates in base64") from error


@lru_cache(maxsize=128)
def known_certificates(texts: tuple[str, ...]) -> tuple[bytes, ...]:
    """Remembered for the same reason as headers; bounded by MAX_CERTIFICATES and what a header may hold."""
    return tuple(a2b_base64(text, strict_mode=True) for text in texts)
