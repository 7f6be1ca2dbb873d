"""How the people package keeps identity numbers, phones, addresses and second factors: sealed, each for its row.

What is sealed bears its kind, field and row (as associated data of AES-GCM): copied over another row or field, it
opens nothing.
"""

from __future__ import annotations

from tongban.keys import queries as keys
from tongban.keys import sealing

PLACE = "people.citizen"


def seal(text: str, *, field: str, row: object) -> bytes:
    """The text as it is stored in this field ("citizen.phone") of this row."""
    return sealing.seal(text, secret=keys.index_key(PLACE), place=f"people.{field}/{row}")


def open_sealed(sealed: bytes | memoryview, *, field: str, row: object) -> str:
    """The text again; Untrusted("field.unreadable") if the stored bytes are not ours, or of another field or row."""
    return sealing.open_sealed(bytes(sealed), secret=keys.index_key(PLACE), place=f"people.{field}/{row}")


def person_digest(*, number: str, name: str) -> str:
    """The keyed digest of a number and the name given with it: whom a face check was for."""
    return digest_of(f"{number}\0{name.strip()}")


def digest_of(text: str) -> str:
    """The keyed digest by which a number is found without opening every row."""
    return sealing.digest(text, secret=keys.index_key(PLACE), place=PLACE)
