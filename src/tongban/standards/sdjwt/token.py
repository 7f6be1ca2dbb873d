"""The compact serialization: issuer-signed JWT, disclosures, key-binding JWT (RFC 9901 section 4)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tongban.errors import Malformed
from tongban.standards.jose import Jws, from_base64url_json_each, to_base64url
from tongban.standards.jose import parse as parse_jws

# Media types in the headers: of the credential (SD-JWT VC, JOSE Header) and of the proof (RFC 9901 4.3).
TYPE = "dc+sd-jwt"
KEY_BINDING_TYPE = "kb+jwt"

MAX_CHARACTERS = 1 << 20
MAX_DISCLOSURES = 1024

# RFC 9901 4.1.1: names of the IANA "Named Information Hash Algorithm" registry. Absent means sha-256.
HASHES: dict[str, Callable[[bytes], Any]] = {
    "sha-256": hashlib.sha256,
    "sha-384": hashlib.sha384,
    "sha-512": hashlib.sha512,
}
DEFAULT_HASH = "sha-256"


@dataclass(frozen=True)
class SdJwt:
    """A parsed SD-JWT; nothing of it has been verified.

    text: the SD-JWT as received, up to and with the "~" before any key-binding JWT: what sd_hash covers.
    disclosures: their texts as received, over which the digests run; contents: the JSON values in them.
    """

    text: str
    jws: Jws
    disclosures: tuple[str, ...]
    contents: tuple[Any, ...]
    key_binding: Jws | None

    @property
    def hash_name(self) -> Any:
        """What `_sd_alg` names; may be anything, so look it up in HASHES."""
        return self.jws.claims.get("_sd_alg", DEFAULT_HASH)


def parse(token: str) -> SdJwt:
    """The parts of an SD-JWT or SD-JWT+KB; Malformed("sdjwt.*" or "jose.*") for anything else."""
    if len(token) > MAX_CHARACTERS:
        raise Malformed("sdjwt.too-long", f"expected at most {MAX_CHARACTERS} characters, got {len(token)}")
    if not token.isascii():
        raise Malformed("sdjwt.compact", "expected ASCII only")
    first, *disclosures, last = token.split("~") if "~" in token else ("", "")
    if not first:
        raise Malformed("sdjwt.compact", "expected a JWT, disclosures and possibly a JWT, separated by tildes")
    if len(disclosures) > MAX_DISCLOSURES:
        raise Malformed("sdjwt.too-many", f"expected at most {MAX_DISCLOSURES} disclosures, got {len(disclosures)}")
    jws = parse_jws(first)
    _ = jws.claims  # a payload that is not a JSON object is malformed, whoever asks for it first
    return SdJwt(
        text=token[: len(token) - len(last)],
        jws=jws,
        disclosures=tuple(disclosures),
        contents=tuple(from_base64url_json_each(disclosures)),
        key_binding=parse_key_binding(last) if last else None,
    )


def parse_key_binding(text: str) -> Jws:
    """The key-binding JWT (RFC 9901 4.3); Malformed if it is none."""
    jws = parse_jws(text)
    _ = jws.claims
    return jws


def digest(text: str | bytes, *, algorithm: str = DEFAULT_HASH) -> str:
    """The digest of a disclosure or presentation as text (RFC 9901 4.2.3): over the base64url, not the bytes in it."""
    octets = text.encode("ascii") if isinstance(text, str) else text
    return to_base64url(HASHES[algorithm](octets).digest())
