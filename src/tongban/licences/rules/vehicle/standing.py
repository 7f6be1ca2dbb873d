"""VL-04: how does the vehicle stand today? The worst of its letters and of what the two dates say.

The dates are looked at as well as the letters: the register's nightly run may not have set Q yet, and the law does not
wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tongban.credentials.records import Entitlement
from tongban.licences.rules.letters import Display, Letter
from tongban.licences.rules.standing import DISPLAY_ORDER, ENTITLEMENT_ORDER
from tongban.licences.rules.vehicle.conditions import ABNORMAL, CONDITIONS, GONE, UNINSURED, condition, for_holder
from tongban.licences.rules.vehicle.facts import VehicleFacts
from tongban.verdicts import Reason, Text, Verdict


@dataclass(frozen=True)
class VehicleStanding:
    """The answer: may the vehicle be on the road, what does the phone show, what do the lists say.

    conditions: sorted codes of CONDITIONS, those that follow from the day included. may_be_driven: reasons are
    grounds against it, notes are open matters that do not forbid it.
    """

    conditions: tuple[str, ...]
    display: Display
    entitlement: Entitlement
    may_be_driven: Verdict

    @property
    def letters(self) -> frozenset[str]:
        """The conditions that are letters of 机动车状态; {"A"} when there is none."""
        return frozenset(code for code in self.conditions if len(code) == 1) or frozenset("A")

    @property
    def name(self) -> Text:
        """The conditions in words, as on the face of the licence."""
        named = [condition(code).name for code in self.conditions]
        return Text("、".join(name.zh for name in named), ", ".join(name.en for name in named))

    @property
    def for_holder(self) -> VehicleStanding:
        """The same standing in the words that its holder may read."""
        codes = for_holder(self.conditions)
        return replace(self, conditions=codes, may_be_driven=verdict_of_conditions(codes))


def vehicle_standing(facts: VehicleFacts, *, on: date) -> VehicleStanding:
    """The standing on the Chinese calendar day `on`. Raises KeyError for a letter that no table knows."""
    listed = [CONDITIONS[code] for code in sorted(conditions_on(facts, on=on))]
    return VehicleStanding(
        conditions=tuple(one.code for one in listed),
        display=max((one.display for one in listed), key=DISPLAY_ORDER.index),
        entitlement=max((one.entitlement for one in listed), key=ENTITLEMENT_ORDER.index),
        may_be_driven=verdict_of_conditions(one.code for one in listed),
    )


def verdict_of_conditions(codes: Iterable[str]) -> Verdict:
    """May the vehicle be on the road, by its conditions alone? What does not forbid it becomes a note."""
    listed = [condition(code) for code in codes]
    return Verdict.of(
        reasons=[reason_of(one) for one in listed if not one.may_drive],
        notes=[reason_of(one) for one in listed if one.may_drive and one.what.zh],
    )


def conditions_on(facts: VehicleFacts, *, on: date) -> frozenset[str]:
    """The register's letters with what the day adds; "A" when nothing is left."""
    found = set(facts.letters) - {"A"}
    if not found & GONE:
        if facts.inspected_until < on:
            found.add("Q")
        if facts.insured_until < on:
            found.add(UNINSURED)
    return frozenset(found or {"A"})


def reason_of(one: Letter) -> Reason:
    """The condition as a reason with its article."""
    code = {UNINSURED: "交强险", ABNORMAL.code: "状态"}.get(one.code, f"状态 {one.code}")
    return replace(one.reason, code=code)
