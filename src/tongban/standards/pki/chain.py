"""May this signer be believed? The path from a signer's certificate to a trust anchor (ISO/IEC 18013-5
12.8.1 and Annex B; RFC 5280 6.1 as far as those certificates need it).

Only what decides about trust can fail here. That a foreign certificate departs from its profile in other
ways - no IssuerAltName, an odd string type - stands in the notes, which `judge` makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache

from tongban.errors import Malformed
from tongban.standards.pki.anchors import TrustAnchors, is_root
from tongban.standards.pki.certificates import (
    AUTHORITY_KEY,
    BASIC_CONSTRAINTS,
    CRL_POINTS,
    ECDSA_HASHES,
    ED448,
    ED25519,
    EXTENDED_KEY_USAGE,
    ISSUER_ALT_NAME,
    KEY_USAGE,
    SUBJECT_KEY,
    Certificate,
    curve_of,
    parse,
    verifying_key,
)
from tongban.standards.pki.judging import departures
from tongban.standards.pki.profiles import FORBIDDEN, IACA, LINK, Presence, Profile
from tongban.standards.signing import PublicKey
from tongban.verdicts import Check, Outcome

IN_TIME = Check("validity", "12.8.1; RFC 5280 6.1.3(a)(2)", Outcome.HOLDS)
LONGEST_PATH = 7  # ISO paths have two certificates; a reader's may have one more, each change of roots two, of three
ANY_PURPOSE = "2.5.29.37.0"  # anyExtendedKeyUsage (RFC 5280 4.2.1.12)
SIGNATURES = frozenset({*ECDSA_HASHES, ED25519, ED448})

UNDERSTOOD = frozenset(
    {KEY_USAGE, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE, SUBJECT_KEY, AUTHORITY_KEY, ISSUER_ALT_NAME, CRL_POINTS}
)


@dataclass(frozen=True)
class ChainResult:
    """What was found out about a chain.

    checks: the steps that decide about trust, all of them made. notes: departures from the profile that do
    not. subject_country, subject_state: of the signer's certificate, for 13.4.2's comparison with
    issuing_country and issuing_jurisdiction. public_key: the signer's, None if it is of a kind that nothing
    here can verify with; it may be used to check a signature even when the chain does not hold. is_pinned:
    the signer itself was named as trusted, so no root vouches for it. valid_from, valid_until: of the signer.
    """

    checks: tuple[Check, ...]
    notes: tuple[Check, ...]
    subject_country: str | None
    subject_state: str | None
    public_key: PublicKey | None
    is_pinned: bool
    valid_from: datetime
    valid_until: datetime

    @cached_property
    def outcome(self) -> Outcome:
        """The worst of `checks`."""
        return Outcome.worst(check.outcome for check in self.checks)

    def as_check(self, name: str, clause: str) -> Check:
        """All of it as one step of a larger verification; the reason lists every step that does not hold."""
        bad = [check for check in self.checks if check.outcome is not Outcome.HOLDS]
        return Check(name, clause, self.outcome, "; ".join(f"{check.check}: {check.reason}" for check in bad))


def check_chain(chain: Sequence[bytes], *, anchors: TrustAnchors, profile: Profile, at: datetime) -> ChainResult:
    """Judge the signer's certificate `chain[0]` (DER; then its issuers, without or with the root) at `at`.

    Raises Malformed for what is no certificate, for an empty chain and for one of more than seven.
    """
    if not 1 <= len(chain) <= LONGEST_PATH:
        raise Malformed("pki.chain-length", f"a chain of {len(chain)} certificates; 1 to {LONGEST_PATH} expected")
    path, found = _timeless(tuple(bytes(raw) for raw in chain), anchors, profile)
    validity = _validity(path, at)
    return found if validity is IN_TIME else replace(found, checks=(found.checks[0], validity, *found.checks[2:]))


@lru_cache(maxsize=256)
def _timeless(
    chain: tuple[bytes, ...], anchors: TrustAnchors, profile: Profile
) -> tuple[tuple[Certificate, ...], ChainResult]:
    """The path, and the result at a moment when all of it is valid. It never changes, and a country has few signers,
    so it is remembered."""
    given = tuple(parse(raw) for raw in chain)
    is_pinned = any(given[0].raw == pinned.raw for pinned in anchors.pinned)
    path, trust = ((given[0],), _holds("path", PATH)) if is_pinned else _path(given, anchors)
    signer = path[0]
    checks = (
        trust,
        IN_TIME,
        _key_usage(path, profile),
        _purpose(path, profile, is_pinned=is_pinned),
        _basic_constraints(path),
        _extensions(path),
        _key(path, profile),
        _place(path, profile),
    )
    return path, ChainResult(
        checks=checks,
        notes=(*departures(signer, profile=profile), *_issuers_departures(path)),
        subject_country=signer.country,
        subject_state=signer.state,
        public_key=verifying_key(signer.key),
        is_pinned=is_pinned,
        valid_from=signer.valid_from,
        valid_until=signer.valid_until,
    )


PATH = "12.8.1; RFC 5280 6.1.3(a)(1), (a)(4)"
EMPTY_NAME = b"\x30\x00"


def _path(given: tuple[Certificate, ...], anchors: TrustAnchors) -> tuple[tuple[Certificate, ...], Check]:
    """Step 1: every certificate is signed by the next, the last by an anchor. The first anchor that is met ends the
    path, so what was sent beyond it, such as the root itself (12.3.4 leaves it out), does no harm. Where what was sent
    ends, the links that are held may lead on."""
    if anchors.is_empty:
        return given, Check("path", PATH, Outcome.CANNOT_BE_TOLD, "no trust anchors were given")
    best = (Outcome.DOES_NOT_HOLD, "no trust anchor bears the name of the issuer")
    path, sent = [given[0]], list(given[1:])
    while True:
        lower = path[-1]
        named = [anchor for anchor in anchors.roots if anchor.subject == lower.issuer]
        for anchor in named:
            problem = _not_issued(lower, anchor)
            if problem is None:
                return (*path, anchor), _holds("path", PATH)
            best = problem
        if sent:
            upper = sent.pop(0)
            problem = _not_issued(lower, upper)
            if problem is not None:
                if not named:
                    best = problem[0], f"a certificate in the chain is not issued by the one after it: {problem[1]}"
                break
        else:
            leading = (link for link in anchors.links if link not in path and _not_issued(lower, link) is None)
            if len(path) == LONGEST_PATH or (found := next(leading, None)) is None:
                break
            upper = found
        path.append(upper)
    return given, Check("path", PATH, *best)


def _not_issued(lower: Certificate, upper: Certificate) -> tuple[Outcome, str] | None:
    """Why `upper` is not the issuer of `lower`; None if it is."""
    if lower.issuer != upper.subject or lower.issuer == EMPTY_NAME:
        return Outcome.DOES_NOT_HOLD, "the issuer bears another name, or none (RFC 5280 4.1.2.4)"
    identifiers = lower.authority_key_identifier, upper.subject_key_identifier
    if None not in identifiers and identifiers[0] != identifiers[1]:
        return Outcome.DOES_NOT_HOLD, "no trust anchor of the issuer's name has the key that is named"
    if upper.unread_curve is not None:
        return Outcome.CANNOT_BE_TOLD, f"signatures on {upper.unread_curve} are not read here"
    if lower.signature_algorithm not in SIGNATURES:
        return Outcome.DOES_NOT_HOLD, f"signed by algorithm {lower.signature_algorithm}, which no table allows"
    if not lower.is_signed_with(upper.key):
        return Outcome.DOES_NOT_HOLD, "no trust anchor of the issuer's name signed the certificate"
    return None


def _issuers_departures(path: tuple[Certificate, ...]) -> tuple[Check, ...]:
    """What an issuer's certificate departs in from its own table; it decides nothing that a step does not."""
    found: list[Check] = []
    for issuer in path[1:]:
        for check in departures(issuer, profile=IACA if is_root(issuer) else LINK):
            found.append(replace(check, check=f"issuer-{check.check}"))
    return tuple(found)


