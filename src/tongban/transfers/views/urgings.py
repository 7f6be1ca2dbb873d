"""Urgings with who signed them, as the pages of offices and parties show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongban.clock import day_of
from tongban.offices import queries as offices
from tongban.transfers.queries import CaseView, UrgingView, urgings
from tongban.transfers.stages import ESCALATED
from tongban.verdicts import Text


@dataclass(frozen=True)
class SignedUrging:
    """What was said to a late office. name is for the desk; a citizen reads office and service number."""

    transfer_id: UUID
    text: str
    at: datetime
    name: str
    number: str
    office: Text


def signed(words: Sequence[UrgingView]) -> list[SignedUrging]:
    """The urgings in their order, each with its officer."""
    if not words:
        return []
    known = offices.officers_of({one.officer for one in words}, on=day_of(words[0].at))
    return [
        SignedUrging(one.transfer_id, one.text, one.at, who.name, who.number, who.office_text)
        for one in words
        if (who := known.get(one.officer)) is not None
    ]


def signed_of(case: CaseView) -> list[SignedUrging]:
    """How the origin of this case was urged for the file that is wanted now."""
    if case.stage not in ESCALATED or not case.escalated:
        return []
    return signed(urgings([case.id]).get(case.id, []))
