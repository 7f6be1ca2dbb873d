"""The columns of the import files: what each must hold, and what it becomes. Pure; docs/operate/import.md lists them.

A column's reader takes the text of a cell and returns the value, or raises Malformed with what was expected.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tongban.errors import Malformed
from tongban.identifiers import (
    CardCoreNumber,
    CreditCode,
    FileNumber,
    IdentityNumber,
    LicenceNumber,
    OfficeCode,
    Plate,
    Vin,
    is_person,
    spelling,
)
from tongban.registers import codes
from tongban.registers.codes import Table
from tongban.registers.files import Fault, Row
from tongban.registers.records import Owner, Sex, owner_number
from tongban.registers.rules.drivers import FULL, OVER
from tongban.registers.rules.endings import ENDINGS

PERMANENT = "长期"
VINS_ONLY_SINCE = date(2001, 1, 1)  # own value: VINs are demanded of new cars since 1999, stock was sold after
MOST_CO_OWNERS = 20


@dataclass(frozen=True)
class Column:
    """One column. default: the text that stands in when the cell is empty or absent; None makes it required."""

    read: Callable[[str], Any]
    expected: str
    default: str | None = None


@dataclass(frozen=True)
class Layout:
    """The columns of one register; keys: groups of columns that no two rows may share, the first finds the row.

    warn: by column, what is taken as it is and told.
    """

    columns: Mapping[str, Column]
    keys: tuple[tuple[str, ...], ...]
    check: Callable[[Mapping[str, Any], date], tuple[str, str] | None]
    warn: Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]] = lambda _: ()

    @property
    def required(self) -> list[str]:
        """The names of the columns that must be there."""
        return [name for name, column in self.columns.items() if column.default is None]


def read(row: Row, *, layout: Layout, on: date) -> tuple[dict[str, Any], list[Fault]]:
    """The values of a row and every fault in it; the values are complete only when there is no fault. on: the day of
    the import, after which nobody was born and nothing was registered."""
    values, faults = {}, []
    for name, column in layout.columns.items():
        text = row.fields.get(name, "") or (column.default if column.default is not None else "")
        try:
            if not text and column.default is None:
                raise Malformed("import.empty-field")
            values[name] = column.read(text)
        except Malformed as problem:
            # What speaks against a name is said in words: nobody sees the character.
            why = problem.detail if problem.code == "name.malformed" else f"expected {column.expected}"
            faults.append(Fault(row.line, name, why))
        except (ValueError, KeyError):
            faults.append(Fault(row.line, name, f"expected {column.expected}"))
    if not faults and (wrong := layout.check(values, on)):
        faults.append(Fault(row.line, *wrong))
    return values, faults


def _text(most: int) -> Callable[[str], str]:
    """A name, an address or a remark in its one spelling."""

    def take(text: str) -> str:
        if len(spelt := spelling.name(text)) > most:
            raise ValueError
        return spelt

    return take


def _code(table: Table) -> Callable[[str], str]:
    def take(text: str) -> str:
        codes.name(table, text)
        return text

    return take


def _letters_of(table: Table, most: int) -> Callable[[str], str]:
    """Several one-letter codes in one cell, such as fuel AC."""

    def take(text: str) -> str:
        if len(text) > most or len(set(text)) != len(text):
            raise ValueError
        for letter in text:
            codes.name(table, letter)
        return text

    return take


def _status(table: Table) -> Callable[[str], str]:
    return lambda text: codes.letters_text(codes.letters(text, table=table))


def _day(text: str) -> date:
    day = spelling.day(text)
    if not 1900 <= day.year <= 2200:
        raise ValueError
    return day


def _whole(least: int, most: int) -> Callable[[str], int]:
    def take(text: str) -> int:
        return spelling.whole(spelling.spelled(text), least=least, most=most)

    return take


def _sex(text: str) -> int:
    return {"1": Sex.MALE, "2": Sex.FEMALE, "男": Sex.MALE, "女": Sex.FEMALE}[text].value


def _country(text: str) -> str:
    if not (len(text) == 2 and text.isascii() and text.isalpha() and text.isupper()):
        raise ValueError
    return text


def _co_owners(text: str) -> list[dict[str, str]]:
    try:
        found = json.loads(text)
    except RecursionError:
        raise ValueError from None
    if not isinstance(found, list) or len(found) > MOST_CO_OWNERS:
        raise ValueError
    for one in found:
        if not isinstance(one, dict) or not all(isinstance(value, str) for value in one.values()):
            raise ValueError
        if not {"name", "number"} <= one.keys() <= {"name", "number", "address"}:
            raise ValueError
    return [asdict(Owner(**one)) for one in found]


def _told(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """A cell that may be empty, which means: not told, so what the register has stays."""
    return lambda text: read(text) if text else None


def _digits(length: int) -> Callable[[str], str]:
    def take(text: str) -> str:
        digits = spelling.spelled(text)
        if len(digits) != length or not spelling.is_digits(digits):
            raise ValueError
        return digits

    return take


def _yes(text: str) -> bool:
    return {"0": False, "1": True, "false": False, "true": True}[text]


def _check_driver(values: Mapping[str, Any], on: date) -> tuple[str, str] | None:
    told, born = values["born"], values["number"].born or values["born"]
    if born is None:
        return "born", "expected the birth date, which this kind of number does not hold"
    from_day, until = values["valid_from"], values["valid_until"] or date.max
    checks = (
        ("born", told in (None, born), "the birth date in the licence number"),
        ("born" if told else "number", born <= on, "a birth date not after today"),
        ("first_issued", values["first_issued"] <= on, "a day not after today"),
        ("valid_until", until >= from_day, "a day not before valid_from"),
        ("first_issued", values["first_issued"] <= from_day, "a day not after valid_from"),
        ("first_issued", values["first_issued"] > born, "a day after the birth date"),
        ("health_proof_on", (values["health_proof_on"] or on) <= on, "a day not after today"),
        ("ended_for", _has_letter(values), "a ground whose letter is in letters, with its day"),
        ("letters", (OVER in values["letters"]) == (values["points"] >= FULL), "B exactly when points are 12 or more"),
    )
    return next(((name, f"expected {what}") for name, is_right, what in checks if not is_right), None)


def _ending(text: str) -> str:
    if text not in ENDINGS:
        raise ValueError
    return text


def _has_letter(values: Mapping[str, Any]) -> bool:
    """False for the ground of an end whose letter is not there, or for a ground without a day."""
    ground = values["ended_for"]
    if ground is None:
        return True
    letters = {ENDINGS[ground].letter, *("G" if ENDINGS[ground].letter == "R" else "")}
    return values["ended_on"] is not None and bool(letters & set(values["letters"]))


def _is_born(number: str, on: date) -> bool:
    """False for a person's number with a birth date after the day."""
    born = IdentityNumber(number).born if IdentityNumber.is_right(number) else None
    return born is None or born <= on


