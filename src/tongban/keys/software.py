"""Keys in encrypted PEM files, for an installation without an HSM.

The passphrase is stretched by scrypt before it opens the PEM (PKCS#8, AES-256): the 2,048 rounds that the
PEM form brings along would let a stolen folder be searched quickly.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tongban.errors import Unavailable
from tongban.keys.roles import Role
from tongban.standards.signing import PrivateKey, SoftwareSigner

MARK = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"
SALT_BYTES = 16


class SoftwareKeys:
    """Makes and opens keys in files. passphrase: as set by whoever runs this; salt: stored beside the keys."""

    def __init__(self, *, passphrase: str, salt: bytes) -> None:
        self._secret = _stretched(passphrase.encode(), salt)

    def create(self, role: Role, *, label: str) -> bytes:  # noqa: ARG002 - a token needs the label, a file does not
        """The content of the file of a new key: P-256, Ed25519 for the journal, 32 secret bytes for INDEX."""
        key: PrivateKey | x25519.X25519PrivateKey
        if role is Role.JOURNAL:
            key = ed25519.Ed25519PrivateKey.generate()
        elif role is Role.INDEX:
            key = x25519.X25519PrivateKey.generate()  # only a vessel: 32 random bytes in the form of the others
        else:
            key = ec.generate_private_key(ec.SECP256R1())
        return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(self._secret))

    def opened(self, content: bytes, chain: tuple[bytes, ...] = ()) -> SoftwareSigner:
        """The Signer in a key file. Raises Unavailable("keys.passphrase" or "keys.file")."""
        key = self._load(content)
        if not isinstance(key, ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey):
            raise Unavailable("keys.file", "a key of a kind that does not sign")
        return SoftwareSigner(key, chain)

    def secret(self, content: bytes) -> bytes:
        """The 32 bytes in an INDEX file. Raises as `opened`."""
        key = self._load(content)
        if not isinstance(key, x25519.X25519PrivateKey):
            raise Unavailable("keys.file", "not the file of a secret")
        return key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())

    def _load(self, content: bytes) -> object:
        if not content.startswith(MARK):
            raise Unavailable("keys.file", "not an encrypted private key in PEM")
        try:
            return load_pem_private_key(content, self._secret)
        except ValueError as error:
            raise Unavailable(
                "keys.passphrase", "TONGBAN_KEYS_PASSPHRASE does not open the key file, or the file is damaged"
            ) from error


@lru_cache(maxsize=8)
def _stretched(passphrase: bytes, salt: bytes) -> bytes:
    """scrypt with 32 MB; about a tenth of a second, once per process."""
    return hashlib.scrypt(passphrase, salt=salt, n=2**15, r=8, p=1, maxmem=64 * 2**20).hex().encode()