def _validity(path: tuple[Certificate, ...], at: datetime) -> Check:
    """Step 2: the moment lies in the validity of every certificate."""
    for position, certificate in enumerate(path):
        if certificate.is_valid_at(at):
            continue
        which = "the signer's certificate" if position == 0 else "an issuer's certificate"
        if at < certificate.valid_from:
            return _fails(
                "validity", IN_TIME.clause, f"{which} is valid only from {certificate.valid_from:%Y-%m-%dT%H:%M:%SZ}"
            )
        return _fails("validity", IN_TIME.clause, f"{which} expired on {certificate.valid_until:%Y-%m-%dT%H:%M:%SZ}")
    return IN_TIME


def _key_usage(path: tuple[Certificate, ...], profile: Profile) -> Check:
    """Step 3: keys are used for what they are for."""
    clause = f"{profile.table}, keyUsage; RFC 5280 4.2.1.3"
    wanted = min(profile.usages - {"cRLSign"})
    if path[0].usages is None or wanted not in path[0].usages:
        return _fails("key-usage", clause, f"the signer's certificate does not allow {wanted}")
    if not profile.is_ca and "keyCertSign" in path[0].usages:
        return _fails("key-usage", clause, "the signer's certificate may sign certificates")
    # RFC 5280 6.1.4(n) asks it of those that have the extension; tables B.1 and B.2 ask for the extension.
    if any("keyCertSign" not in (issuer.usages or ()) for issuer in path[1:]):
        return _fails("key-usage", clause, "an issuer's certificate does not allow keyCertSign")
    return _holds("key-usage", clause)


