"""Answers: what a rule or a verification says, with every reason.

Verdict answers "may this happen?"; Report answers "does this hold?" and knows a third outcome, because
"cannot be told" must never read as "forged".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Text:
    """One sentence in the two languages of the product. Chinese is the master."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence for a language code such as "zh-hans" or "en"; anything not English is Chinese."""
        return self.en if language.lower().startswith("en") else self.zh


class Basis(StrEnum):
    """What a rule rests on."""

    LAW = "law"  # an article says so: the rule cites it and quotes its words
    PRACTICE = "practice"  # authorities do so, and no article says it
    DESIGN = "design"  # this platform's own


@dataclass(frozen=True)
class Reason:
    """One ground for a "no" (or a warning), complete enough to be printed on a written refusal.

    code: stable, e.g. "EL-01". article: the source in its official Chinese, e.g. "《…规定》第六十一条", several divided
    by "、"; empty for what no law demands. quote: the decisive words of those articles, "……" where something between
    them is left out. is_practice: no article, but authorities do so. what: what is the case. remedy: what would change it.
    """

    code: str
    article: str
    what: Text
    remedy: Text
    since: date | None = None
    quote: str = ""
    is_practice: bool = False

    @property
    def basis(self) -> Basis:
        """Law, practice or this platform's own design."""
        return basis_of(self.article, is_practice=self.is_practice)


def basis_of(article: str, *, is_practice: bool) -> Basis:
    """What a row of any table rests on: whatever cites an article claims to be law."""
    if article:
        return Basis.LAW
    return Basis.PRACTICE if is_practice else Basis.DESIGN


@dataclass(frozen=True)
class Verdict:
    """May it happen? Yes when there is no reason against it. `notes` are shown but do not forbid."""

    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()

    @property
    def is_allowed(self) -> bool:
        """True when nothing speaks against it."""
        return not self.reasons

    @classmethod
    def of(cls, reasons: Iterable[Reason | None], notes: Iterable[Reason | None] = ()) -> Verdict:
        """A verdict of the given reasons; None stands for "this rule has no objection"."""
        return cls(
            tuple(reason for reason in reasons if reason is not None), tuple(note for note in notes if note is not None)
        )


class Outcome(StrEnum):
    """What a check found. The order of severity is DOES_NOT_HOLD, CANNOT_BE_TOLD, HOLDS."""

    HOLDS = "holds"
    DOES_NOT_HOLD = "does-not-hold"
    CANNOT_BE_TOLD = "cannot-be-told"

    @classmethod
    def worst(cls, outcomes: Iterable[Outcome]) -> Outcome:
        """The most severe of `outcomes`; CANNOT_BE_TOLD when there is none."""
        found = set(outcomes)
        for outcome in (cls.DOES_NOT_HOLD, cls.CANNOT_BE_TOLD):
            if outcome in found:
                return outcome
        return cls.HOLDS if found else cls.CANNOT_BE_TOLD


@dataclass(frozen=True)
class Check:
    """One step of a verification. check: its stable name; clause: where the standard demands it;
    reason: the standard's own sub-reason in English, "" when it holds; holds no personal data."""

    check: str
    clause: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """All steps of a verification, each reported even when an earlier one failed, and what was shown.

    elements: what the presented thing says, whether it holds or not; the caller decides what may be shown.
    """

    checks: tuple[Check, ...]
    elements: Mapping[str, Any] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        """The worst outcome of all checks."""
        return Outcome.worst(check.outcome for check in self.checks)

    def check(self, name: str) -> Check:
        """The check of that name; KeyError if it was not made."""
        for check in self.checks:
            if check.check == name:
                return check
        raise KeyError(name)
