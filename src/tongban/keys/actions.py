"""Making keys: the first ceremony, and one key after another."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from tongban.errors import Malformed, NotFound, Refused
from tongban.identifiers.spelling import is_digits
from tongban.keys.queries import warnings
from tongban.keys.roles import COMMON_NAMES, LIFE_DAYS, PROFILES, SIGNERS, Role
from tongban.keys.software import SALT_BYTES
from tongban.keys.vault import Vault, installed, move_into_place, passphrase, replace, write_new
from tongban.standards import pki
from tongban.standards.signing import Signer
from tongban.verdicts import Reason, Text, Verdict

__all__ = [
    "CeremonyRecord",
    "MadeKey",
    "hold_ceremony",
    "is_held",
    "revoke",
    "rotate",
    "sign_revocation_lists",
    "warnings",
]

ALREADY_HELD = Verdict.of(
    [
        Reason(
            code="KEYS-01",
            article="",
            what=Text(
                zh="本系统已有密钥，不能覆盖。", en="This installation has keys already; they are never replaced."
            ),
            remedy=Text(
                zh="如需新的签名密钥，请执行 key_rotate。", en="For a new signing key, run the command key_rotate."
            ),
        )
    ]
)


@dataclass(frozen=True)
class MadeKey:
    """One line of a ceremony record. fingerprint: SHA-256 of the certificate, hex; None for a key without one."""

    role: Role
    number: int
    fingerprint: str | None
    subject: str | None
    valid_from: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True)
class CeremonyRecord:
    """What was made when and by whom; the file lies beside the keys."""

    kind: str
    at: datetime
    by: str
    made: tuple[MadeKey, ...]
    path: Path


def hold_ceremony(
    *,
    at: datetime,
    by: str = "system:ceremony",
    folder: Path | None = None,
    random: Callable[[int], bytes] = os.urandom,
) -> CeremonyRecord:
    """Make every key of the authority and their certificates, whole or not at all.

    folder: where, by default as the settings say. Raises Refused("keys.ceremony-held") if there are keys
    already, also when another process was quicker, and Malformed("keys.passphrase") without a passphrase.
    """
    vault = installed() if folder is None else Vault(folder / "authority")
    if vault.exists:
        raise Refused("keys.ceremony-held", ALREADY_HELD)
    passphrase()
    vault.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = Vault(vault.folder.with_name(f".authority.{os.getpid()}.{os.urandom(4).hex()}"))
    draft.folder.mkdir(mode=0o700)
    try:
        write_new(draft.folder / "salt", random(SALT_BYTES))
        made = [_make(draft, role, at=at, random=random) for role in (Role.IACA, *SIGNERS, Role.JOURNAL, Role.INDEX)]
        _sign_revocation_lists(draft, at=at)
        record = _record(draft, "ceremony", made, at=at, by=by)
        is_first = move_into_place(draft.folder, vault.folder)
    except BaseException:
        shutil.rmtree(draft.folder, ignore_errors=True)
        raise
    if not is_first:
        raise Refused("keys.ceremony-held", ALREADY_HELD)
    return CeremonyRecord("ceremony", at, by, tuple(made), vault.folder / "records" / record.name)


def is_held(folder: Path | None = None) -> bool:
    """True if there are keys in `folder`, by default where the settings say."""
    return (installed() if folder is None else Vault(folder / "authority")).exists


def rotate(role: Role, *, at: datetime, by: str = "system:rotation") -> CeremonyRecord:
    """Put a new key with a new certificate into use for a role. The old one stays in the trust list until its
    certificate expires, so that what it signed can still be verified. A role that a vault made by an older
    release does not have gets its first key so.

    A new root (IACA) also gets a link certificate from the old one; rotate the signers after it. Raises
    Malformed("keys.role") for JOURNAL and INDEX: the log's name and stored fields hang on those keys.
    """
    if role not in PROFILES:
        raise Malformed("keys.role", f"{role} is never rotated; expected one of {', '.join(PROFILES)}")
    vault = installed()
    with vault.locked():
        made = _make(vault, role, at=at, random=os.urandom)
        _sign_revocation_lists(vault, at=at)
        path = _record(vault, "rotation", [made], at=at, by=by)
    return CeremonyRecord("rotation", at, by, (made,), path)


def revoke(fingerprint: str, *, at: datetime, by: str = "system:revocation") -> CeremonyRecord:
    """Withdraw a signer by its certificate's SHA-256 (hex): it leaves the trust list and enters the revocation list
    at once. If it was in use, the one before it is in use again; rotate. Raises NotFound("keys.certificate").
    """
    vault = installed()
    with vault.locked():
        for each in (one for role in vault.signers() for one in vault.generations(role)):
            found = pki.parse(each.certificate or b"")
            if found.fingerprint.hex() == fingerprint.lower() and each.revoked_at is None:
                vault.revoke(each, at=at)
                _sign_revocation_lists(vault, at=at)
                ends = found.valid_from, found.valid_until
                made = MadeKey(each.role, each.number, fingerprint.lower(), found.named("2.5.4.3"), *ends)
                path = _record(vault, "revocation", [made], at=at, by=by)
                return CeremonyRecord("revocation", at, by, (made,), path)
    raise NotFound("keys.certificate", "no signer with this fingerprint, or it is revoked already")


def sign_revocation_lists(*, at: datetime) -> None:
    """Sign the list of every root anew; it has to happen within 90 days (ISO/IEC 18013-5 Table B.10)."""
    vault = installed()
    with vault.locked():
        _sign_revocation_lists(vault, at=at)


def _sign_revocation_lists(vault: Vault, *, at: datetime) -> None:
    signers = [each for role in vault.signers() for each in vault.generations(role) if each.revoked_at is not None]
    for root in vault.generations(Role.IACA):
        certificate = root.certificate or b""
        name, key = pki.parse(certificate).subject, pki.parse(certificate).key
        revoked = {
            each.certificate: each.revoked_at
            for each in signers
            if each.certificate and each.revoked_at and pki.parse(each.certificate).issuer == name
            if pki.parse(each.certificate).is_signed_with(key)
        }
        path = vault.revocation_file(root.number)
        before = pki.crl_number(path.read_bytes()) if path.exists() else 0
        raw = pki.build_crl(
            issuer=vault.opened(root),
            issuer_certificate=certificate,
            revoked=revoked,
            number=before + 1,
            at=at,
        )
        replace(path, raw)


def _make(vault: Vault, role: Role, *, at: datetime, random: Callable[[int], bytes]) -> MadeKey:
    """A new key and, where the role has one, its certificate, stored in `vault`."""
    numbers = [int(path.stem) for path in (vault.folder / role).glob("*.key") if is_digits(path.stem)]
    number = max(numbers, default=0) + 1
    keys = vault.keys_for(role)
    content = keys.create(role, label=f"tongban-{role}-{number}-{random(4).hex()}")
    if role not in PROFILES:
        vault.add(role, number, key=content, certificate=None)
        return MadeKey(role, number, None, None, None, None)
    new = keys.opened(content)
    # From the beginning of the day (UTC), so that nothing can be read from the second, and other clocks may lag.
    valid_from = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if role is Role.IACA:
        raw = _root(new, number, valid_from, random)
        if numbers:
            _link(vault, number, raw, random)
    else:
        raw = _signer(vault, role, new, number, valid_from, random)
    vault.add(role, number, key=content, certificate=raw)
    found = pki.parse(raw)
    subject = found.named("2.5.4.3")
    return MadeKey(role, number, found.fingerprint.hex(), subject, found.valid_from, found.valid_until)


def _root(new: Signer, number: int, valid_from: datetime, random: Callable[[int], bytes]) -> bytes:
    return pki.build_root(
        signer=new,
        subject=_subject(Role.IACA, number),
        contact=settings.AUTHORITY.get("contact", f"https://{settings.AUTHORITY['origin']}/"),
        valid_from=valid_from,
        valid_until=valid_from + timedelta(days=LIFE_DAYS[Role.IACA]),
        random=random,
    )


def _link(vault: Vault, number: int, raw: bytes, random: Callable[[int], bytes]) -> None:
    before = vault.current(Role.IACA)
    assert before.certificate is not None
    link = pki.build_link(
        certificate=raw, issuer=vault.opened(before), issuer_certificate=before.certificate, random=random
    )
    write_new(vault.folder / Role.IACA / f"{number}.link.crt", pki.pem([link]))


def _signer(  # noqa: PLR0917 - the steps of _make, in one place only
    vault: Vault, role: Role, new: Signer, number: int, valid_from: datetime, random: Callable[[int], bytes]
) -> bytes:
    root = vault.current(Role.IACA)
    assert root.certificate is not None
    ends = min(valid_from + timedelta(days=LIFE_DAYS[role]), pki.parse(root.certificate).valid_until)
    return pki.build_signer(
        profile=PROFILES[role],
        public_key=new.public_key,
        subject=_subject(role, number),
        issuer=vault.opened(root),
        issuer_certificate=root.certificate,
        valid_from=valid_from,
        valid_until=ends,
        crl_uri=f"{settings.BASE_URL}/trust/iaca-{root.number}.crl",
        random=random,
    )


def _subject(role: Role, number: int) -> pki.Subject:
    authority = settings.AUTHORITY
    mark = "样证 SPECIMEN " if settings.MODE != "production" else ""
    return pki.Subject(
        country=authority["country"],
        state=authority.get("jurisdiction"),
        organisation=authority["en"][:64],
        common_name=f"{mark}{COMMON_NAMES[role]} {number}",
    )


def _record(vault: Vault, kind: str, made: list[MadeKey], *, at: datetime, by: str) -> Path:
    return vault.add_record(
        {
            "kind": kind,
            "at": at.astimezone(UTC).isoformat(timespec="seconds"),
            "by": by,
            "authority": settings.AUTHORITY["zh"],
            "is_specimen": settings.MODE != "production",
            "made": [_line(each) for each in made],
        }
    )


def _line(made: MadeKey) -> dict[str, Any]:
    return {
        "role": str(made.role),
        "number": made.number,
        "subject": made.subject,
        "sha256": made.fingerprint,
        "valid_from": made.valid_from and made.valid_from.isoformat(),
        "valid_until": made.valid_until and made.valid_until.isoformat(),
    }
