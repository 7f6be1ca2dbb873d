"""A decision and its replay: the same facts, the same day, the same rules, and whether the answer is the same."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from tongban.identifiers import spelling
from tongban.transfers.models import Transfer
from tongban.transfers.queries import facts
from tongban.transfers.rules import invoice, policies, precheck
from tongban.transfers.rules.facts import DealFacts, FileFacts, Parties, PartyFacts, Settings, VehicleFacts
from tongban.transfers.rules.precheck import Precheck
from tongban.verdicts import Text

GONE = frozenset({"annulled_for_fraud_on", "fuel", "office", "owner_count", "is_owner"})
"""Facts of decisions of 0.2.0 that nothing ever told, or that no rule asks for."""


def snapshot(row: Transfer, *, on: date) -> dict[str, Any]:
    """Everything that the questions are given, as JSON."""
    case = facts.situation(row, on=on)
    asked = ("vehicle", "parties", "deal", "file", "policies", "settings", "on")
    return {name: plain(getattr(case, name)) for name in asked}


def replay(row: Transfer) -> Precheck:
    """Ask the questions again as they were asked at the decision: under the rules of that day, with those facts."""
    assert row.decision is not None
    given = row.decision["facts"]
    deal = dict(given["deal"])
    bill = deal.pop("invoice")
    parties = given["parties"]
    return precheck.check(
        vehicle=VehicleFacts(**dates(given["vehicle"]) | sets(given["vehicle"])),
        parties=Parties(
            seller=PartyFacts(**dates(parties["seller"])),
            buyer=None if parties["buyer"] is None else PartyFacts(**dates(parties["buyer"])),
        ),
        deal=DealFacts(**dates(deal), invoice=None if bill is None else invoice.from_json(bill)),
        file=FileFacts(exists=given["file"]["exists"], missing=tuple(given["file"]["missing"])),
        policies=[policy(one) for one in given["policies"]],
        on=spelling.day(given["on"]),
        settings=Settings(**given["settings"]),
    )


def policy(stored: dict[str, Any]) -> policies.CityPolicy:
    """A policy of a snapshot."""
    values = dates(stored) | {"kind": policies.Kind(stored["kind"]), "text": Text(**stored["text"])}
    return policies.CityPolicy(**values)


def dates(stored: dict[str, Any]) -> dict[str, Any]:
    """The object with its days as days; fields that hold one end in _on, _until, _since or _day."""
    return {
        name: spelling.day(value) if isinstance(value, str) and value and is_day(name) else value
        for name, value in stored.items()
        if name not in GONE
    }


def sets(stored: dict[str, Any]) -> dict[str, Any]:
    """The vehicle's fields that JSON has no kind for."""
    return {
        "letters": frozenset(stored["letters"]),
        "transfers_on": tuple(spelling.day(day) for day in stored["transfers_on"]),
    }


def is_day(name: str) -> bool:
    """True for the name of a field that holds a day."""
    return name.endswith(("_on", "_until", "_since", "_day")) and name != "transfers_on"


def plain(value: Any) -> Any:  # noqa: PLR0911 - a table of types
    """A record of the rules as JSON."""
    match value:
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case list() | tuple():
            return [plain(one) for one in value]
        case dict():
            return {name: plain(one) for name, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in asdict(value)}
    return value
