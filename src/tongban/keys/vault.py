"""The folder of keys and certificates: what lies where, and how it is written.

    KEYS/authority/salt                 for the passphrase
    KEYS/authority/document/1.key       an encrypted key, or the name of one in an HSM
    KEYS/authority/document/1.crt       its certificate, PEM
    KEYS/authority/document/1.revoked   since when it is no longer good, if so
    KEYS/authority/iaca/1.crl           the revocation list of that root, DER, made anew each time
    KEYS/authority/iaca/2.link.crt      the new root, signed by the old one
    KEYS/authority/records/0001.json    what was made when, with fingerprints

Numbers only grow; the highest is in use, the others stay for what they have signed. `authority` appears by
one rename, so that a ceremony happened whole or not at all.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from tongban.errors import Malformed, Unavailable
from tongban.identifiers.spelling import is_digits
from tongban.keys import pkcs11
from tongban.keys.roles import PROFILES, SIGNERS, Role
from tongban.keys.software import SoftwareKeys
from tongban.standards import pki
from tongban.standards.signing import Signer

log = logging.getLogger("tongban.keys")


class Keys(Protocol):
    """Where private keys lie. `create` returns the content of the key's file, `opened` makes a Signer of it."""

    def create(self, role: Role, *, label: str) -> bytes: ...

    def opened(self, content: bytes, chain: tuple[bytes, ...] = ()) -> Signer: ...


@dataclass(frozen=True)
class Generation:
    """One key of a role. certificate: in DER; None for the roles without. revoked_at: None while it is good."""

    role: Role
    number: int
    key_file: Path
    certificate: bytes | None
    revoked_at: datetime | None = None


class Vault:
    """The keys of this installation, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def exists(self) -> bool:
        """True once a ceremony has been held."""
        return self.folder.is_dir()

    def stamp(self, role: Role) -> tuple[int, int]:
        """Changes whenever a key of the role was added. Raises Unavailable("keys.no-ceremony")."""
        try:
            found = os.stat(f"{self.folder}/{role}")
        except FileNotFoundError as error:
            if self.exists:
                return 0, 0  # a vault made before there was such a role
            raise Unavailable("keys.no-ceremony", "there are no keys yet; run the command key_ceremony") from error
        return found.st_ino, found.st_mtime_ns

    def signers(self) -> tuple[Role, ...]:
        """The signers that this vault has. One made by an older release lacks the roles that came later."""
        self.stamp(Role.IACA)
        return tuple(role for role in SIGNERS if (self.folder / role).is_dir())

    def generations(self, role: Role) -> tuple[Generation, ...]:
        """The keys of a role, oldest first. A key without its certificate was never finished and is left out; one whose
        certificate cannot be read is passed over, with a line in the log, and takes no other with it."""
        self.stamp(role)
        found: list[Generation] = []
        numbers = sorted(int(path.stem) for path in (self.folder / role).glob("*.key") if is_digits(path.stem))
        for number in numbers:
            certificate = _certificate(self.folder / role / f"{number}.crt")
            if certificate is not None or role not in PROFILES:
                key_file = self.folder / role / f"{number}.key"
                found.append(Generation(role, number, key_file, certificate, self._revoked_at(role, number)))
        if not found:
            raise Unavailable("keys.file", f"no key for {role}; the command key_rotate {role} makes one")
        return tuple(found)

    def current(self, role: Role) -> Generation:
        """The key of a role that is in use: the newest that was not revoked."""
        good = [each for each in self.generations(role) if each.revoked_at is None]
        if not good:
            raise Unavailable("keys.revoked", f"every key for {role} was revoked; run the command key_rotate")
        return good[-1]

    def links(self) -> tuple[bytes, ...]:
        """Link certificates in DER: each new root, signed by the one before it."""
        paths = sorted((self.folder / Role.IACA).glob("*.link.crt"))
        return tuple(raw for path in paths if (raw := _certificate(path)) is not None)

    def unread(self) -> tuple[str, ...]:
        """The files of certificates that hold none that can be read."""
        paths = sorted(self.folder.glob("*/*.crt"))
        return tuple(str(path.relative_to(self.folder)) for path in paths if _certificate(path) is None)

    def opened(self, generation: Generation) -> Signer:
        """The Signer of a key. Its chain holds the signer's own certificate; a root's is empty."""
        is_signer = generation.certificate is not None and generation.role is not Role.IACA
        chain = (generation.certificate,) if is_signer and generation.certificate else ()
        content = generation.key_file.read_bytes()
        keys: Keys = pkcs11.token_keys() if content.startswith(pkcs11.MARK) else self.software()
        return keys.opened(content, chain)

    def software(self) -> SoftwareKeys:
        """Keys in files, under the passphrase of the settings."""
        return SoftwareKeys(passphrase=passphrase(), salt=(self.folder / "salt").read_bytes())

    def keys_for(self, role: Role) -> Keys:
        """Where a new key of that role is to be made: P-256 keys in the HSM if there is one."""
        return pkcs11.token_keys() if role in PROFILES and pkcs11.is_configured() else self.software()

    def add(self, role: Role, number: int, *, key: bytes, certificate: bytes | None) -> None:
        """Store a new key; the certificate last, since a key counts from then on."""
        (self.folder / role).mkdir(mode=0o700, parents=True, exist_ok=True)
        write_new(self.folder / role / f"{number}.key", key)
        if certificate is not None:
            write_new(self.folder / role / f"{number}.crt", pki.pem([certificate]))

    def add_record(self, record: Mapping[str, Any]) -> Path:
        """Store what was done under the next number."""
        folder = self.folder / "records"
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / f"{len(list(folder.glob('*.json'))) + 1:04d}.json"
        write_new(path, json.dumps(record, ensure_ascii=False, indent=2).encode() + b"\n")
        return path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time changes the folder; readers need no lock."""
        self.stamp(Role.IACA)
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def revoke(self, generation: Generation, *, at: datetime) -> None:
        """Note since when a certificate is no longer good; FileExistsError if that was noted already."""
        write_new(generation.key_file.with_suffix(".revoked"), at.isoformat().encode())

    def revocation_file(self, number: int) -> Path:
        """Where the revocation list of the root of that number lies."""
        return self.folder / Role.IACA / f"{number}.crl"

    def _revoked_at(self, role: Role, number: int) -> datetime | None:
        path = self.folder / role / f"{number}.revoked"
        return datetime.fromisoformat(path.read_text()) if path.exists() else None


