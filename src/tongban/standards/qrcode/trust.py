"""The trust list: who may sign codes and lists, and where the entitlement lists are, in one signed file.

docs/standards/licence-code.md section 7. A verifier fetches it when it has a network and works from it when
it has none; the only thing it must know beforehand is the fingerprint of the root (or of the list's signer).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tongban.errors import Malformed, Untrusted
from tongban.standards import jose, pki
from tongban.standards.qrcode.token import LATEST, kid_of
from tongban.standards.signing import Signer
from tongban.verdicts import Outcome

TYPE = "licence-trust-list+jwt"
USES = ("code", "list")


@dataclass(frozen=True)
class TrustList:
    """A verified trust list. signers: key id -> certificate of code signers; list_signers likewise for status
    lists; lists: number -> URI of the entitlement list."""

    issuer: str
    issued_at: datetime
    expires_at: datetime
    signers: Mapping[bytes, bytes]
    list_signers: Mapping[bytes, bytes]
    lists: Mapping[int, str]


def trust_list(
    *,
    issuer: str,
    code_signers: Sequence[bytes],
    list_signers: Sequence[bytes],
    lists: Mapping[int, str],
    signer: Signer,
    root: bytes,
    issued_at: datetime,
    expires_at: datetime,
) -> str:
    """The signed list as a compact JWS.

    code_signers, list_signers: certificates in DER, former ones included while what they signed may still be
    shown. lists: number -> URI of each entitlement list. signer: the list signer, with its chain. root: the
    certificate whose SHA-256 verifiers pin; it closes the x5c.
    """
    payload = {
        "iss": issuer,
        "iat": int(issued_at.timestamp()),
        "exp": int(expires_at.timestamp()),
        "signers": [
            {"kid": jose.to_base64url(kid_of(der)), "use": use, "x5c": _base64(der)}
            for use, certificates in zip(USES, (code_signers, list_signers), strict=True)
            for der in certificates
        ],
        "lists": [{"number": number, "uri": uri} for number, uri in sorted(lists.items())],
    }
    chain = signer.chain if root in signer.chain else (*signer.chain, root)
    header = {"typ": TYPE, "x5c": [_base64(der) for der in chain]}
    return jose.sign(payload=jose.to_json(payload), signer=signer, header=header)


def read_trust_list(text: str, *, pinned: bytes, at: datetime) -> TrustList:
    """The list in `text`, believed because its x5c leads to the certificate with SHA-256 `pinned`.

    Malformed("trust-list.*", "jose.*") for another form; Untrusted("trust-list.*") when a signature in the
    chain does not hold, no certificate of it is the pinned one, or a certificate or the list is not valid at `at`.
    """
    jws = jose.parse(text)
    chain = [pki.parse(der) for der in jose.certificates(jws)]
    if jws.header.get("typ") != TYPE or not chain:
        raise Malformed("trust-list.form", f"expected typ {TYPE} and x5c")
    place = next((n for n, one in enumerate(chain) if hashlib.sha256(one.raw).digest() == pinned), None)
    if place is None:
        raise Untrusted("trust-list.pinned", "no certificate of the chain is the pinned one")
    if not chain[place].valid_from <= at <= chain[place].valid_until:
        raise Untrusted("trust-list.certificate", "the pinned certificate is not valid now")
    if place > 0:  # only a list signer may sign it: a code or document signer under the same root may not
        below = tuple(one.raw for one in chain[:place])
        anchors = pki.TrustAnchors.of([chain[place].raw])
        path = pki.check_chain(below, anchors=anchors, profile=pki.LIST_SIGNER, at=at)
        if path.outcome is not Outcome.HOLDS:
            failed = next(check for check in path.checks if check.outcome is path.outcome)
            raise Untrusted("trust-list.chain", f"{failed.check}: {failed.reason}")
    key = chain[0].key
    if key is None or not jose.holds(jws, public_key=key):
        raise Untrusted("trust-list.signature", "the list is not signed by the first certificate")
    found = _contents(jws.claims)
    if not found.issued_at <= at < found.expires_at:
        raise Untrusted("trust-list.validity", "the list is not valid now")
    return found


def _contents(claims: Mapping[str, Any]) -> TrustList:
    try:
        signers: dict[str, dict[bytes, bytes]] = {use: {} for use in USES}
        for entry in claims["signers"]:
            der = base64.b64decode(entry["x5c"], validate=True)
            if jose.from_base64url(entry["kid"]) != kid_of(der):
                raise ValueError("a key id that is not its certificate's")
            signers.setdefault(entry["use"], {})[kid_of(der)] = der
        return TrustList(
            issuer=str(claims["iss"]),
            issued_at=_moment(claims["iat"]),
            expires_at=_moment(claims["exp"]),
            signers=signers["code"],
            list_signers=signers["list"],
            lists={int(entry["number"]): str(entry["uri"]) for entry in claims["lists"]},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Malformed("trust-list.form", "expected iss, iat, exp, signers and lists") from error


def _moment(seconds: Any) -> datetime:
    if type(seconds) is not int or not 0 <= seconds <= LATEST:
        raise ValueError("expected seconds since 1970")
    return datetime.fromtimestamp(seconds, UTC)


def _base64(der: bytes) -> str:
    return base64.b64encode(der).decode("ascii")
