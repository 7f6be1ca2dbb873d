"""What a division's digits say about where it is: the one module that compares them.

GB/T 2260 writes province, city and county as two digits each, and three kinds of place break the picture:

* **The municipalities** (北京 11, 天津 12, 上海 31, 重庆 50) are provinces and cities at once. Their districts stand under
  1101, 5001 ..., their counties under 1102, 5002 ...; these groups (市辖区, 县) are no place that anybody administers.
  Every district and county of a municipality has one city: the municipality (110000).
* **Counties directly under a province** (省直辖县级行政区划: 4190, 4290, 4690, 6590) share four digits and no city. Each
  is its own: 潜江 429005 is not 仙桃 429004.
* Everything else belongs to the city of its first four digits (320505 to 320500).

A place is given as a six-digit division, as an office's code of twelve digits (its first six are the division), or as the
two, four or six digits that its divisions begin with ("" is the whole country). Codes that no table has are
answered by their digits, so that divisions that ended long ago keep their city. No Django, no database, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable

MUNICIPALITIES = ("11", "12", "31", "50")
GROUPS = ("01", "02")  # 市辖区 and 县 of a municipality
DIRECTLY_UNDER = "90"  # 省直辖县级行政区划
COUNTRY = ""


def city_of(place: str) -> str:
    """The city of a place as six digits: whose vehicle office registers for it and whose rules bind there.

    500229 and 500103 to 500000, 429005 to itself, 320505 to 320500. A province, and the group of counties under one
    (429000), is in no city and is given back as it is.
    """
    digits = digits_of(place)
    if digits[:2] in MUNICIPALITIES:
        return f"{digits[:2]}0000"
    if digits[2:4] == DIRECTLY_UNDER:
        return digits.ljust(6, "0")
    return digits[:4].ljust(6, "0")


def is_city(place: str) -> bool:
    """True for what is a city of its own: 320500, 500000, 429005; not for a district, a province or a group."""
    digits = digits_of(place)
    if digits[:2] in MUNICIPALITIES:
        return len(digits) == 2 and place[2:6] in ("", "0000")
    if digits[2:4] == DIRECTLY_UNDER:
        return len(digits) == 6
    return len(digits) == 4


def is_group(place: str) -> bool:
    """True for what only groups others under a province and is administered by nobody: 110100, 500200, 429000."""
    digits = place[:6].ljust(6, "0")
    groups = GROUPS if digits[:2] in MUNICIPALITIES else (DIRECTLY_UNDER,)
    return digits[2:4] in groups and digits[4:] == "00"


def province_of(place: str) -> str:
    """The two digits of its province."""
    return place[:2]


def region_of(office: str) -> str:
    """The six-digit division in an office's code of twelve digits."""
    return office[:6]


def contains(area: str, place: str) -> bool:
    """True if the place lies in the area or is the area itself.

    The group of a municipality stands for the municipality: 5001 contains 500229, and an office with the code
    500100000000 is the municipality's.
    """
    return digits_of(place).startswith(digits_of(area))


def digits_of(area: str) -> str:
    """What the codes of all divisions and offices inside an area begin with: "", two, four or six digits."""
    digits = area[:6]
    while digits.endswith("00"):
        digits = digits[:-2]
    if digits[:2] in MUNICIPALITIES and digits[2:] in GROUPS:
        return digits[:2]
    return digits


def widening(place: str) -> tuple[str, ...]:
    """The prefixes of all areas that contain a place, the narrowest first, the country ("") last."""
    digits = digits_of(place)
    chain = [digits[:length] for length in (6, 4) if len(digits) >= length]
    if digits[:2] in MUNICIPALITIES:
        chain += [digits[:2] + group for group in GROUPS]
    return tuple(dict.fromkeys([*chain, digits[:2], COUNTRY]))


def widest(areas: Iterable[str]) -> tuple[str, ...]:
    """The areas without those that lie inside another of them, the widest first."""
    found: list[str] = []
    for area in sorted(set(areas), key=lambda one: (len(digits_of(one)), one)):
        if not any(contains(wider, area) for wider in found):
            found.append(area)
    return tuple(found)
