"""From an entry to the leaf that the world sees: pure.

The leaf is canonical JSON (RFC 8785) `{"at", "commitment", "tag", "v"}`; the commitment is SHA-256 over a fixed
label, 32 random bytes and the canonical JSON of everything else. A plain hash of an identity number could be
guessed; with the salt gone, the commitment says nothing to anybody.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, ClassVar, Protocol
from uuid import UUID

import msgspec

VERSION = 1
SALT_BYTES = 32
LABEL = b"tongban journal commitment v1\n"
KEY = re.compile(r"[a-z][a-z0-9-]*:(?!(?:\d{17}[\dXx]|\d{15})\Z)[A-Za-z0-9._-]{1,64}")  # and no identity number
TAG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class JournalEntry(Protocol):
    """A frozen dataclass that says what happened; `tag` is its stable name, in the past tense: "licence-issued"."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    tag: ClassVar[str]


def body(*, tag: str, at: str, by: str, about: str, said: str) -> str:
    """The text that a leaf commits to: canonical JSON of tag, `moment`, who, `about_text` and `said_text`."""
    return f'{{"about":{about},"at":"{at}","by":"{by}","details":{said},"tag":"{tag}"}}'


def about_text(about: Iterable[str]) -> str:
    """Whom or what an entry is about, each once, as canonical JSON; ValueError for what is no internal key."""
    keys = sorted(set(about))
    for key in keys:
        check_key(key)
    return canonical(keys)


def said_text(entry: JournalEntry) -> str:
    """The fields of an entry as canonical JSON.

    ValueError for a tag of the wrong form, TypeError for a field without a plain JSON form.
    """
    check_tag(entry.tag)
    return canonical(plain(entry))


def leaf(*, tag: str, at: str, commitment: bytes) -> bytes:
    """The log's leaf for a commitment of 32 bytes and a `moment`; always far below 65,535 bytes."""
    return f'{{"at":"{at}","commitment":"{commitment.hex()}","tag":"{tag}","v":{VERSION}}}'.encode()


def commitment(*, text: str, salt: bytes) -> bytes:
    """SHA-256 of label, salt and text; ValueError unless the salt has 32 bytes."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"expected a salt of {SALT_BYTES} bytes, came {len(salt)}")
    return hashlib.sha256(LABEL + salt + text.encode()).digest()


def check_key(key: str) -> None:
    """ValueError unless `key` is an internal key ("citizen:<uuid>", "system:sequencer") and no identity number."""
    if not KEY.fullmatch(key) or len(key) > 100:
        raise ValueError("expected an internal key such as citizen:<uuid>")


@lru_cache(maxsize=512)  # as many as kinds of entries
def check_tag(tag: str) -> None:
    """ValueError unless `tag` is of the form of a tag; there are as many as kinds of entries."""
    if not TAG.fullmatch(tag) or len(tag) > 64:
        raise ValueError(f"expected a tag such as licence-issued, came {tag!r}")


def moment(at: datetime) -> str:
    """RFC 3339 in UTC with microseconds; ValueError for a naive time."""
    if at.tzinfo is None:
        raise ValueError("expected a moment with its time zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


PLAIN = frozenset({str, int, bool, type(None)})  # most fields are


def plain(value: Any) -> Any:  # noqa: PLR0911 - a table of types
    """`value` as JSON without loss of meaning. Floats are refused: their text form is not canonical."""
    if type(value) in PLAIN:
        return value
    match value:
        case Enum():
            return plain(value.value)
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case UUID() | Decimal():
            return str(value)
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case tuple() | list():
            return [plain(item) for item in value]
        case set() | frozenset():
            return sorted((plain(item) for item in value), key=canonical)
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {name: plain(getattr(value, name)) for name in names_of(type(value))}  # type: ignore[arg-type]
    raise TypeError(f"expected a field with a plain JSON form, came {type(value).__name__}")


@lru_cache(maxsize=512)  # as many as kinds of entries
def names_of(kind: Any) -> tuple[str, ...]:
    """The names of a dataclass's fields."""
    return tuple(field.name for field in fields(kind))


def canonical(value: Any) -> str:
    """RFC 8785 for the values that `plain` makes (strings, integers, booleans, null, lists, objects)."""
    return TO_JSON(value).decode()


TO_JSON = msgspec.json.Encoder(order="sorted").encode
