"""What the journal itself notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class DetailsErased:
    """The details of an entry were erased; `reason` is a code such as "citizen-request", never a sentence."""

    tag: ClassVar[str] = "details-erased"
    entry: UUID
    reason: str
