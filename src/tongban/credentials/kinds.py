"""The table of kinds: one row each, written and registered by the service that knows what the kind certifies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tongban.credentials.records import Contents, Entitlement, Holding, Lives
from tongban.errors import NotFound, Refused
from tongban.journal.leaves import JournalEntry
from tongban.standards.qrcode import Purpose


@dataclass(frozen=True)
class Kind:
    """A kind of credential.

    key, subject: how the journal names a holding and what it is about, "licence:<uuid>" and "driver:<uuid>".
    doctype: the document type of its mdoc; vct, disclosable: of its SD-JWT VC, if it has one.
    purposes: the codes that its phone can show. contents: what it says in all of them.
    entitlement: how a live one about this subject stands on a day, as the service's rules say at this moment.
    collected, given_up: entries of the journal, (holding, device, digests) and (holding); without the second, nothing is
    noted when a phone is given up. unknown, gone, not_live, locked: the service's "no".
    """

    name: str
    key: str
    subject: str
    doctype: str
    purposes: tuple[Purpose, ...]
    lives: Callable[[], Lives]
    contents: Callable[[Holding, datetime], Contents]
    entitlement: Callable[[UUID, date], Entitlement]
    collected: Callable[[str, str, tuple[str, ...]], JournalEntry]
    unknown: Callable[[], NotFound]
    gone: Callable[[], NotFound]
    not_live: Callable[[], Refused]
    locked: Callable[[], Refused] | None = None
    given_up: Callable[[str], JournalEntry] | None = None
    vct: Callable[[], str] | None = None
    disclosable: tuple[str, ...] = ()

    def about(self, holding: Holding) -> list[str]:
        """Whom and what a journal entry on this holding concerns."""
        return [f"{self.key}:{holding.id}", f"{self.subject}:{holding.subject_id}", f"citizen:{holding.citizen_id}"]


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; each service does so once at start."""
    KINDS[kind.name] = kind


def kind_of(name: str) -> Kind:
    """The row of that name; KeyError when no service has registered it."""
    return KINDS[name]
