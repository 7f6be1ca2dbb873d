"""What partners' doings write to the journal: frozen, with a stable tag. No names, numbers or bodies of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class DealersListed:
    """Commerce pushed its list of filed enterprises. is_full: all of them, not only changes; numbers of enterprises."""

    tag: ClassVar[str] = "dealers-listed"
    is_full: bool
    as_of: str
    added: int
    changed: int
    closed: int
    bad: int


@dataclass(frozen=True)
class MessageRevived:
    """An operator had a message tried again that had been given up."""

    tag: ClassVar[str] = "message-revived"
    message: str
    partner: str
    kind: str
