"""A kind of policy as its service describes it, once: what it says, what may be said against it, who writes and approves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic
from uuid import UUID

import msgspec

from tongban.journal.leaves import JournalEntry
from tongban.offices.matters import Matter
from tongban.offices.records import Duty
from tongban.policies.models import Policy
from tongban.policies.records import P
from tongban.verdicts import Reason, Verdict


@dataclass(frozen=True)
class Kind(Generic[P]):
    """A kind of policy.

    name: begins its error codes, "<kind>.findings", and is how the journal names one, "<kind>:<id>". record: what one
    says, a dataclass (or a msgspec.Struct) with from_day and until_day; place: its field with the code of the division
    that it is for. writes, approves: the duties of the two people. findings: what speaks against one beside the approved
    others of its place. same_person: the "no" to an approver who wrote it.
    Entries: drafted (id, record), approved (id, place), ended (id, last day).
    """

    name: str
    record: type[P]
    place: str
    writes: Duty
    approves: Duty
    findings: Callable[[P, Sequence[P]], Verdict]
    same_person: Reason
    drafted: Callable[[str, P], JournalEntry]
    approved: Callable[[str, str], JournalEntry]
    ended: Callable[[str, str], JournalEntry]

    @property
    def duties(self) -> tuple[Duty, Duty]:
        """Of those who may see drafts."""
        return self.writes, self.approves

    def matter(self, place: str) -> Matter:
        """A policy for a place, as the guard of the offices sees it: of those who write and approve there."""
        return Matter(unknown=f"{self.name}.unknown", readers=self.duties, places=(place,))

    def key(self, policy_id: UUID) -> str:
        """How the journal names one."""
        return f"{self.name}:{policy_id}"

    def columns(self, policy: P) -> dict[str, Any]:
        """A policy as it is stored."""
        says = msgspec.json.decode(msgspec.json.encode(policy))
        return {
            "kind": self.name,
            "place": says[self.place],
            "from_day": policy.from_day,
            "until_day": policy.until_day,
            "says": {name: value for name, value in says.items() if name not in (self.place, "from_day", "until_day")},
        }

    def policy(self, says: dict[str, Any], *, place: str, from_day: date, until_day: date | None) -> P:
        """What is stored, as the rules know it."""
        return msgspec.convert(says | {self.place: place, "from_day": from_day, "until_day": until_day}, self.record)

    def of(self, row: Policy) -> P:
        """The same of a row."""
        return self.policy(row.says, place=row.place, from_day=row.from_day, until_day=row.until_day)
