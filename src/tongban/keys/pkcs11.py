"""Keys in an HSM through PKCS#11: an optional extra (python-pkcs11), behind the same Signer.

The key's file then holds only its name, as an RFC 7512 URI: "pkcs11:object=tongban-document-1". Which token,
the setting KEYS_PKCS11 says: {"module": "/path/to/library.so", "token": "label", "pin": "…"}.

A session can end at any moment: the HSM restarts, its network breaks, an operator logs everybody out. Then the session
and the handles of the keys are opened anew, once for each failure, and what was to be signed is signed. Only if that
fails too it is Unavailable("keys.hsm"), which passes when the HSM is back, without restarting anything.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from tongban.errors import Unavailable
from tongban.keys.roles import Role
from tongban.standards.signing import Algorithm, PublicKey

MARK = b"pkcs11:object="
MAX_LABEL_BYTES = 32  # CK_TOKEN_INFO keeps a token's label in 32 bytes of UTF-8 (PKCS #11 3.1, 3.3)

T = TypeVar("T")


def is_configured() -> bool:
    """True if new keys are to be made in an HSM."""
    return bool(getattr(settings, "KEYS_PKCS11", None))


def token_keys() -> TokenKeys:
    """The token that the settings name. Raises Unavailable("keys.hsm")."""
    named = getattr(settings, "KEYS_PKCS11", None)
    if not named:
        raise Unavailable("keys.hsm", "a key lies in an HSM, but the setting KEYS_PKCS11 is empty")
    problem = problem_of(named)
    if problem:
        raise Unavailable("keys.hsm", problem)
    return _connected(named["module"], named["token"], named["pin"])


def problem_of(named: Any) -> str:
    """What is wrong with the setting KEYS_PKCS11, "" if nothing is."""
    if not isinstance(named, Mapping) or not all(
        isinstance(named.get(name), str) for name in ("module", "token", "pin")
    ):
        return "KEYS_PKCS11 needs module, token and pin, each a text"
    size = len(named["token"].encode())
    if not 0 < size <= MAX_LABEL_BYTES:
        return f"the token's label in KEYS_PKCS11 has {size} bytes; a token keeps 1 to {MAX_LABEL_BYTES}"
    return ""


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
        # What the library tells of a token, and of itself when it was finalized under our feet.
        self._failures = (pkcs11.PKCS11Error, RuntimeError, OSError)
        self._module, self._token, self._pin = module, token, pin
        self._lock = threading.Lock()
        self._session: Any = None
        self.session_number = 0
        with self._lock:
            self._open()

    def create(self, role: Role, *, label: str) -> bytes:
        """A new P-256 key in the token under `label`; returns the URI that names it."""
        from pkcs11.util.ec import encode_named_curve_parameters  # noqa: PLC0415 - an optional extra

        if role in (Role.JOURNAL, Role.INDEX):
            raise Unavailable("keys.hsm", f"{role} stays in a file: not every token knows its kind of key")
        kinds = self._pkcs11

        def generate() -> None:
            parameters = self._session.create_domain_parameters(
                kinds.KeyType.EC, {kinds.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
            )
            parameters.generate_keypair(mechanism=kinds.Mechanism.EC_KEY_PAIR_GEN, store=True, label=label)

        self.done(generate, "make a key")
        return MARK + label.encode() + b"\n"

    def opened(self, content: bytes, chain: tuple[bytes, ...] = ()) -> TokenSigner:
        """The Signer of a named key. Raises Unavailable("keys.hsm") if the token has none of that name."""
        label = content.removeprefix(MARK).strip().decode()
        kinds = self._pkcs11

        def public_point() -> bytes:
            public = self._session.get_key(object_class=kinds.ObjectClass.PUBLIC_KEY, label=label)
            return bytes(public[kinds.Attribute.EC_POINT])

        # EC_POINT is an OCTET STRING around the uncompressed point: 04 41 04 x y
        point = self.done(public_point, f"find the key {label}")
        signer = TokenSigner(
            self, label, ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point[-65:]), chain
        )
        self.done(lambda: self.private(label), f"find the key {label}")
        return signer

    def private(self, label: str) -> Any:
        """The handle of a private key in the session as it is now; for use inside `done`."""
        return self._session.get_key(object_class=self._pkcs11.ObjectClass.PRIVATE_KEY, label=label)

    def done(self, act: Callable[[], T], what: str) -> T:
        """What `act` gives, in a new session if the one there is has ended. Unavailable("keys.hsm") if that fails too."""
        with self._lock:
            if self._session is not None:
                with suppress(*self._failures):
                    return act()
            self._open()
            try:
                return act()
            except self._failures as error:
                raise Unavailable("keys.hsm", f"the token does not {what}: {type(error).__name__}") from error

    @property
    def ecdsa(self) -> Any:
        """The mechanism that signs a digest."""
        return self._pkcs11.Mechanism.ECDSA

    def _open(self) -> None:
        """A new session. If the library cannot open one it is started anew first: after a restart of the HSM, and in a
        process that was forked, that is what it takes."""
        kinds = self._pkcs11
        self._close()
        try:
            try:
                self._session = self._logged_in()
            except (kinds.PinIncorrect, kinds.PinInvalid, kinds.PinLenRange, kinds.PinLocked, kinds.PinExpired):
                raise  # a second try would only bring the token nearer to locking itself
            except self._failures:
                with suppress(*self._failures):
                    kinds.lib(self._module).reinitialize()
                self._session = self._logged_in()
        except self._failures as error:
            raise Unavailable("keys.hsm", f"the token does not open: {type(error).__name__}") from error
        self.session_number += 1

    def _logged_in(self) -> Any:
        token = self._pkcs11.lib(self._module).get_token(token_label=self._token)
        try:
            return token.open(rw=True, user_pin=self._pin)
        except self._pkcs11.UserAlreadyLoggedIn:
            if self.session_number == 0:
                raise  # the PIN has not been tried yet
            return token.open(rw=True)  # whoever is logged in is so in every session of the process

    def _close(self) -> None:
        """Let go of the session, which may have gone already."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(*self._failures):
                session.close()


class TokenSigner:
    """A Signer whose key is in the token; the token gives r and s side by side, as Signer promises."""

    algorithm = Algorithm.ES256

    def __init__(self, keys: TokenKeys, label: str, public_key: PublicKey, chain: tuple[bytes, ...]) -> None:
        self._keys = keys
        self._label = label
        self._handle: tuple[int, Any] = (0, None)
        self.public_key = public_key
        self.chain = chain

    def sign(self, message: bytes) -> bytes:
        """As Signer.sign; Unavailable("keys.hsm") while the token cannot be reached."""
        digest = hashlib.sha256(message).digest()
        return self._keys.done(lambda: self._signed(digest), f"sign with the key {self._label}")

    def _signed(self, digest: bytes) -> bytes:
        # A handle is good in the session that gave it, and in no other.
        if self._handle[0] != self._keys.session_number:
            self._handle = self._keys.session_number, self._keys.private(self._label)
        return bytes(self._handle[1].sign(digest, mechanism=self._keys.ecdsa))
