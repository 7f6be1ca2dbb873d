"""What is compiled, where it is installed: our own inner loops (native/, decision 8), and AWS-LC for P-256.

Everything works without both. Our loops tell nothing about what is rare or wrong: that, and every error, comes from
the Python beside them. TONGBAN_NATIVE=off leaves both alone, for tests and for measuring.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, Protocol


class Core(Protocol):
    """The functions of native/module.c."""

    EDITION: int
    NOT_TOLD: object

    def decode(self, encoded: bytes, max_depth: int, /) -> Any:
        """The CBOR value, or NOT_TOLD."""

    def decode_rows(
        self, encoded: list[bytes], names: tuple[str, ...], max_depth: int, /
    ) -> list[tuple[Any, ...]] | object:
        """Of each map with exactly these text keys its values in the order of `names`, or NOT_TOLD."""

    def encode(self, value: Any, other: Callable[[Any], bytes], /) -> bytes:
        """Deterministic CBOR; `other` writes what is rare, and raises for what has no form."""

    def encode_each(self, values: Iterable[Any], other: Callable[[Any], bytes], /) -> list[bytes]:
        """encode() of each."""

    def wrapped_rows(self, *columns: list[bytes]) -> list[bytes]:
        """Each row joined, as an embedded CBOR item."""

    def to_base64url(self, octets: bytes, /) -> str:
        """Without padding."""

    def from_base64url(self, text: str | bytes, /) -> bytes | None:
        """None unless `text` is the only spelling of these bytes."""

    def from_base45(self, text: str, /) -> bytes | None:
        """Likewise."""

    def signature_der(self, signature: bytes, /) -> bytes:
        """The Ecdsa-Sig-Value of r and s, of up to 66 bytes each."""

    def p256_point(self, x: bytes, is_odd: bool, /) -> bytes | None:
        """The uncompressed point of P-256 with this x of 32 bytes; None if there is none."""


def _installed(module: str) -> Any:
    """The module, None where it is not installed or not wanted."""
    if os.environ.get("TONGBAN_NATIVE", "on") == "off":
        return None
    try:
        return import_module(module)
    except ImportError:
        return None


EDITION = 1  # a core that was compiled for another Tongban is none

_core: Core | None = _installed("tongban_native")
core = _core if _core is not None and _core.EDITION == EDITION else None
aws: Any = _installed("awscrt.crypto")
