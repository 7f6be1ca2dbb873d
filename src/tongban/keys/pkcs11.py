"""Keys in an HSM through PKCS#11: an optional extra (python-pkcs11), behind the same Signer.

The key's file then holds only its name, as an RFC 7512 URI: "pkcs11:object=tongban-document-1". Which token,
the setting KEYS_PKCS11 says: {"module": "/path/to/library.so", "token": "label", "pin": "…"}.
"""

from __future__ import annotations

import hashlib
import threading
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from tongban.errors import Unavailable
from tongban.keys.roles import Role
from tongban.standards.signing import Algorithm, PublicKey

MARK = b"pkcs11:object="


def is_configured() -> bool:
    """True if new keys are to be made in an HSM."""
    return bool(getattr(settings, "KEYS_PKCS11", None))


def token_keys() -> TokenKeys:
    """The token that the settings name. Raises Unavailable("keys.hsm")."""
    named = getattr(settings, "KEYS_PKCS11", None)
    if not named:
        raise Unavailable("keys.hsm", "a key lies in an HSM, but the setting KEYS_PKCS11 is empty")
    return _connected(named["module"], named["token"], named["pin"])


@lru_cache(maxsize=2)
def _connected(module: str, token: str, pin: str) -> TokenKeys:
    return TokenKeys(module=module, token=token, pin=pin)


class TokenKeys:
    """Makes and opens P-256 keys in one token; they never leave it. One session, used by one thread at a time."""

    def __init__(self, *, module: str, token: str, pin: str) -> None:
        try:
            import pkcs11  # noqa: PLC0415 - an optional extra
        except ImportError as error:
            raise Unavailable("keys.hsm", "the package python-pkcs11 is not installed") from error
        self._pkcs11: Any = pkcs11
        self._lock = threading.Lock()
        try:
            self._session = pkcs11.lib(module).get_token(token_label=token).open(rw=True, user_pin=pin)
        except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
            raise Unavailable("keys.hsm", f"the token does not open: {type(error).__name__}") from error

    def create(self, role: Role, *, label: str) -> bytes:
        """A new P-256 key in the token under `label`; returns the URI that names it."""
        from pkcs11.util.ec import encode_named_curve_parameters  # noqa: PLC0415 - an optional extra

        if role in (Role.JOURNAL, Role.INDEX):
            raise Unavailable("keys.hsm", f"{role} stays in a file: not every token knows its kind of key")
        kinds = self._pkcs11
        with self._lock:
            parameters = self._session.create_domain_parameters(
                kinds.KeyType.EC, {kinds.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
            )
            parameters.generate_keypair(mechanism=kinds.Mechanism.EC_KEY_PAIR_GEN, store=True, label=label)
        return MARK + label.encode() + b"\n"

    def opened(self, content: bytes, chain: tuple[bytes, ...] = ()) -> TokenSigner:
        """The Signer of a named key. Raises Unavailable("keys.hsm") if the token has none of that name."""
        from pkcs11.util.ec import decode_ec_public_key  # noqa: F401, PLC0415 - fails early without the extra

        label = content.removeprefix(MARK).strip().decode()
        kinds = self._pkcs11
        try:
            with self._lock:
                private = self._session.get_key(object_class=kinds.ObjectClass.PRIVATE_KEY, label=label)
                public = self._session.get_key(object_class=kinds.ObjectClass.PUBLIC_KEY, label=label)
                point = bytes(public[kinds.Attribute.EC_POINT])
        except kinds.PKCS11Error as error:
            raise Unavailable("keys.hsm", f"no key {label} in the token: {type(error).__name__}") from error
        # EC_POINT is an OCTET STRING around the uncompressed point: 04 41 04 x y
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point[-65:])
        return TokenSigner(private, key, chain, kinds.Mechanism.ECDSA, self._lock)


class TokenSigner:
    """A Signer whose key is in the token; the token gives r and s side by side, as Signer promises."""

    algorithm = Algorithm.ES256

    def __init__(
        self, private: Any, public_key: PublicKey, chain: tuple[bytes, ...], mechanism: Any, lock: threading.Lock
    ) -> None:
        self._private = private
        self._mechanism = mechanism
        self._lock = lock
        self.public_key = public_key
        self.chain = chain

    def sign(self, message: bytes) -> bytes:
        with self._lock:
            return bytes(self._private.sign(hashlib.sha256(message).digest(), mechanism=self._mechanism))