def _certificate(path: Path) -> bytes | None:
    """The certificate in that file, None if there is no such file or nothing in it that can be read."""
    try:
        raw = pki.certificates_in(path.read_bytes())[0]
        pki.parse(raw)
    except FileNotFoundError:
        return None
    except Malformed as problem:
        log.warning("1 certificate passed over: %s/%s: %s", path.parent.name, path.name, problem.code)
        return None
    return raw


def installed() -> Vault:
    """The vault that the settings name."""
    return vault_in(settings.KEYS)


@lru_cache(maxsize=8)
def vault_in(keys: Path | str) -> Vault:
    """That of one folder of keys; it remembers nothing but where it is."""
    return Vault(Path(keys) / "authority")


def passphrase() -> str:
    """The passphrase of the settings; Malformed("keys.passphrase") if there is none."""
    text = str(settings.KEYS_PASSPHRASE)
    if not text:
        raise Malformed("keys.passphrase", "TONGBAN_KEYS_PASSPHRASE is empty; keys are never stored without one")
    return text


def write_new(path: Path, content: bytes) -> None:
    """Write a file that nobody else may read, whole or not at all; FileExistsError if there is one already."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a rename, it never replaces
    finally:
        draft.unlink(missing_ok=True)
    sync(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Write a file that may be there already, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    write_new(draft, content)
    draft.replace(path)
    sync(path.parent)


def move_into_place(draft: Path, folder: Path) -> bool:
    """Make the finished `draft` folder the vault; False if another process was first, and the draft is gone."""
    try:
        draft.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        shutil.rmtree(draft)
        return False
    sync(folder.parent)
    return True


def sync(folder: Path) -> None:
    """Let the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