def _check_vehicle(values: Mapping[str, Any], on: date) -> tuple[str, str] | None:
    others = {one["number"] for one in values["co_owners"] or ()}
    checks = (
        ("registered_on", values["registered_on"] <= on, "a day not after today"),
        ("owner_since", (values["owner_since"] or on) <= on, "a day not after today"),
        ("owner_number", _is_born(values["owner_number"], on), "a birth date not after today"),
        ("co_owners", all(_is_born(number, on) for number in others), "birth dates not after today"),
        (
            "vin",
            values["vin"].is_standard or values["registered_on"] < VINS_ONLY_SINCE,
            f"a VIN of 17 characters for a vehicle registered since {VINS_ONLY_SINCE}",
        ),
        ("inspected_until", values["inspected_until"] >= values["registered_on"], "a day not before registered_on"),
        (
            "owner_since",
            (values["owner_since"] or date.max) >= values["registered_on"],
            "a day not before registered_on",
        ),
        ("mortgagee", values["is_mortgaged"] or not values["mortgagee"], "a mortgagee only where is_mortgaged is 1"),
        ("mortgagee_number", values["mortgagee"] or not values["mortgagee_number"], "a number only beside a mortgagee"),
        ("seized_by", "K" in values["letters"] or not values["seized_by"], "an authority only where letters has K"),
        ("co_owners", values["owner_number"] not in others, "owners besides the one in owner_number"),
    )
    return next(((name, f"expected {what}") for name, is_right, what in checks if not is_right), None)


