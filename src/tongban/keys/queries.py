"""The keys in use, for whoever signs or hands out trust.

Opened keys stay in the process's memory and are read again when the folder changes, so that a rotation
needs no restart; asking costs one stat of a folder. Everything here raises Unavailable("keys.no-ceremony")
before the first ceremony, and Unavailable("keys.passphrase") with a wrong passphrase.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Hashable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tongban.errors import NotFound
from tongban.keys.expiry import ExpiryWarning, Term, due
from tongban.keys.roles import SIGNERS, Role
from tongban.keys.vault import Generation, installed, passphrase
from tongban.standards import pki, qrcode
from tongban.standards.signing import Signer
from tongban.standards.tlog.notes import NoteKey

log = logging.getLogger("tongban.keys")

CHANGES = 3  # of roots, that a signed trust list can lead across: x5c holds eight certificates
TRUST_LIST_LIFE = timedelta(days=7)  # as long as the longest licence code token

T = TypeVar("T")
_remembered: dict[Hashable, tuple[Hashable, Any]] = {}


def signer(role: Role) -> Signer:
    """The Signer in use for a role; its chain is the signer's own certificate, for JOURNAL and IACA empty."""
    return _fresh(("signer", role), (role,), lambda: installed().opened(installed().current(role)))


def note_key() -> NoteKey:
    """The key that signs the journal's checkpoints; its name is AUTHORITY's origin and "/journal"."""
    name = f"{settings.AUTHORITY['origin']}/journal"
    return _fresh(("note", name), (Role.JOURNAL,), lambda: NoteKey(name, signer(Role.JOURNAL)))


def index_key(list_name: str) -> bytes:
    """32 secret bytes for one purpose, such as the index permutation of one status list. They never change."""

    def derive() -> bytes:
        vault = installed()
        secret = vault.software().secret(vault.current(Role.INDEX).key_file.read_bytes())
        return HKDF(hashes.SHA256(), 32, salt=None, info=b"tongban index " + list_name.encode()).derive(secret)

    return _fresh(("index", list_name), (Role.INDEX,), derive)


def certificates(role: Role, *, at: datetime | None = None) -> tuple[bytes, ...]:
    """A role's certificates in DER, the one in use first, then former ones, none that was revoked; with `at`,
    without those expired."""
    found = _fresh(
        ("certificates", role),
        (role,),
        lambda: tuple(pki.parse(each.certificate or b"") for each in installed().generations(role) if _is_good(each)),
    )
    return tuple(each.raw for each in reversed(found) if at is None or each.valid_until >= at)


def since(role: Role) -> datetime:
    """From when on the certificate in use vouches for this role's key. Unavailable without keys."""
    return pki.parse(certificates(role)[0]).valid_from


def trust_list(*, at: datetime | None = None) -> bytes:
    """Roots, link certificates, then signers, as PEM: what a verifier needs to believe us, also one that knows only a
    former root; with `at`, without those expired."""
    links = (raw for raw in link_certificates() if at is None or pki.parse(raw).valid_until >= at)
    return pki.pem((*certificates(Role.IACA, at=at), *links, *_signers(at)))


def _signers(at: datetime | None = None) -> tuple[bytes, ...]:
    return tuple(raw for role in installed().signers() for raw in certificates(role, at=at))


def anchors() -> pki.TrustAnchors:
    """Our own roots and signers, ready for checking; the same object until a key is added."""
    return _fresh(("anchors",), (Role.IACA, *SIGNERS), _anchors)


def _anchors() -> pki.TrustAnchors:
    found = pki.TrustAnchors.of((*certificates(Role.IACA), *_signers()))
    _log_passed_over("our own certificates", found.passed_over)
    return found


def code_signers(*, at: datetime | None = None) -> dict[bytes, bytes]:
    """Licence code signers by kid8 (first 8 bytes of the certificate's SHA-256), certificates in DER."""
    return {kid8(raw): raw for raw in certificates(Role.CODE, at=at)}


def kid8(certificate: bytes) -> bytes:
    """The short name of a certificate in a licence code."""
    return hashlib.sha256(certificate).digest()[:8]


def revocation_list(number: int) -> bytes:
    """The newest revocation list of the root of that number in DER, as /trust/iaca-NUMBER.crl in our certificates
    promises. NotFound("keys.revocation-list") if there is no such root."""
    path = installed().revocation_file(number)
    if not path.exists():
        raise NotFound("keys.revocation-list", f"no revocation list {number}")
    return path.read_bytes()


