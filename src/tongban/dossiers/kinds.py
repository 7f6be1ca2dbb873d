"""A kind of dossier as its service describes it, once: what it holds, how it is sealed, what the journal is told of it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from django.db.models import Model

from tongban.dossiers.models import FileMove, FilePage
from tongban.dossiers.records import TEXT_MAX, ReturnCode
from tongban.journal.leaves import JournalEntry
from tongban.keys.roles import Role
from tongban.offices.matters import Matter
from tongban.offices.records import Duty
from tongban.standards.pki import TrustAnchors
from tongban.standards.signing import Signer
from tongban.verdicts import Check, Reason, Report, Text, Verdict

R = TypeVar("R", bound=Model)
Entry = type[Any]
"""An entry of the service's journal, called with what its field of `Kind` names, in that order."""


class Manifest(Protocol):
    """What is sealed: every page with its digest."""

    def pages(self) -> Iterator[tuple[str, Any]]:
        """Every page, with its number within the item and its digest, with the item's type, in order."""


class Format(Protocol):
    """How manifests of a kind are written and sealed; tongban.standards.vehiclefile is one. The report of `verify` shows
    the digests of the pages, by item, as its element "pages"."""

    def encode(self, manifest: Any, /) -> bytes:
        """The one spelling of a manifest."""

    def decode(self, octets: bytes, /) -> Any:
        """The manifest that is written so."""

    def digest(self, manifest: Any, /) -> str:
        """SHA-256 of its bytes."""

    def seal(self, manifest: Any, /, *, signer: Signer, certificate: bytes) -> str:
        """The sealed manifest."""

    def verify(self, text: str, /, *, anchors: TrustAnchors, at: datetime, expected: bytes | None = None) -> Report:
        """Does the seal hold, and does it seal what is expected?"""

    def page_check(self, manifest: Any, present: Container[str], /) -> Check:
        """The check that all pages of the manifest are among the digests present."""


@dataclass(frozen=True)
class Journey:
    """What a manifest says of a dossier's way. pages: by item in the kind's order; sequence: its journeys, this one included."""

    from_office: str
    to_office: str
    sequence: int
    pages: Mapping[str, list[FilePage]]
    at: datetime


@dataclass(frozen=True)
class Kind(Generic[R]):
    """A kind of dossier. `row` is always the service's case for which it is handled.

    name: begins its error codes, "<kind>.incomplete". subject: how the journal names what it is about, "vehicle:<id>".
    items: what it may hold, in the manifest's order. required: what the one about this subject must hold, by `article`.
    codes: why a page may go back. subject_of: what the dossier of a case is about. about, matter: whom and what an entry
    concerns, and what the offices' guard asks of the case; readers: the duties that may look at pages.
    format, seal_role: how it is sealed, and with which key; manifest: what is sealed, from the case and the journey.
    Entries: opened (subject, office); added (subject, item, page, digest, replaced digest or ""); sent, received and
    given_back (case, subject, from_office, to_office, digest of the manifest, sequence); returned (case, item, page,
    code); looked (case, item, page).
    """

    name: str
    subject: str
    items: Mapping[str, Text]
    required: Callable[[UUID], tuple[str, ...]]
    article: str
    codes: Mapping[str, ReturnCode]
    subject_of: Callable[[R], UUID]
    about: Callable[[R], list[str]]
    matter: Callable[[R], Matter]
    readers: tuple[Duty, ...]
    format: Format
    seal_role: Role
    manifest: Callable[[R, Journey], Manifest]
    opened: Entry
    added: Entry
    sent: Entry
    received: Entry
    given_back: Entry
    returned: Entry
    looked: Entry

    def key(self, subject_id: UUID) -> str:
        """How the journal names what a dossier is about."""
        return f"{self.subject}:{subject_id}"

    def missing(self, subject_id: UUID, *, present: Iterable[str]) -> tuple[str, ...]:
        """The documents that the dossier must have and that are not among those present."""
        found = set(present)
        return tuple(item for item in self.required(subject_id) if item not in found)

    def lacks(self, subject_id: UUID, *, present: Iterable[str]) -> Verdict:
        """May a dossier with these documents be sealed? One reason for each that is missing."""
        return Verdict.of(self._lack(item) for item in self.missing(subject_id, present=present))

    def _lack(self, item: str) -> Reason:
        name = self.items[item]
        return Reason(f"missing-{item}", self.article, Text(f"缺少{name.zh}。", f"Missing: {name.en}."), SCAN_IT)

    def may_return(self, *, code: str, text: str = "") -> Verdict:
        """May a page go back for this reason? Only a code of the table, with a text where it needs one, none longer than
        TEXT_MAX."""
        known = self.codes.get(code)
        return Verdict.of(
            [
                self._unknown_code() if known is None else None,
                Reason(code, "", *NEEDS_TEXT) if known is not None and known.needs_text and not text.strip() else None,
                TEXT_TOO_LONG if len(text) > TEXT_MAX else None,
            ]
        )

    def _unknown_code(self) -> Reason:
        first, last = min(self.codes), max(self.codes)
        choose = Text(f"从 {first} 到 {last} 中选择。", f"Choose one of {first} to {last}.")
        return Reason("A0", "", Text("没有这个退回代码。", "There is no such code."), choose)

    def journeyed(self, entry: Entry, move: FileMove) -> JournalEntry:
        """The entry that tells this of a dossier's journey."""
        told: JournalEntry = entry(
            str(move.matter_id),
            str(move.subject_id),
            move.from_office,
            move.to_office,
            move.manifest_digest,
            move.sequence,
        )
        return told


def because(kind: Kind[Any], code: str, said: tuple[Text, Text]) -> Verdict:
    """A "no" of one reason, which no law demands: what is the case, and what would change it."""
    return Verdict.of([Reason(f"{kind.name}-{code}", "", *said)])


SCAN_IT = Text("扫描这份材料再封发。", "Scan this document, then seal the file.")
NEEDS_TEXT = (
    Text("选“其他”要写明原因。", "“Other” needs a text."),
    Text("写一句对方看得懂的话。", "Write a sentence that the other office understands."),
)
TEXT_TOO_LONG = Reason(
    "A0-text", "", Text("说明超过200字。", "The text is longer than 200 characters."), Text("写短一些。", "Shorten it.")
)