def _warn_vehicle(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Numbers in force whose check character is another than their standard's: taken as they are, and told."""
    if values["vin"].is_standard and not values["vin"].has_right_check:
        yield "vin", "a check digit by GB 16735"
    others = [one["number"] for one in values["co_owners"] or ()]
    for name, numbers in (
        ("owner_number", [values["owner_number"]]),
        ("mortgagee_number", [values["mortgagee_number"]]),
        ("co_owners", others),
    ):
        codes_of = (one for one in numbers if one and not is_person(one) and CreditCode.is_right(one))
        if not all(CreditCode(one).has_right_check for one in codes_of):
            yield name, "a check character by GB 32100"


DAY = "a day as 2026-01-31"
OWNER_NUMBER = "the number of an identity document, or a unified social credit code"

DRIVERS = Layout(
    columns={
        "number": Column(LicenceNumber, LicenceNumber.expected),
        "name": Column(_text(100), "a name of 1 to 100 characters"),
        "name_latin": Column(_text(150), "at most 150 characters", default=""),
        "sex": Column(_sex, "1 or 男, 2 or 女"),
        "nationality": Column(_country, "two capital letters (GB/T 2659)", default="CN"),
        "born": Column(lambda text: _day(text) if text else None, DAY, default=""),
        "first_issued": Column(_day, DAY),
        "classes": Column(lambda text: "".join(codes.classes(text)), "准驾车型 such as C1 or A2D, each once"),
        "valid_from": Column(_day, DAY),
        "valid_until": Column(lambda text: None if text == PERMANENT else _day(text), f"{DAY}, or {PERMANENT}"),
        "file_number": Column(FileNumber, FileNumber.expected),
        "card_core_number": Column(CardCoreNumber, CardCoreNumber.expected),
        "office": Column(OfficeCode, OfficeCode.expected),
        "issuing_authority": Column(_text(100), "a name of 1 to 100 characters"),
        "address": Column(_text(300), "at most 300 characters", default=""),
        "remarks": Column(_text(300), "at most 300 characters", default=""),
        "letters": Column(_status(Table.DRIVER_STATUS), "驾驶证状态: A alone, or other letters", default="A"),
        "points": Column(_whole(0, 999), "a whole number from 0 to 999", default="0"),
        "health_proof_on": Column(_told(_day), f"{DAY}, or nothing", default=""),
        "ended_on": Column(_told(_day), f"{DAY}, or nothing", default=""),
        "ended_for": Column(_told(_ending), f"one of {', '.join(ENDINGS)}", default=""),
    },
    keys=(("number",), ("file_number",)),
    check=_check_driver,
)

VEHICLES = Layout(
    columns={
        "plate_kind": Column(_code(Table.PLATE_KIND), "a 号牌种类 of two digits"),
        "plate": Column(Plate, Plate.expected),
        "vin": Column(Vin, Vin.expected),
        "engine_number": Column(_text(30), "at most 30 characters", default=""),
        "model": Column(_text(60), "at most 60 characters", default=""),
        "owner_name": Column(_text(200), "a name of 1 to 200 characters"),
        "owner_number": Column(owner_number, OWNER_NUMBER),
        "owner_address": Column(_text(300), "at most 300 characters", default=""),
        "use": Column(_code(Table.USE), "a 使用性质 of one letter"),
        "type": Column(_code(Table.VEHICLE_TYPE), "a 车辆类型 such as K33"),
        "colour": Column(_letters_of(Table.COLOUR, 5), "车身颜色: 1 to 5 letters"),
        "fuel": Column(_letters_of(Table.FUEL, 5), "燃料: 1 to 5 letters"),
        "emission": Column(_code(Table.EMISSION), "排放: 0 to 6, or 99"),
        "origin": Column(_code(Table.ORIGIN), "国产/进口: one letter", default="A"),
        "seats": Column(_whole(0, 300), "a whole number from 0 to 300"),
        "total_mass_kg": Column(_whole(1, 500_000), "kilograms, 1 to 500000"),
        "length_mm": Column(_whole(1, 100_000), "millimetres, 1 to 100000"),
        "registered_on": Column(_day, DAY),
        "inspected_until": Column(_day, DAY),
        "insured_until": Column(_day, DAY),
        "scrapped_on": Column(lambda text: _day(text) if text else None, f"{DAY}, or nothing", default=""),
        "certificate_number": Column(_digits(12), "12 digits"),
        "office": Column(OfficeCode, OfficeCode.expected),
        "letters": Column(_status(Table.VEHICLE_STATUS), "机动车状态: A alone, or other letters", default="A"),
        "is_mortgaged": Column(_yes, "0 or 1", default="0"),
        "is_pledged": Column(_yes, "0 or 1", default="0"),
        "co_owners": Column(_told(_co_owners), 'JSON: [{"name": …, "number": …, "address": …}]', default=""),
        "mortgagee": Column(_told(_text(200)), "a name of at most 200 characters", default=""),
        "mortgagee_number": Column(_told(owner_number), OWNER_NUMBER, default=""),
        "seized_by": Column(_told(_text(100)), "the authority, at most 100 characters", default=""),
        "owner_since": Column(_told(_day), f"{DAY}, or nothing", default=""),
        "mileage_km": Column(_told(_whole(0, 9_999_999)), "kilometres, 0 to 9999999", default=""),
    },
    keys=(("plate_kind", "plate"), ("vin",)),
    check=_check_vehicle,
    warn=_warn_vehicle,
)
