"""What others read of a dossier: its documents and pages, its journeys, its seal, and why a page may go back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongban.verdicts import Check, Outcome, Text

TEXT_MAX = 200
"""The longest text beside the code of a returned page, in characters."""


@dataclass(frozen=True)
class ReturnCode:
    """Why a page goes back to the sender, and what the sender does. needs_text: the officer must say more."""

    code: str
    what: Text
    remedy: Text
    needs_text: bool


@dataclass(frozen=True)
class PageProblem:
    """One page that the receiver does not accept: item type, page number, code of its kind, words where they are needed."""

    item: str
    number: int
    code: str
    text: str = ""


@dataclass(frozen=True)
class Scanned:
    """What came of several files. kept: pages now in the dossier; faults: place of a file (from 1) -> what is wrong."""

    kept: int
    faults: dict[int, Text]


@dataclass(frozen=True)
class PageView:
    """A page: its number and SHA-256; returned: the code with which it was asked for again, if it was."""

    number: int
    digest: str
    media_type: str
    added_at: datetime
    returned: str = ""
    returned_text: str = ""
    is_repaired: bool = False


@dataclass(frozen=True)
class ItemView:
    """One kind of document in the dossier with its pages; is_missing: required and not there."""

    type: str
    name: Text
    pages: tuple[PageView, ...]
    is_missing: bool = False

    @property
    def is_returned(self) -> bool:
        """True while a page of it is to be repaired."""
        return any(page.returned and not page.is_repaired for page in self.pages)


@dataclass(frozen=True)
class MoveView:
    """One journey; received_at None while the dossier is on its way."""

    sequence: int
    from_office: str
    to_office: str
    is_back: bool
    sent_at: datetime
    received_at: datetime | None
    sent_entry: UUID
    received_entry: UUID | None
    manifest_digest: str


@dataclass(frozen=True)
class SealView:
    """The seal of the last journey, verified again. pages: (item, number) to the sealed SHA-256."""

    outcome: Outcome
    checks: tuple[Check, ...]
    digest: str
    sent_at: datetime
    received_at: datetime | None
    pages: Mapping[tuple[str, int], str]


@dataclass(frozen=True)
class ReturnView:
    """A page that the receiver asked for again; repaired_at None: not yet there."""

    item: str
    number: int
    code: str
    text: str
    at: datetime
    repaired_at: datetime | None
