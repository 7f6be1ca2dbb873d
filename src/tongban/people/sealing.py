"""How the people package keeps identity numbers and phones: sealed under this installation's field secret."""

from __future__ import annotations

from tongban.identifiers import Identifier
from tongban.keys import queries as keys
from tongban.keys import sealing

PLACE = "people.citizen"


def seal(text: Identifier) -> bytes:
    """The number as it is stored."""
    return sealing.seal(text, secret=keys.index_key(PLACE), place=PLACE)


def open_sealed(sealed: bytes | memoryview) -> str:
    """The number again; Untrusted("field.unreadable") if the stored bytes are not ours."""
    return sealing.open_sealed(bytes(sealed), secret=keys.index_key(PLACE), place=PLACE)


def digest_of(text: Identifier) -> str:
    """The keyed digest by which a number is found without opening every row."""
    return sealing.digest(text, secret=keys.index_key(PLACE), place=PLACE)
