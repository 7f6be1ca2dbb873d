"""Does a code hold? The numbered steps of docs/standards/licence-code.md section 6, all of them made.

No network and no clock: the trusted signers, the entitlement list and the moment come in as arguments, so that
the same call serves an officer on line, an officer without a network, and a court years later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tongban.standards import cose, pki
from tongban.standards.qrcode.presentation import Presentation, parse
from tongban.standards.qrcode.token import LONGEST_LIFE, REMEMBERED, Token
from tongban.standards.signing import is_signed_by
from tongban.verdicts import Check, Outcome, Report

Entitlement = Callable[[int, int], tuple[int, timedelta] | None]
"""(list number, index) -> (value 0 to 3, age of the list), or None when there is no list to ask."""

STEPS = ("form", "signer", "issuer-signature", "validity", "holder-proof", "freshness", "challenge", "status")
HELD = {name: Check(name, f"DL1 6 step {number}", Outcome.HOLDS) for number, name in enumerate(STEPS, start=1)}
STATUS_REASONS = {1: "revoked", 2: "suspended", 3: "not in force for a reason of the authority's own"}


def verify(
    text: str,
    *,
    signers: Mapping[bytes, bytes],
    at: datetime,
    entitlement: Entitlement | None = None,
    challenge: str | None = None,
    max_skew_seconds: int = 60,
    max_status_age_seconds: int = 3600,
    anchors: pki.TrustAnchors | None = None,
    is_trust_list_current: bool = True,
) -> Report:
    """Every check of the code `text` at the moment `at`, and what it says.

    signers: 8-byte key id -> certificate in DER, as in the trust list. entitlement: where to ask for the
    licence's status. challenge: the four digits that were asked for, None if none were. anchors: when given,
    each signer must also have a certificate path to them as of the token's issue. is_trust_list_current: False
    when the list of signers is old, so that an unknown signer cannot be told from a forged one.

    elements: the facts by name, `purpose`, `issued_at`, `expires_at`, `shown_at`, `challenge`, `signer` (hex),
    `list_number`, `index`, `status` (0 to 3 or None), `status_age_seconds`, `proof_id` (for a replay cache,
    which is the caller's). They are as presented, whether it holds or not. Malformed when text is not a code.
    """
    code = parse(text)  # step 1: nothing is left to doubt about its form, or we are not here
    token = code.token
    signer = signers.get(token.signer)
    certificate = pki.parse(signer) if signer is not None else None
    found = entitlement(token.list_number, token.index) if entitlement is not None else None
    checks = (
        HELD["form"],
        _signer(token, certificate, anchors, is_trust_list_current=is_trust_list_current),
        _issuer_signature(token, certificate, is_trust_list_current=is_trust_list_current),
        _validity(token, at, timedelta(seconds=max_skew_seconds)),
        _holder_proof(code),
        _freshness(code, at, max_skew_seconds),
        _challenge(code, challenge),
        _status(found, timedelta(seconds=max_status_age_seconds)),
    )
    return Report(checks, _elements(code, found))


def _signer(
    token: Token, certificate: pki.Certificate | None, anchors: pki.TrustAnchors | None, *, is_trust_list_current: bool
) -> Check:
    """Step 2: the key id names a signer who was trusted, and whose certificate was valid, at the token's issue."""
    if certificate is None:
        return _judged("signer", "no trusted signer has this key id", is_known=is_trust_list_current)
    if not certificate.is_valid_at(token.issued_at):
        return _judged("signer", "the signer's certificate was not valid at the issue")
    if anchors is not None:
        chain = pki.check_chain((certificate.raw,), anchors=anchors, profile=pki.CODE_SIGNER, at=token.issued_at)
        if chain.outcome is not Outcome.HOLDS:
            failed = next(check for check in chain.checks if check.outcome is chain.outcome)
            is_known = chain.outcome is Outcome.DOES_NOT_HOLD
            return _judged("signer", f"{failed.check}: {failed.reason}", is_known=is_known)
    return HELD["signer"]


def _issuer_signature(token: Token, certificate: pki.Certificate | None, *, is_trust_list_current: bool) -> Check:
    """Step 3: the signer signed exactly this token, with ES256."""
    name = "issuer-signature"
    if certificate is None:
        return _judged(name, "there is no trusted key to verify it with", is_known=is_trust_list_current)
    # These bytes and this key give the same answer for ever, and a phone shows its token again. Only what holds is
    # remembered, so nobody fills the memory but the signers.
    both = token.digest, certificate.raw
    if both in _SIGNED:
        return HELD[name]
    key = certificate.key
    is_right = (
        isinstance(key, ec.EllipticCurvePublicKey)
        and key.curve.name == "secp256r1"
        and cose.signature_holds(token.message, public_key=key)
    )
    if not is_right:
        return _judged(name, "the signature is not the signer's")
    if len(_SIGNED) >= REMEMBERED:
        _SIGNED.clear()
    _SIGNED.add(both)
    return HELD[name]


_SIGNED: set[tuple[bytes, bytes]] = set()


def _validity(token: Token, at: datetime, skew: timedelta) -> Check:
    """Step 4: issued not after, expiring after the moment, and never for longer than 7 days."""
    reason = ""
    if token.expires_at - token.issued_at > LONGEST_LIFE or token.expires_at <= token.issued_at:
        reason = "the life of the token is not within 7 days"
    elif at + skew < token.issued_at:
        reason = "the token is not yet valid"
    elif at >= token.expires_at:
        reason = "the token has expired"
    return _judged("validity", reason)


def _holder_proof(code: Presentation) -> Check:
    """Step 5: the device to which the token is bound made the proof over this token."""
    is_right = is_signed_by(code.token.device_key, code.signed, code.signature)
    return _judged("holder-proof", "" if is_right else "the proof is not by the device of the token")


def _freshness(code: Presentation, at: datetime, max_skew_seconds: int) -> Check:
    """Step 6: the proof was made now. What fails here is a screenshot, or a clock that is wrong."""
    age = (at - code.shown_at).total_seconds()
    reason = ""
    if age > max_skew_seconds:
        reason = f"older than {max_skew_seconds} s"
    elif age < -max_skew_seconds:
        reason = f"more than {max_skew_seconds} s in the future"
    return _judged("freshness", reason)


def _challenge(code: Presentation, asked: str | None) -> Check:
    """Step 7: the digits that were asked for are in the proof. One that nobody asked for does no harm."""
    reason = ""
    if asked is not None and code.challenge is None:
        reason = "the proof holds no challenge"
    elif asked is not None and code.challenge != asked:
        reason = "the proof holds another challenge"
    return _judged("challenge", reason)


def _status(found: tuple[int, timedelta] | None, longest: timedelta) -> Check:
    """Step 8: what the entitlement list says. A list that is old can no longer vouch for "valid"."""
    if found is None:
        return _judged("status", "there is no entitlement list to ask", is_known=False)
    value, age = found
    if value != 0:
        return _judged("status", STATUS_REASONS.get(value, "unknown status"))
    if age > longest:
        return _judged("status", f"the list is {int(age.total_seconds())} s old", is_known=False)
    return HELD["status"]


def _judged(name: str, reason: str, *, is_known: bool = True) -> Check:
    """The check `name`: it holds when there is no reason against it; a reason that is not known to be one tells nothing."""
    if not reason:
        return HELD[name]
    outcome = Outcome.DOES_NOT_HOLD if is_known else Outcome.CANNOT_BE_TOLD
    return Check(name, HELD[name].clause, outcome, reason)


def _elements(code: Presentation, found: tuple[int, timedelta] | None) -> dict[str, Any]:
    token = code.token
    return {
        **token.facts,
        "purpose": token.purpose.word,
        "issued_at": token.issued_at,
        "expires_at": token.expires_at,
        "shown_at": code.shown_at,
        "challenge": code.challenge,
        "signer": token.signer.hex(),
        "list_number": token.list_number,
        "index": token.index,
        "status": None if found is None else found[0],
        "status_age_seconds": None if found is None else int(found[1].total_seconds()),
        "proof_id": code.proof_id,
    }
