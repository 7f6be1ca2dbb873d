"""The code tables of the traffic authority (codes.json) and the two codes that are written as strings of codes.

Letters: 驾驶证状态 and 机动车状态 are sets written as a string, "BDJ"; A (正常) stands alone.
Classes: 准驾车型 are concatenated, "A2D", "C1C6E".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

from tongban.errors import Malformed
from tongban.registers.records import NORMAL

CLASS = re.compile(r"A[123]|B[12]|C[1-6]|[DEFMNP]")


class Table(StrEnum):
    """The tables by their name in codes.json."""

    DRIVER_STATUS = "driver_status"
    VEHICLE_STATUS = "vehicle_status"
    LICENCE_CLASS = "licence_class"
    PLATE_KIND = "plate_type"
    VEHICLE_TYPE = "vehicle_type"
    USE = "use_nature"
    COLOUR = "body_colour"
    FUEL = "fuel"
    EMISSION = "emission"
    ORIGIN = "origin"


def names(table: Table) -> Mapping[str, str]:
    """All codes of a table with their official Chinese names."""
    return MappingProxyType(_tables()[table.value])


def name(table: Table, code: str) -> str:
    """The official Chinese name of a code; Malformed("code.unknown") if the table has no such code."""
    try:
        return _tables()[table.value][code]
    except KeyError:
        raise Malformed("code.unknown", f"expected a code of the table {table.value}") from None


def letters(text: str, *, table: Table) -> frozenset[str]:
    """The status set written as `text`; Malformed("status.malformed") unless it is A alone or other known letters."""
    found = frozenset(text)
    is_known = found <= set(_tables()[table.value])
    is_single = len(found) == len(text)
    if not text or not is_known or not is_single or (NORMAL in found and len(found) > 1):
        raise Malformed("status.malformed", f"expected A alone, or letters of the table {table.value} without A")
    return found


def letters_text(found: Iterable[str]) -> str:
    """The set as it is stored and written: sorted letters, "A" when there is none."""
    return "".join(sorted(set(found) - {NORMAL})) or NORMAL


def classes(text: str) -> tuple[str, ...]:
    """The classes concatenated in `text`, in their order; Malformed("classes.malformed") on anything else."""
    found = tuple(CLASS.findall(text))
    if not found or "".join(found) != text or len(set(found)) != len(found):
        raise Malformed("classes.malformed", "expected 准驾车型 one after the other, such as C1 or A2D, each once")
    return found


@cache
def _tables() -> dict[str, dict[str, str]]:
    document = json.loads(resources.files("tongban.registers").joinpath("codes.json").read_text("utf-8"))
    return {table.value: document["tables"][table.value]["items"] for table in Table}
