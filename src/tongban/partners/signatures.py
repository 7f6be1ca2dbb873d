"""How both sides sign what they say over HTTP (docs/partners/README.md, "Signatures").

Two headers: Content-Digest (RFC 9530) holds the SHA-256 of the body; Tongban-Signature holds a detached JWS
(RFC 7515, appendix F) whose payload is the JSON object of digest, Idempotency-Key, method and path, with the status
too in an answer. So an answer counts for exactly one question, and nothing of either can be changed or moved.
`created` (seconds since 1970) stands in the protected header.
"""

from __future__ import annotations

import hashlib
import logging
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from tongban.errors import Malformed, Untrusted
from tongban.standards import jose
from tongban.standards.signing import PublicKey, Signer

log = logging.getLogger("tongban.partners")

SIGNATURE = "Tongban-Signature"
DIGEST = "Content-Digest"
KEY = "Idempotency-Key"
TYPE = "partner-message+jws"
LONGEST_SIGNATURE = 16_384


def content_digest(body: bytes) -> str:
    """The Content-Digest of a body (RFC 9530, 2)."""
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode('ascii')}:"


def sign(
    *, method: str, path: str, body: bytes, key: str, at: datetime, signer: Signer, status: int | None = None
) -> dict[str, str]:
    """The two headers for a question, or with `status` for the answer to that question. path: with its query."""
    digest = content_digest(body)
    token = jose.sign(
        payload=_payload(method=method, path=path, digest=digest, key=key, status=status),
        signer=signer,
        header={"typ": TYPE, "created": int(at.timestamp())},
        with_chain=bool(signer.chain),
    )
    head, _, signature = token.split(".")
    return {DIGEST: digest, SIGNATURE: f"{head}..{signature}"}


def verify(
    *,
    headers: Mapping[str, str],
    method: str,
    path: str,
    body: bytes,
    key: str,
    public_keys: Iterable[PublicKey],
    at: datetime | None = None,
    age: timedelta | None = None,
    status: int | None = None,
) -> datetime:
    """When it was signed. Untrusted("partners.digest" or "partners.signature") unless one of `public_keys` signed
    exactly this; Untrusted("partners.stale") if that was more than `age` before or after `at`.

    headers: looked up by the names above, so a mapping that ignores case. at, age: left out for answers, which are
    bound to the question's key and are kept once, however old.
    """
    digest = content_digest(body)
    if digest not in [member.strip() for member in headers.get(DIGEST, "").split(",")]:
        raise Untrusted("partners.digest", f"expected {DIGEST} with the sha-256 of the body")
    payload = _payload(method=method, path=path, digest=digest, key=key, status=status)
    jws = _parsed(headers.get(SIGNATURE, ""), payload)
    if not any(jose.holds(jws, public_key=public_key) for public_key in public_keys):
        raise Untrusted("partners.signature", f"expected {SIGNATURE} by a key of this partner")
    created = _created(jws)
    if at is not None and age is not None and abs(at - created) > age:
        raise Untrusted("partners.stale", f"expected a signature of the last {int(age.total_seconds())} seconds")
    return created


def public_keys(jwks: Iterable[object], *, whose: str) -> tuple[PublicKey, ...]:
    """The keys of a JWK Set that messages can be verified with. Any other is passed over (RFC 7517 5), and a line of the
    log names it by its place and kid: one key takes no other with it, and one partner nobody else. whose: for that line.
    """
    found: list[PublicKey] = []
    for place, members in enumerate(jwks, start=1):
        try:
            if not isinstance(members, Mapping):
                raise Malformed("jose.jwk", "expected a JSON object")
            found.append(jose.public_key(members))
        except Malformed as problem:
            kid = members.get("kid") if isinstance(members, Mapping) else None
            say_once(f"{whose}: key {place} (kid {kid!r:.80}) is passed over: {problem}")
    return tuple(found)


@lru_cache(maxsize=256)
def say_once(line: str) -> None:
    """A warning in the log; the keys are read again for every delivery, and once a process is enough."""
    log.warning("%s", line)


def _payload(*, method: str, path: str, digest: str, key: str, status: int | None) -> bytes:
    """What is signed: members in this order, no white space."""
    said: dict[str, str | int] = {"digest": digest, "key": key, "method": method, "path": path}
    if status is not None:
        said["status"] = status
    return jose.to_json(said)


def _parsed(text: str, payload: bytes) -> jose.Jws:
    parts = text.split(".")
    if len(parts) != 3 or parts[1] or len(text) > LONGEST_SIGNATURE:
        raise Untrusted("partners.signature", f"expected {SIGNATURE} with a detached JWS")
    try:
        jws = jose.parse(f"{parts[0]}.{jose.to_base64url(payload)}.{parts[2]}")
    except Malformed as error:
        raise Untrusted("partners.signature", f"expected {SIGNATURE} with a detached JWS: {error.code}") from error
    if jws.header.get("typ") != TYPE:
        raise Untrusted("partners.signature", f"expected a JWS of type {TYPE}")
    return jws


def _created(jws: jose.Jws) -> datetime:
    created = jose.whole(jws.header.get("created"))
    if created is None or not 0 <= created < 2**33:
        raise Untrusted("partners.signature", "expected created, in seconds since 1970")
    return datetime.fromtimestamp(created, UTC)
