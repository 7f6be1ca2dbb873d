"""Internal keys as the database keeps them: half as long, because most end in a UUID."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.db import models

OF_UUID = re.compile(r"([a-z][a-z0-9-]*):([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")


def packed(key: str) -> bytes:
    """ "licence:<uuid>" as its kind, a zero and the 16 octets; any other key as it is spelled."""
    found = OF_UUID.fullmatch(key)
    return found[1].encode() + b"\0" + bytes.fromhex(found[2].replace("-", "")) if found else key.encode()


def unpacked(octets: bytes) -> str:
    """The key that `packed` made these of."""
    kind, zero, value = octets.partition(b"\0")
    return f"{kind.decode()}:{UUID(bytes=value)}" if zero else octets.decode()


class KeyField(models.BinaryField):  # type: ignore[type-arg]
    """A column of internal keys, to be asked by their texts."""

    def get_prep_value(self, value: Any) -> Any:
        """From a key's text."""
        return packed(value) if isinstance(value, str) else super().get_prep_value(value)

    def from_db_value(self, value: Any, *_: Any) -> str | None:
        """To a key's text."""
        return None if value is None else unpacked(bytes(value))