def _purpose(path: tuple[Certificate, ...], profile: Profile, *, is_pinned: bool) -> Check:
    """Step 4: the signer signs this kind of thing, and nobody above it is for something else only. A pinned one may
    leave it open; nobody may say another."""
    clause = f"{profile.table}, extKeyUsage"
    signer = path[0]
    if not profile.purposes:
        return _holds("purpose", clause)
    for issuer in path[1:]:
        if issuer.purposes is not None and not issuer.purposes & (profile.purposes | {ANY_PURPOSE}):
            return _fails("purpose", clause, "an issuer's certificate is for other purposes only")
    if signer.purposes is None:
        if is_pinned or not profile.is_purpose_required:
            return _holds("purpose", clause)
        return _fails("purpose", clause, f"no extended key usage; {profile.written[0]} expected")
    if signer.purposes & profile.purposes:
        return _holds("purpose", clause)
    return _fails("purpose", clause, f"{', '.join(sorted(signer.purposes))} instead of {profile.written[0]}")


def _basic_constraints(path: tuple[Certificate, ...]) -> Check:
    """Step 5: signers are not authorities, issuers are, and no path is longer than its root allows."""
    clause = "ISO/IEC 18013-5 Annex B, basicConstraints; RFC 5280 6.1.4(k)-(m)"
    if path[0].is_ca:
        return _fails("basic-constraints", clause, "the signer's certificate is one of an authority")
    below = 0
    for place, issuer in enumerate(path[1:], start=1):
        if not issuer.is_ca or issuer.version != 3:
            return _fails("basic-constraints", clause, "an issuer's certificate is not one of an authority")
        if issuer.path_length is not None and below > issuer.path_length:
            return _fails(
                "basic-constraints", clause, f"the path is longer than pathLenConstraint {issuer.path_length}"
            )
        if place + 1 < len(path) and not _is_same_authority(issuer, path[place + 1]):
            below += 1
    return _holds("basic-constraints", clause)


def _is_same_authority(lower: Certificate, upper: Certificate) -> bool:
    """True for a step of an authority to its own next key, which makes no path longer: a self-issued certificate
    (RFC 5280 6.1.4(l)), or a link certificate (Table B.2), whose name may have changed with the key."""
    if lower.issuer == lower.subject:
        return True
    is_home = (lower.country, lower.state) == (upper.country, upper.state)
    return is_home and not departures(lower, profile=LINK)


def _extensions(path: tuple[Certificate, ...]) -> Check:
    """Step 6: nothing is demanded of a reader that this one does not do."""
    clause = "ISO/IEC 18013-5 Annex B, forbidden extensions; RFC 5280 6.1.4(o)"
    for certificate in path:
        if certificate.extensions and certificate.version != 3:
            return _fails("extensions", clause, f"extensions in a certificate of version {certificate.version}")
        for extension in certificate.extensions.values():
            if extension.oid in FORBIDDEN and extension.oid != "2.5.29.46":
                return _fails("extensions", clause, f"{FORBIDDEN[extension.oid]} restricts the path")
            if extension.is_critical and extension.oid not in UNDERSTOOD:
                return _fails("extensions", clause, f"critical extension {extension.oid} is not known here")
    return _holds("extensions", clause)


def _key(path: tuple[Certificate, ...], profile: Profile) -> Check:
    """Step 7: keys that the tables allow, and a signer's that can be verified with here."""
    clause = f"{profile.table}, subjectPublicKeyInfo"
    signer = path[0]
    for certificate, allowed in ((signer, profile.curves), *((issuer, IACA.curves) for issuer in path[1:])):
        curve = certificate.unread_curve or curve_of(certificate.key)
        if curve is None or curve not in allowed:
            return _fails("key", clause, f"{curve or 'a key of unknown kind'} is not allowed")
    if verifying_key(signer.key) is None:
        curve = signer.unread_curve or curve_of(signer.key)
        return Check(
            "key", clause, Outcome.CANNOT_BE_TOLD, f"{curve} is allowed, but signatures of it are not read here"
        )
    return _holds("key", clause)


def _place(path: tuple[Certificate, ...], profile: Profile) -> Check:
    """Step 8: an authority vouches for signers of its own country and, if it names one, its own state."""
    clause = f"{profile.table}, subject; 13.4.2"
    signer = path[0]
    if profile.country is not Presence.MANDATORY:
        return _holds("place", clause)
    for issuer in path[1:]:
        for which, ours, theirs in (
            ("countryName", signer.country, issuer.country),
            ("stateOrProvinceName", signer.state, issuer.state),
        ):
            if theirs is not None and (ours or "").casefold() != theirs.casefold():
                return _fails("place", clause, f"{which} of signer and issuer differ")
    return _holds("place", clause)


def _holds(name: str, clause: str) -> Check:
    return Check(name, clause, Outcome.HOLDS)


def _fails(name: str, clause: str, reason: str) -> Check:
    return Check(name, clause, Outcome.DOES_NOT_HOLD, reason)
