"""How the people package keeps identity numbers, phones and second factors: sealed under one field secret."""

from __future__ import annotations

from tongban.keys import queries as keys
from tongban.keys import sealing

PLACE = "people.citizen"


def seal(text: str) -> bytes:
    """The text as it is stored."""
    return sealing.seal(text, secret=keys.index_key(PLACE), place=PLACE)


def open_sealed(sealed: bytes | memoryview) -> str:
    """The text again; Untrusted("field.unreadable") if the stored bytes are not ours."""
    return sealing.open_sealed(bytes(sealed), secret=keys.index_key(PLACE), place=PLACE)


def person_digest(*, number: str, name: str) -> str:
    """The keyed digest of a number and the name given with it: whom a face check was for."""
    return digest_of(f"{number}\0{name.strip()}")


def digest_of(text: str) -> str:
    """The keyed digest by which a number is found without opening every row."""
    return sealing.digest(text, secret=keys.index_key(PLACE), place=PLACE)
