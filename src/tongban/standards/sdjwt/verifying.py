"""Judging an SD-JWT VC and the proof that its holder presents it (RFC 9901 sections 7.1 and 7.3).

Every check is made and reported, whatever the others found; only what cannot be read at all is Malformed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeGuard

from tongban.errors import Malformed
from tongban.standards import pki
from tongban.standards.jose import Jws, certificates, holds, judge, public_key
from tongban.standards.sdjwt.opening import Opened, open_claims
from tongban.standards.sdjwt.token import HASHES, KEY_BINDING_TYPE, TYPE, SdJwt, digest, parse
from tongban.verdicts import Check, Outcome, Report

# SD-JWT VC sets no certificate profile. Ours asks what keeps a reader or list signer of the same authority
# from issuing licences: a certificate that names purposes must name that of a document signer.
ISSUER = replace(
    pki.DOCUMENT_SIGNER,
    name="SD-JWT VC issuer",
    table="SD-JWT VC, Issuer Signature Mechanisms",
    is_purpose_required=False,
    country=pki.profiles.Presence.OPTIONAL,
)

CERTIFICATE_CLAUSE = "RFC 9901 7.1 (2.c); SD-JWT VC, Issuer Signature Mechanisms"
SIGNATURE_CLAUSE = "RFC 9901 7.1 (2.a, 2.b)"
DISCLOSURES_CLAUSE = "RFC 9901 7.1 (2.d, 3 to 5)"
TYPE_CLAUSE = "SD-JWT VC, JOSE Header and vct Claim"
VALIDITY_CLAUSE = "RFC 9901 7.1 (6)"
BINDING_CLAUSE = "RFC 9901 7.3 (5)"
STATUS_CLAUSE = "SD-JWT VC, Registered JWT Claims (status)"


def verify(
    token: str,
    *,
    anchors: pki.TrustAnchors,
    at: datetime,
    audience: str | None = None,
    nonce: str | None = None,
    status: Callable[[Mapping[str, Any]], Check] | None = None,
    vct: str | None = None,
    profile: pki.Profile = ISSUER,
    max_age_seconds: int = 300,
    max_skew_seconds: int = 60,
) -> Report:
    """What holds of a presented SD-JWT VC at the moment `at`, and the claims it shows.

    audience, nonce: those of the request; with one of them, key binding is demanded. Without both nobody
    can tell for whom and for what it was presented. status: judges the status claim, usually
    `statuslist.lookup` over a cached list. vct: the type expected, None for any. max_age_seconds: how long
    before `at` the holder may have signed; max_skew_seconds: how far ahead of `at` another clock may be.

    Checks: issuer-certificate, issuer-signature, disclosures, type, validity, key-binding, status.
    Raises Malformed and nothing else.
    """
    sd_jwt = parse(token)
    opened = open_claims(sd_jwt)
    certificate, signature = issuer_checks(sd_jwt.jws, anchors=anchors, profile=profile, at=at)
    earliest, latest = at.timestamp() - max_age_seconds, at.timestamp() + max_skew_seconds
    return Report(
        checks=(
            certificate,
            signature,
            check("disclosures", DISCLOSURES_CLAUSE, opened.problems),
            check("type", TYPE_CLAUSE, type_problems(sd_jwt.jws, vct)),
            check("validity", VALIDITY_CLAUSE, validity_problems(opened, at=at, latest=latest)),
            key_binding_check(sd_jwt, audience=audience, nonce=nonce, earliest=earliest, latest=latest, at=at),
            status_check(sd_jwt.jws.claims, status),
        ),
        elements=opened.claims,
    )


def check(name: str, clause: str, problems: list[str]) -> Check:
    """A check that holds if there is no problem."""
    return Check(name, clause, Outcome.DOES_NOT_HOLD, "; ".join(problems)) if problems else held(name, clause)


@lru_cache(maxsize=64)
def held(name: str, clause: str) -> Check:
    return Check(name, clause, Outcome.HOLDS)


def issuer_checks(jws: Jws, *, anchors: pki.TrustAnchors, profile: pki.Profile, at: datetime) -> tuple[Check, Check]:
    """Whose key it is (2.c) and whether it signed (2.b). The key is that of x5c, else of a pinned signer."""
    chain = certificates(jws) or pinned_signer(jws, anchors)
    if not chain:
        reason = "the token carries no certificate, and it was signed by no pinned signer"
        return (
            Check("issuer-certificate", CERTIFICATE_CLAUSE, Outcome.CANNOT_BE_TOLD, reason),
            Check("issuer-signature", SIGNATURE_CLAUSE, Outcome.CANNOT_BE_TOLD, reason),
        )
    found = pki.check_chain(chain, anchors=anchors, profile=profile, at=at)
    if found.public_key is None:
        signature = Check(
            "issuer-signature", SIGNATURE_CLAUSE, Outcome.CANNOT_BE_TOLD, "signatures of this key are not read here"
        )
    else:
        outcome, reason = judge(jws, public_key=found.public_key)
        signature = Check("issuer-signature", SIGNATURE_CLAUSE, outcome, reason)
    if found.outcome is Outcome.HOLDS:
        return held("issuer-certificate", CERTIFICATE_CLAUSE), signature
    return found.as_check("issuer-certificate", CERTIFICATE_CLAUSE), signature


def pinned_signer(jws: Jws, anchors: pki.TrustAnchors) -> tuple[bytes, ...]:
    """The certificate of the pinned signer who signed, for tokens without x5c; empty if there is none."""
    for pinned in anchors.pinned:
        key = pki.certificates.verifying_key(pinned.key)
        if key is not None and holds(jws, public_key=key):
            return (pinned.raw,)
    return ()


def type_problems(jws: Jws, vct: str | None) -> list[str]:
    problems = []
    if jws.header.get("typ") != TYPE:
        problems.append(f"the header's typ is not {TYPE}")
    found = jws.claims.get("vct")
    if not isinstance(found, str) or not found:
        problems.append("vct is missing or no text")
    elif vct is not None and found != vct:
        problems.append("vct is not the type that was asked for")
    return problems


def validity_problems(opened: Opened, *, at: datetime, latest: float) -> list[str]:
    """RFC 7519 4.1.4 to 4.1.6. iat is the only one that may have been disclosed; the others are in the open."""
    moments = {name: opened.claims[name] for name in ("exp", "nbf", "iat") if name in opened.claims}
    problems = [f"{name} is no NumericDate" for name, moment in moments.items() if not is_number(moment)]
    if problems:
        return problems
    if "exp" in moments and at.timestamp() >= moments["exp"]:
        problems.append("expired")
    if "nbf" in moments and latest < moments["nbf"]:
        problems.append("not yet valid")
    if "iat" in moments and latest < moments["iat"]:
        problems.append("issued in the future")
    return problems


def key_binding_check(
    sd_jwt: SdJwt, *, audience: str | None, nonce: str | None, earliest: float, latest: float, at: datetime
) -> Check:
    """7.3: what can be checked without the request is checked even when audience or nonce are not known."""
    if sd_jwt.key_binding is None:
        if audience is None and nonce is None:
            return Check("key-binding", BINDING_CLAUSE, Outcome.CANNOT_BE_TOLD, "presented without key binding")
        return check("key-binding", "RFC 9901 7.3 (2)", ["key binding was asked for and is missing"])
    problems, unknown = key_binding_problems(sd_jwt, sd_jwt.key_binding)
    claims = sd_jwt.key_binding.claims
    issued = claims.get("iat")
    if not is_number(issued):
        problems.append("(5.e) iat is missing or no NumericDate")
    elif not earliest <= issued <= latest:
        problems.append("(5.e) signed too long ago" if issued < earliest else "(5.e) signed in the future")
    if is_number(claims.get("exp")) and at.timestamp() >= claims["exp"]:
        problems.append("(5.h) expired")
    if is_number(claims.get("nbf")) and latest < claims["nbf"]:
        problems.append("(5.h) not yet valid")
    for name, wanted in (("nonce", nonce), ("aud", audience)):
        if not isinstance(claims.get(name), str):
            problems.append(f"(5.f) {name} is missing or no text")
        elif wanted is None:
            unknown.append(f"(5.f) no {name} was given to compare with")
        elif claims[name] != wanted:
            problems.append(f"(5.f) {name} is not the one asked for")
    if problems or not unknown:
        return check("key-binding", BINDING_CLAUSE, problems)
    return Check("key-binding", BINDING_CLAUSE, Outcome.CANNOT_BE_TOLD, "; ".join(unknown))


def key_binding_problems(sd_jwt: SdJwt, jws: Jws) -> tuple[list[str], list[str]]:
    """Steps 5.a to 5.d and 5.g: type, signature by the key in cnf, and hash of what is presented. What is wrong, and
    what cannot be told because the key or its algorithm is of a kind that is not read here."""
    problems: list[str] = []
    unknown: list[str] = []
    match sd_jwt.jws.claims.get("cnf"):
        case {"jwk": dict(members)}:
            try:
                outcome, reason = judge(jws, public_key=public_key(members))
            except Malformed as problem:
                (unknown if problem.code == "jose.jwk-unknown" else problems).append(f"(5.a) cnf.jwk: {problem.detail}")
            else:
                if outcome is not Outcome.HOLDS:
                    (unknown if outcome is Outcome.CANNOT_BE_TOLD else problems).append(f"(5.c) {reason}")
        case _:
            problems.append("(5.a) the credential names no holder's key (cnf.jwk)")
    if jws.header.get("typ") != KEY_BINDING_TYPE:
        problems.append(f"(5.d) typ is not {KEY_BINDING_TYPE}")
    name = sd_jwt.hash_name
    if (
        not isinstance(name, str)
        or name not in HASHES
        or jws.claims.get("sd_hash") != digest(sd_jwt.text, algorithm=name)
    ):
        problems.append("(5.g) sd_hash is not that of what is presented")
    return problems, unknown


def status_check(claims: Mapping[str, Any], status: Callable[[Mapping[str, Any]], Check] | None) -> Check:
    """A credential without a status claim cannot be revoked, so nothing speaks against it."""
    if "status" not in claims:
        return held("status", STATUS_CLAUSE)
    if not isinstance(claims["status"], dict):
        return Check("status", STATUS_CLAUSE, Outcome.CANNOT_BE_TOLD, "the status claim is no object")
    if status is None:
        return Check("status", STATUS_CLAUSE, Outcome.CANNOT_BE_TOLD, "no status list was given")
    found = status(claims["status"])
    return Check("status", found.clause, found.outcome, found.reason)


def is_number(value: Any) -> TypeGuard[int | float]:
    """True for a NumericDate (RFC 7519 section 2)."""
    return isinstance(value, int | float) and not isinstance(value, bool)
