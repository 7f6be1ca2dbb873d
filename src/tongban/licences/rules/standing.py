"""EL-02: how does the licence stand today? The worst of all letters and of what the dates and points say.

Letters are what the register says; the day and the points are looked at as well, because the register's
nightly run may not have set M or B yet and Article 28 of the regulation does not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tongban.credentials.records import Entitlement
from tongban.licences.rules.facts import LicenceFacts
from tongban.licences.rules.letters import LETTERS, Display, Letter
from tongban.verdicts import Reason, Text, Verdict

FULL_POINTS = 12
DISPLAY_ORDER = (Display.SHOWN, Display.ABNORMAL, Display.MESSAGE, Display.HIDDEN)
ENTITLEMENT_ORDER = (Entitlement.VALID, Entitlement.SUSPENDED, Entitlement.ASK_OFFICE, Entitlement.REVOKED)


@dataclass(frozen=True)
class Standing:
    """The answer: may the holder drive, what does the phone show, what do the lists say.

    letters: sorted, the ones that follow from day and points included. may_drive: reasons are grounds
    against driving, notes are open matters that do not forbid it.
    """

    letters: tuple[str, ...]
    display: Display
    entitlement: Entitlement
    may_drive: Verdict

    @property
    def name(self) -> Text:
        """The letters in words, as on the licence face."""
        named = [LETTERS[code].name for code in self.letters]
        return Text("、".join(name.zh for name in named), ", ".join(name.en for name in named))


def standing(facts: LicenceFacts, *, on: date) -> Standing:
    """The standing on the Chinese calendar day `on`. Raises KeyError for a letter that no table knows."""
    letters = [LETTERS[code] for code in sorted(letters_on(facts, on=on))]
    return Standing(
        letters=tuple(letter.code for letter in letters),
        display=max((letter.display for letter in letters), key=DISPLAY_ORDER.index),
        entitlement=max((letter.entitlement for letter in letters), key=ENTITLEMENT_ORDER.index),
        may_drive=verdict_of(letters),
    )


def verdict_of(letters: Iterable[Letter]) -> Verdict:
    """May the holder drive, by letters alone? What does not forbid it becomes a note."""
    listed = list(letters)
    return Verdict.of(
        reasons=[reason_of(letter) for letter in listed if not letter.may_drive],
        notes=[reason_of(letter) for letter in listed if letter.may_drive and letter.what.zh],
    )


def letters_on(facts: LicenceFacts, *, on: date) -> frozenset[str]:
    """The register's letters with what the day and the points add; "A" when nothing is left."""
    letters = set(facts.letters) - {"A"}
    if facts.points >= FULL_POINTS:
        letters.add("B")
    is_put_off = bool(letters & {"N", "P", "T"})
    is_gone = bool(letters & {"E", "F", "G", "R"})
    if facts.valid_until is not None and facts.valid_until < on and not is_put_off and not is_gone:
        letters.add("M")
    return frozenset(letters or {"A"})


def reason_of(letter: Letter) -> Reason:
    """The letter as a reason with its article."""
    return Reason(code=f"状态 {letter.code}", article=letter.article, what=letter.what, remedy=letter.remedy)
