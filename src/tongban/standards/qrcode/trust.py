"""The trust list: who may sign codes and lists, and where the entitlement lists are, in one signed file.

docs/standards/licence-code.md section 7. A verifier fetches it when it has a network and works from it when
it has none; the only thing it must know beforehand is the fingerprint of the root (or of the list's signer).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tongban.errors import Malformed, Untrusted
from tongban.standards import jose, pki, statuslist
from tongban.standards.qrcode.token import LATEST, kid_of
from tongban.standards.signing import Signer
from tongban.verdicts import Outcome

TYPE = "licence-trust-list+jwt"
USES = ("code", "list")
# Table B.9 leaves the purpose open; whoever says whom to trust has to name it.
TRUST_SIGNER = replace(pki.LIST_SIGNER, is_purpose_required=True)
BITS = 2  # of a licence in an entitlement list


@dataclass(frozen=True)
class TrustList:
    """A verified trust list. signers: key id -> certificate of code signers; list_signers likewise for status
    lists; lists: number -> URI of the entitlement list. passed_over: entries that could not be read, each with the
    reason (form, certificate, key, key-id), for whoever keeps the list to log: one bad entry takes no other with it."""

    issuer: str
    issued_at: datetime
    expires_at: datetime
    signers: Mapping[bytes, bytes]
    list_signers: Mapping[bytes, bytes]
    lists: Mapping[int, str]
    passed_over: tuple[str, ...] = ()


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
    former: Sequence[bytes] = (),
) -> str:
    """The signed list as a compact JWS.

    code_signers, list_signers: certificates in DER, former ones included while what they signed may still be
    shown. lists: number -> URI of each entitlement list. signer: the list signer, with its chain. root: the
    certificate whose SHA-256 verifiers pin; it closes the x5c. former: after a change of roots, the link certificate
    (ISO/IEC 18013-5 Table B.2) and the root before, which close it instead, so that who pinned that one goes on; of at
    most three changes, the last first.
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
    header = {"typ": TYPE, "x5c": [_base64(der) for der in (*chain, *former)]}
    return jose.sign(payload=jose.to_json(payload), signer=signer, header=header)


def read_trust_list(
    text: str, *, pinned: bytes, at: datetime, held_since: datetime | None = None, max_skew_seconds: int = 60
) -> TrustList:
    """The list in `text`, believed because its x5c leads to the certificate with SHA-256 `pinned`.

    held_since: when the list that is held already was issued; an older one never replaces it. max_skew_seconds: how far
    ahead its maker's clock may be.

    Malformed("trust-list.*", "jose.*", "pki.*") for another form; Untrusted("trust-list.*") when a signature in the
    chain does not hold, no certificate of it is the pinned one, a certificate or the list is not valid at `at`, or
    the list is older than the one held.
    """
    jws = jose.parse(text)
    chain = [pki.parse(der) for der in jose.certificates(jws)]
    if jws.header.get("typ") != TYPE or not chain:
        raise Malformed("trust-list.form", f"expected typ {TYPE} and x5c")
    place = next((n for n, one in enumerate(chain) if hashlib.sha256(one.raw).digest() == pinned), None)
    if place is None:
        raise Untrusted("trust-list.pinned", "no certificate of the chain is the pinned one")
    if not chain[place].is_valid_at(at):
        raise Untrusted("trust-list.certificate", "the pinned certificate is not valid now")
    if place > 0:  # only a list signer may sign it: a code or document signer under the same root may not
        below = tuple(one.raw for one in chain[:place])
        anchors = pki.TrustAnchors.of([chain[place].raw])
        path = pki.check_chain(below, anchors=anchors, profile=TRUST_SIGNER, at=at)
        if path.outcome is not Outcome.HOLDS:
            failed = next(check for check in path.checks if check.outcome is path.outcome)
            raise Untrusted("trust-list.chain", f"{failed.check}: {failed.reason}")
    key = chain[0].key
    if key is None or not jose.holds(jws, public_key=key):
        raise Untrusted("trust-list.signature", "the list is not signed by the first certificate")
    found = _contents(jws.claims)
    if not found.issued_at - timedelta(seconds=max_skew_seconds) <= at < found.expires_at:
        raise Untrusted("trust-list.validity", "the list is not valid now")
    if held_since is not None and found.issued_at < held_since:
        raise Untrusted("trust-list.older", "the list is older than the one that is held")
    return found


