"""A kind of inspection as its service describes it, once: what is inspected and why, and how the matter goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from tongban.inspections.records import Findings
from tongban.journal.leaves import JournalEntry

M = TypeVar("M")


@dataclass(frozen=True)
class Inspected:
    """What is inspected. matter_id: what for; vin: of the register and the file; office: where; about: whom and what the
    journal's entry concerns."""

    matter_id: UUID
    vehicle_id: UUID
    vin: str
    office: str
    about: tuple[str, ...]


@dataclass(frozen=True)
class Kind(Generic[M]):
    """A kind of inspection.

    why: what the register's history of the vehicle says that it was for. recorded: the journal's entry, called with matter,
    attempt, office, "passed" or "failed", the numbers of the failed items and the photos' SHA-256. goes_on: what happens to
    the matter then, called with it, the findings, who acts and the moment, in the same transaction.
    """

    why: str
    inspected: Callable[[M], Inspected]
    recorded: Callable[[str, int, str, str, tuple[str, ...], tuple[str, ...]], JournalEntry]
    goes_on: Callable[[M, Findings, str, datetime], None]
