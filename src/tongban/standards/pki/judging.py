"""The linter: anyone's certificate held beside its profile's table, each requirement with its place.

A requirement is a function from a certificate and a profile to what is wrong, "" if nothing is; the table
at the end gives each its name and clause. `check_chain` asks for departures only; `judge` tells everything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache

from tongban.errors import Malformed
from tongban.standards.pki import der
from tongban.standards.pki.anchors import is_root
from tongban.standards.pki.certificates import (
    AUTHORITY_KEY,
    BASIC_CONSTRAINTS,
    COMMON_NAME,
    COUNTRY,
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
)
from tongban.standards.pki.profiles import FORBIDDEN, Presence, Profile
from tongban.verdicts import Check, Outcome, Report

EMAIL, URI = 0x81, 0x86  # GeneralName choices rfc822Name and uniformResourceIdentifier (RFC 5280 4.2.1.6)


def judge(raw: bytes, *, profile: Profile, at: datetime) -> Report:
    """Hold the certificate `raw` (DER) beside `profile` at the moment `at`; every requirement is reported.

    elements: fingerprint (SHA-256, hex), country, state, common_name, valid_from, valid_until, curve.
    Raises Malformed if it is no certificate. Whether its issuer is to be believed is check_chain's question.
    """
    certificate = parse(raw)
    curve = curve_of(certificate.key)
    elements = {
        "fingerprint": certificate.fingerprint.hex(),
        "country": certificate.country,
        "state": certificate.state,
        "common_name": certificate.named(COMMON_NAME),
        "valid_from": certificate.valid_from,
        "valid_until": certificate.valid_until,
        "curve": curve,
    }
    return Report((*_requirements(certificate, profile), _in_force(certificate, profile, at)), elements)


@lru_cache(maxsize=256)
def departures(certificate: Certificate, *, profile: Profile) -> tuple[Check, ...]:
    """Every requirement of the profile that the certificate does not meet, apart from the moment."""
    return tuple(check for check in _requirements(certificate, profile) if check.outcome is not Outcome.HOLDS)


def _requirements(certificate: Certificate, profile: Profile) -> Iterable[Check]:
    for name, clause, requirement in REQUIREMENTS:
        wrong = requirement(certificate, profile)
        outcome = Outcome.DOES_NOT_HOLD if wrong else Outcome.HOLDS
        yield Check(name, clause.format(table=profile.table), outcome, wrong)


def _in_force(certificate: Certificate, profile: Profile, at: datetime) -> Check:
    clause = f"{profile.table}, validity"
    if certificate.is_valid_at(at):
        return Check("in-force", clause, Outcome.HOLDS)
    ends = f"{certificate.valid_from:%Y-%m-%dT%H:%M:%SZ} to {certificate.valid_until:%Y-%m-%dT%H:%M:%SZ}"
    return Check("in-force", clause, Outcome.DOES_NOT_HOLD, f"valid from {ends}")


def _version(certificate: Certificate, _: Profile) -> str:
    return "" if certificate.version == 3 else f"version 3 expected, {certificate.version} found"


def _serial(certificate: Certificate, _: Profile) -> str:
    """At least 63 random bits, at most 20 octets, positive. Randomness cannot be seen, its room can."""
    number = int.from_bytes(certificate.serial, "big", signed=True)
    if number <= 0 or len(certificate.serial) > 20:
        return f"a positive number of at most 20 octets expected, {len(certificate.serial)} octets found"
    return "" if len(certificate.serial) >= 8 else f"no room for 63 random bits in {len(certificate.serial)} octets"


def _signature_algorithm(certificate: Certificate, profile: Profile) -> str:
    allowed = {*ECDSA_HASHES, ED25519, ED448} if not profile.is_ca else set(ECDSA_HASHES)
    if certificate.signature_algorithm in allowed:
        return ""
    return f"ECDSA with SHA-256, SHA-384 or SHA-512 expected, {certificate.signature_algorithm} found"


def _self_signature(certificate: Certificate, profile: Profile) -> str:
    if profile.is_self_signed:
        return "" if is_root(certificate) else "not signed with its own key under its own name"
    return "signed with its own key" if certificate.is_signed_with(certificate.key) else ""


def _life(certificate: Certificate, profile: Profile) -> str:
    if certificate.valid_until <= certificate.valid_from:
        return "it ends before it begins"
    days = (certificate.valid_until - certificate.valid_from).total_seconds() / 86_400
    return "" if days <= profile.max_days else f"at most {profile.max_days} days expected, {days:.0f} found"


def _country(certificate: Certificate, profile: Profile) -> str:
    found = [part for part in certificate.subject_parts if part.oid == COUNTRY]
    if not found:
        return "countryName is missing" if profile.country is Presence.MANDATORY else ""
    if len(found) > 1:
        return "countryName stands more than once"
    (part,) = found
    if part.tag != der.PRINTABLE_STRING:
        return f"countryName must be a PrintableString, tag {part.tag:#04x} found"
    is_code = len(part.text) == 2 and part.text.isascii() and part.text.isalpha() and part.text.isupper()
    return "" if is_code else "countryName must be two upper-case letters of ISO 3166-1"


def _common_name(certificate: Certificate, _: Profile) -> str:
    return "" if certificate.named(COMMON_NAME) else "commonName is missing"


def _key(certificate: Certificate, profile: Profile) -> str:
    curve = curve_of(certificate.key)
    if curve is None or curve not in profile.curves:
        return f"{curve or 'a key of unknown kind'} is not among {', '.join(sorted(profile.curves))}"
    return "" if certificate.is_key_uncompressed else "the point must be uncompressed"


def _key_usage(certificate: Certificate, profile: Profile) -> str:
    if certificate.usages is None:
        return f"missing; {_listed(profile.usages)} expected"
    if certificate.usages != profile.usages:
        return f"{_listed(profile.usages)} expected, {_listed(certificate.usages)} found"
    return "" if certificate.extensions[KEY_USAGE].is_critical else "must be critical"


def _purposes(certificate: Certificate, profile: Profile) -> str:
    if certificate.purposes is None:
        return f"missing; {profile.written[0]} expected" if profile.purposes and profile.is_purpose_required else ""
    if not profile.purposes:
        return "must be absent"
    if not certificate.purposes & profile.purposes:
        return f"{profile.written[0]} expected, {_listed(certificate.purposes)} found"
    if profile.is_purpose_required and not certificate.extensions[EXTENDED_KEY_USAGE].is_critical:
        return "must be critical"
    return ""


def _constraints(certificate: Certificate, profile: Profile) -> str:
    if not profile.is_ca:
        return "cA must not be set" if certificate.is_ca else ""
    if not certificate.is_ca:
        return "cA must be set"
    if certificate.path_length != 0:
        return f"pathLenConstraint 0 expected, {certificate.path_length} found"
    return "" if certificate.extensions[BASIC_CONSTRAINTS].is_critical else "must be critical"


def _subject_key(certificate: Certificate, _: Profile) -> str:
    if certificate.subject_key_identifier is None:
        return "missing"
    if certificate.extensions[SUBJECT_KEY].is_critical:
        return "must not be critical"
    # SHA-1 names the key here (RFC 5280 4.2.1.2, method 1), it protects nothing.
    expected = hashlib.sha1(certificate.key_bytes, usedforsecurity=False).digest()
    return "" if certificate.subject_key_identifier == expected else "not the SHA-1 of the public key"


def _authority_key(certificate: Certificate, profile: Profile) -> str:
    if certificate.authority_key_identifier is None:
        return "" if profile.is_self_signed else "missing"
    if certificate.extensions[AUTHORITY_KEY].is_critical:
        return "must not be critical"
    is_own = certificate.authority_key_identifier == certificate.subject_key_identifier
    return "names another key than its own" if profile.is_self_signed and not is_own else ""


def _issuer_alt_name(certificate: Certificate, profile: Profile) -> str:
    extension = certificate.extensions.get(ISSUER_ALT_NAME)
    if extension is None:
        return "missing" if profile.issuer_alt_name is Presence.MANDATORY else ""
    if extension.is_critical:
        return "must not be critical"
    try:
        names = der.items(der.one(extension.value, der.SEQUENCE).content)
    except Malformed:
        return "not a sequence of names that can be read"
    if any(name.tag in (EMAIL, URI) and name.content for name in names):
        return ""
    return "neither an e-mail address nor a URI"


def _crl_points(certificate: Certificate, profile: Profile) -> str:
    extension = certificate.extensions.get(CRL_POINTS)
    if extension is None:
        return "missing" if profile.crl_points is Presence.MANDATORY else ""
    if extension.is_critical:
        return "must not be critical"
    try:
        return _crl_points_form(extension.value)
    except (Malformed, IndexError):
        return "not a sequence of distribution points that can be read"


def _crl_points_form(value: bytes) -> str:
    points = der.items(der.one(value, der.SEQUENCE).content)
    if not points:
        return "no distribution point"
    for point in points:
        parts = {part.tag: part for part in der.items(point.content)}
        if 0x81 in parts or 0xA2 in parts:
            return "reasons and cRLIssuer must be absent"
        if 0xA0 not in parts:
            return "a distribution point without a name"
        name = der.items(parts[0xA0].content)[0]
        if name.tag != 0xA0 or not any(choice.tag == URI for choice in der.items(name.content)):
            return "a distribution point without a URI"
    return ""


def _forbidden(certificate: Certificate, _: Profile) -> str:
    found = sorted(name for oid, name in FORBIDDEN.items() if oid in certificate.extensions)
    return f"{', '.join(found)} must be absent" if found else ""


def _unknown_critical(certificate: Certificate, _: Profile) -> str:
    known = {KEY_USAGE, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE}
    found = sorted(extension.oid for extension in certificate.extensions.values() if extension.is_critical)
    unknown = [oid for oid in found if oid not in known and oid not in FORBIDDEN]
    return f"{', '.join(unknown)} must not be critical" if unknown else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


Requirement = Callable[[Certificate, Profile], str]
REQUIREMENTS: tuple[tuple[str, str, Requirement], ...] = (
    ("version", "{table}, version", _version),
    ("serial-number", "{table}, serialNumber", _serial),
    ("signature-algorithm", "{table}, signature", _signature_algorithm),
    ("self-signature", "{table}, issuer", _self_signature),
    ("life", "{table}, validity", _life),
    ("country", "{table}, subject countryName", _country),
    ("common-name", "{table}, subject commonName", _common_name),
    ("key", "{table}, subjectPublicKeyInfo", _key),
    ("key-usage", "{table}, keyUsage", _key_usage),
    ("purpose", "{table}, extKeyUsage", _purposes),
    ("basic-constraints", "{table}, basicConstraints", _constraints),
    ("subject-key-identifier", "{table}, subjectKeyIdentifier", _subject_key),
    ("authority-key-identifier", "{table}, authorityKeyIdentifier", _authority_key),
    ("issuer-alternative-name", "{table}, issuerAltName", _issuer_alt_name),
    ("crl-distribution-points", "{table}, cRLDistributionPoints", _crl_points),
    ("forbidden-extensions", "ISO/IEC 18013-5 Annex B, forbidden extensions", _forbidden),
    ("critical-extensions", "ISO/IEC 18013-5 Annex B; RFC 5280 4.2", _unknown_critical),
)
