"""What one question of the pre-check answers: the words that all its rules share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tongban.transfers.rules.facts import DealFacts, FileFacts, Parties, Settings, VehicleFacts
from tongban.transfers.rules.policies import CityPolicy
from tongban.verdicts import Reason, Text


class Result(StrEnum):
    """What a question found. Only BLOCKED forbids; the others say what has to be done, by whom, or which way."""

    OK = "ok"
    NOTE = "note"
    NEEDED = "needed"
    BLOCKED = "blocked"
    ORIGIN_TASK = "origin-task"
    ONSITE = "onsite"
    OLD_WAY = "old-way"
    NOT_YET = "not-yet"


class Whose(StrEnum):
    """Who has to act on a finding."""

    SELLER = "seller"
    BUYER = "buyer"
    DEALER = "dealer"
    MORTGAGEE = "mortgagee"
    ORIGIN = "origin"
    DESTINATION = "destination"
    AUTHORITY = "court"
    NOBODY = ""


@dataclass(frozen=True)
class Situation:
    """Everything that a rule may look at. for_owner: the reader is the registered owner."""

    vehicle: VehicleFacts
    parties: Parties
    deal: DealFacts
    file: FileFacts
    policies: Sequence[CityPolicy]
    on: date
    settings: Settings
    for_owner: bool


@dataclass(frozen=True)
class Answer:
    """What a rule says. actions: stable words that pages turn into buttons, the first is the usual one.
    alerts: reasons that only the office may read."""

    result: Result
    reasons: tuple[Reason, ...] = ()
    whose: Whose = Whose.NOBODY
    actions: tuple[str, ...] = ()
    alerts: tuple[Reason, ...] = ()


OK = Answer(Result.OK)


@dataclass(frozen=True)
class Question:
    """One line of the list UC-01 to UC-20: what is asked, whose data answers it, since (and until) when."""

    code: str
    title: Text
    source: Text
    judge: Callable[[Situation], Answer]
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Finding:
    """The answer to one question, complete enough for the page of a buyer, a seller and an officer.

    source: whose data it is. whose: who has to act. actions: words for buttons, e.g. "pay-violations".
    alerts: for the office alone, never shown to citizens, dealers or in a written answer.
    """

    code: str
    title: Text
    result: Result
    reasons: tuple[Reason, ...]
    whose: Whose
    source: Text
    actions: tuple[str, ...] = ()
    alerts: tuple[Reason, ...] = ()

    @property
    def reason(self) -> Reason | None:
        """The first reason, None when the question found nothing."""
        return self.reasons[0] if self.reasons else None

    @property
    def action(self) -> str | None:
        """The usual thing to do about it, None when there is no button for it."""
        return self.actions[0] if self.actions else None