def read_entitlement_list(
    text: str, *, trust: TrustList, number: int, at: datetime, held_since: datetime | None = None
) -> statuslist.ListToken:
    """The entitlement list of that number as fetched from its address, believed because a list signer of the trust list
    signed it. held_since: as for read_trust_list.

    Malformed("statuslist.*", "status-list.form", …) for another form; Untrusted("status-list.*") when it is not to be
    believed: signer, signature, type, address (Token Status List 8.3, 4.a), validity, older. KeyError for a number that
    the trust list does not have.
    """
    signers = pki.TrustAnchors(pinned=tuple(pki.parse(der) for der in trust.list_signers.values()))
    found = statuslist.verify(text, anchors=signers, at=at, uri=trust.lists[number])
    if found.statuses.bits != BITS:
        raise Malformed("status-list.form", f"expected {BITS} bits a licence")
    for check in found.report.checks:
        if check.outcome is not Outcome.HOLDS:
            raise Untrusted(REFUSALS[check.check], check.reason)
    if held_since is not None and found.token.issued_at < held_since:
        raise Untrusted("status-list.older", "the list is older than the one that is held")
    return found.token


def passed_over(text: str) -> tuple[str, ...]:
    """What every reader of that trust list passes over, for whoever publishes it; Malformed if it is none."""
    return _contents(jose.parse(text).claims).passed_over


REFUSALS = {
    "list-certificate": "status-list.signer",
    "list-signature": "status-list.signature",
    "list-type": "status-list.type",
    "list-address": "status-list.address",
    "list-validity": "status-list.validity",
}


def _contents(claims: Mapping[str, Any]) -> TrustList:
    passed_over: list[str] = []
    try:
        issuer, entries, places = claims["iss"], claims["signers"], claims["lists"]
        if not isinstance(issuer, str) or not isinstance(entries, list) or not isinstance(places, list):
            raise TypeError("another type")
        signers: dict[str, dict[bytes, bytes]] = {use: {} for use in USES}
        for place, entry in enumerate(entries):
            try:
                use, der = _signer_of(entry)
                signers.setdefault(use, {})[kid_of(der)] = der
            except _PassedOver as reason:
                passed_over.append(f"signer {place}: {reason}")
        lists: dict[int, str] = {}
        for place, entry in enumerate(places):
            try:
                lists[_number(entry["number"])] = _uri(entry["uri"])
            except (KeyError, TypeError, ValueError):
                passed_over.append(f"list {place}: form")
        return TrustList(
            issuer=issuer,
            issued_at=_moment(claims["iat"]),
            expires_at=_moment(claims["exp"]),
            signers=signers["code"],
            list_signers=signers["list"],
            lists=lists,
            passed_over=tuple(passed_over),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Malformed("trust-list.form", "expected iss, iat, exp, signers and lists") from error


class _PassedOver(Exception):  # noqa: N818 - a reason for the log, no error of the reader
    """Why an entry is: form, certificate, key (of a kind that nothing here can verify with) or key-id."""


def _signer_of(entry: Any) -> tuple[str, bytes]:
    """The use and the certificate of an entry."""
    try:
        use, kid, der = entry["use"], entry["kid"], base64.b64decode(entry["x5c"], validate=True)
    except (KeyError, TypeError, ValueError) as error:
        raise _PassedOver("form") from error
    if not isinstance(use, str) or not isinstance(kid, str):
        raise _PassedOver("form")
    try:
        key = pki.parse(der).key
    except Malformed as error:
        raise _PassedOver("certificate") from error
    if pki.certificates.verifying_key(key) is None:
        raise _PassedOver("key")
    try:
        named = jose.from_base64url(kid)
    except Malformed as error:
        raise _PassedOver("key-id") from error
    if named != kid_of(der):
        raise _PassedOver("key-id")
    return use, der


def _number(value: Any) -> int:
    number = jose.whole(value)
    if number is None or not 0 <= number <= 0xFFFF:
        raise ValueError("expected the number of a list")
    return number


def _uri(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("expected the address of a list")
    return value


def _moment(value: Any) -> datetime:
    seconds = jose.whole(value)
    if seconds is None or not 0 <= seconds <= LATEST:
        raise ValueError("expected seconds since 1970")
    return datetime.fromtimestamp(seconds, UTC)


def _base64(der: bytes) -> str:
    return base64.b64encode(der).decode("ascii")