def link_certificates() -> tuple[bytes, ...]:
    """Each new root as vouched for by the one before it (ISO/IEC 18013-5 Table B.2), in DER."""
    return _fresh(("links",), (Role.IACA,), lambda: installed().links())


def former_roots(root: bytes, *, at: datetime) -> tuple[bytes, ...]:
    """What leads from a root of ours to those before it, for who knows only one of them: a link certificate and the root
    that signed it, again and again, the last change first; up to three changes, and roots that are valid at `at`."""
    found: list[bytes] = []
    links = [pki.parse(raw) for raw in link_certificates()]
    before = pki.parse(root)
    while len(found) < 2 * CHANGES:
        link = next((one for one in links if (one.subject, one.key_bytes) == (before.subject, before.key_bytes)), None)
        if link is None or link.valid_until < at:
            break
        former = _issuer_of(link)
        if former is None:
            break
        found += [link.raw, former.raw]
        before = former
    return tuple(found)


def valid_until(role: Role) -> datetime:
    """When the certificate in use for a role expires; nothing signed with it may claim to be valid longer."""
    return pki.parse(certificates(role)[0]).valid_until


def signed_trust_list(
    *, at: datetime, lists: Mapping[int, str] | None = None, life: timedelta = TRUST_LIST_LIFE
) -> str:
    """The trust list for devices that work off line, signed by the status list signer: code signers by key id,
    list signers, and the URIs of the entitlement lists by number (docs/standards/licence-code.md, 7). Who knows only a
    root of ours from before a change reads it too.

    lists: as the caller publishes them. life: how long a device may go on with it.
    """
    signer_now = signer(Role.LIST)
    root = issuer_of(signer_now.chain[0])
    text = qrcode.trust_list(
        issuer=settings.BASE_URL,
        code_signers=certificates(Role.CODE, at=at),
        list_signers=certificates(Role.LIST, at=at),
        lists=lists or {},
        signer=signer_now,
        root=root,
        former=former_roots(root, at=at),
        issued_at=at,
        expires_at=at + life,
    )
    _log_passed_over("the signed trust list, by every reader", qrcode.passed_over(text))
    return text


def issuer_of(certificate: bytes) -> bytes:
    """The root of ours that vouches for a signer of ours, in DER; KeyError if none does."""
    found = pki.parse(certificate)
    root = _issuer_of(found)
    if root is None:
        raise KeyError(found.fingerprint.hex())
    return root.raw


def _issuer_of(found: pki.Certificate) -> pki.Certificate | None:
    roots = (pki.parse(raw) for raw in certificates(Role.IACA))
    return next((root for root in roots if found.issuer == root.subject and found.is_signed_with(root.key)), None)


def warnings(*, at: datetime) -> tuple[ExpiryWarning, ...]:
    """What runs out within 60, 30 or 7 days of `at`, or already has, among the keys in use."""
    terms: list[Term] = []
    for role in (Role.IACA, *installed().signers()):
        current = installed().current(role)
        found = pki.parse(current.certificate or b"")
        terms.append(Term.of(role, current.number, valid_from=found.valid_from, valid_until=found.valid_until))
    return due(terms, at=at)


def missing_roles() -> tuple[Role, ...]:
    """The signers that a vault made by an older release does not have yet; key_rotate makes each."""
    held = installed().signers()
    return tuple(role for role in SIGNERS if role not in held)


def is_ready() -> bool:
    """True once a ceremony has been held here."""
    return installed().exists


def _log_passed_over(where: str, entries: tuple[str, ...]) -> None:
    """How many, which and why, in one line; certificates of authorities are nobody's personal data."""
    if entries:
        log.warning("%d passed over in %s: %s", len(entries), where, "; ".join(entries))


def _is_good(generation: Generation) -> bool:
    return generation.certificate is not None and generation.revoked_at is None


def _fresh(name: Hashable, roles: tuple[Role, ...], make: Callable[[], T]) -> T:
    """What `make` gave, until a key of one of `roles` is added or the settings name other keys.

    Two threads may both make it the first time; the results are equal and the second simply stays.
    """
    vault = installed()
    stamp = (vault.folder, passphrase(), *(vault.stamp(role) for role in roles))
    known = _remembered.get(name)
    if known is None or known[0] != stamp:
        known = (stamp, make())
        _remembered[name] = known
    found: T = known[1]
    return found
