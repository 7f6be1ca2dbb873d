"""What a code may say: the facts with their wire form, and the smallest set of them for each purpose.

docs/standards/licence-code.md section 4 is this table in words. A token holds exactly the facts of its
purpose: one more would disclose more than the holder chose, one less would leave a question unanswered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any
from uuid import UUID

from tongban.errors import Malformed

EPOCH = date(1970, 1, 1).toordinal()
LAST_DAY = date.max.toordinal() - EPOCH
CLASSES = re.compile(r"(?:A[123]|B[12]|C[1-6]|[DEFMNP]){1,17}", re.ASCII)
REVIEWS = ("in-order", "due", "overdue")
POINTS_BANDS = ("0", "1-5", "6-8", "9-11", "12")


class Purpose(IntEnum):
    """What a code is shown for; the number is the one on the wire."""

    ROADSIDE = 1
    RENTAL = 2
    FREIGHT = 3
    AGE = 4
    VEHICLE = 5

    @property
    def word(self) -> str:
        """The name in JSON, URLs and pages, e.g. "roadside"."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Purpose:
        """The purpose of that word; Malformed if there is none."""
        try:
            return cls[word.upper()]
        except KeyError as error:
            raise Malformed("qrcode.purpose", "expected roadside, rental, freight, age or vehicle") from error


@dataclass(frozen=True)
class Fact:
    """One kind of statement. is_right judges the wire form, which any bytes may claim to be."""

    key: int
    name: str
    to_wire: Callable[[Any], Any]
    is_right: Callable[[Any], bool]
    from_wire: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _is_text(longest: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and 0 < len(value.encode("utf-8", "surrogatepass")) <= longest


def _is_match(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_number(greatest: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and 0 <= value <= greatest


def _is_sixteen_bytes(value: Any) -> bool:
    return isinstance(value, bytes) and len(value) == 16


def _to_days(day: date) -> int:
    return day.toordinal() - EPOCH


def _from_days(days: int) -> date:
    return date.fromordinal(EPOCH + days)


def _days(key: int, name: str) -> Fact:
    return Fact(key, name, _to_days, _is_number(LAST_DAY), _from_days)


def _choice(key: int, name: str, words: tuple[str, ...]) -> Fact:
    return Fact(key, name, words.index, _is_number(len(words) - 1), words.__getitem__)


FACTS = (
    Fact(1, "name", _same, _is_text(60), _same),
    Fact(2, "classes", _same, _is_match(CLASSES), _same),
    _days(3, "valid_from"),
    Fact(
        4,
        "valid_until",
        lambda day: None if day is None else _to_days(day),
        lambda value: value is None or (type(value) is int and 0 <= value <= LAST_DAY),
        lambda value: None if value is None else _from_days(value),
    ),
    _days(5, "first_issued"),
    Fact(6, "number_last4", _same, _is_match(re.compile(r"[0-9]{3}[0-9X]", re.ASCII)), _same),
    Fact(7, "portrait_hash", _same, _is_sixteen_bytes, _same),
    Fact(8, "points", _same, _is_number(255), _same),
    Fact(
        9,
        "letters",
        lambda letters: "".join(sorted(letters)),
        lambda value: _is_match(re.compile(r"[A-Z]{1,26}", re.ASCII))(value) and list(value) == sorted(set(value)),
        frozenset,
    ),
    Fact(10, "licence", lambda value: value.bytes, _is_sixteen_bytes, lambda value: UUID(bytes=value)),
    _choice(11, "review", REVIEWS),
    _choice(12, "points_band", POINTS_BANDS),
    Fact(13, "age_over_18", _same, lambda value: type(value) is bool, _same),
    Fact(14, "may_drive", _same, _is_match(CLASSES), _same),
    Fact(15, "plate", _same, _is_text(20), _same),
    Fact(16, "plate_kind", _same, _is_match(re.compile(r"[0-9]{2}", re.ASCII)), _same),
    Fact(17, "vin_last6", _same, _is_match(re.compile(r"[0-9A-HJ-NPR-Z]{6}", re.ASCII)), _same),
    Fact(18, "model", _same, _is_text(60), _same),
    Fact(19, "owner", _same, _is_text(60), _same),
    Fact(20, "use", _same, _is_match(re.compile(r"[A-Z]", re.ASCII)), _same),
    _days(21, "registered_on"),
    _days(22, "inspected_until"),
    _days(23, "insured_until"),
)
BY_KEY = {fact.key: fact for fact in FACTS}
BY_NAME = {fact.name: fact for fact in FACTS}

# domain 3.5 "Minimum disclosure by scene"
SETS: Mapping[Purpose, frozenset[str]] = {
    Purpose.ROADSIDE: frozenset(
        [
            "name",
            "classes",
            "valid_from",
            "valid_until",
            "points",
            "letters",
            "number_last4",
            "portrait_hash",
            "licence",
        ]
    ),
    Purpose.RENTAL: frozenset(
        {"name", "may_drive", "valid_from", "valid_until", "first_issued", "number_last4", "portrait_hash"}
    ),
    Purpose.FREIGHT: frozenset({"name", "classes", "valid_from", "valid_until", "review", "points_band"}),
    Purpose.AGE: frozenset({"age_over_18"}),
    Purpose.VEHICLE: frozenset(
        [
            "plate",
            "plate_kind",
            "vin_last6",
            "model",
            "owner",
            "use",
            "registered_on",
            "inspected_until",
            "insured_until",
            "letters",
            "licence",
        ]
    ),
}
KEYS = {purpose: frozenset(BY_NAME[name].key for name in names) for purpose, names in SETS.items()}


def facts_to_wire(purpose: Purpose, claims: Mapping[str, Any]) -> dict[int, Any]:
    """The integer-keyed facts of a token. Malformed("qrcode.claims") unless they are exactly those of `purpose`."""
    if frozenset(claims) != SETS[purpose]:
        raise Malformed("qrcode.claims", f"expected exactly {', '.join(sorted(SETS[purpose]))}")
    wire: dict[int, Any] = {}
    for name, value in claims.items():
        fact = BY_NAME[name]
        try:
            wire[fact.key] = fact.to_wire(value)
        except (TypeError, ValueError, AttributeError) as error:
            raise Malformed("qrcode.claims", f"{name} is not of its type") from error
        if not fact.is_right(wire[fact.key]):
            raise Malformed("qrcode.claims", f"{name} is out of its range")
    return wire


def facts_from_wire(purpose: Purpose, wire: Any) -> dict[str, Any]:
    """The facts by name, typed (dates, UUID, frozenset of letters). Malformed for any other set or form."""
    if not isinstance(wire, dict) or wire.keys() != KEYS[purpose] or set(map(type, wire)) != {int}:
        raise Malformed("qrcode.claims", "expected exactly the facts of the purpose")
    facts: dict[str, Any] = {}
    for key, value in wire.items():
        fact = BY_KEY[key]
        if not fact.is_right(value):
            raise Malformed("qrcode.claims", f"{fact.name} is out of its range")
        facts[fact.name] = fact.from_wire(value)
    return facts
