"""The table of regions (GB/T 2260) with its history, read once from the committed file and kept in memory; no database.

Divisions that ended stay in it: identity numbers, histories and records name them for ever. Lists of what may be chosen
(`under`, `cities`) leave them out, and `standing` refuses them.
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from tongban.errors import Malformed, NotFound
from tongban.identifiers import spelling
from tongban.offices import places
from tongban.offices.records import Region

GROUP_NAMES = ("市辖区", "县")
FOLDER = Path(__file__).resolve().parent

PROVINCES_EN = {
    "11": "Beijing", "12": "Tianjin", "13": "Hebei", "14": "Shanxi", "15": "Inner Mongolia", "21": "Liaoning",
    "22": "Jilin", "23": "Heilongjiang", "31": "Shanghai", "32": "Jiangsu", "33": "Zhejiang", "34": "Anhui",
    "35": "Fujian", "36": "Jiangxi", "37": "Shandong", "41": "Henan", "42": "Hubei", "43": "Hunan",
    "44": "Guangdong", "45": "Guangxi", "46": "Hainan", "50": "Chongqing", "51": "Sichuan", "52": "Guizhou",
    "53": "Yunnan", "54": "Tibet", "61": "Shaanxi", "62": "Gansu", "63": "Qinghai", "64": "Ningxia",
    "65": "Xinjiang", "71": "Taiwan", "81": "Hong Kong", "82": "Macao", "99": "Example Province",
}  # fmt: skip


@cache
def table() -> dict[str, Region]:
    """Every region by its six-digit code, in the order of the codes, also those that ended. A code that one division bore
    after another has the later. Only outside production: also province 99."""
    files = ["regions.csv"] if settings.MODE == "production" else ["regions.csv", "specimen.csv"]
    rows: dict[str, Region] = {}
    for file in files:
        with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                rows[row["code"]] = Region(
                    code=row["code"],
                    name=row["name"],
                    level=_level(row["code"]),
                    since=row.get("since", ""),
                    until=row.get("until", ""),
                    successors=tuple(row.get("successors", "").split()),
                    source=row.get("source", ""),
                )
    return rows


@cache
def as_of() -> date:
    """The day to which the table's history goes; what was founded or ended later it does not know."""
    return spelling.day((FOLDER / "as_of.txt").read_text("utf-8").strip())


@cache
def _codes() -> list[str]:
    return sorted(code for code, region in table().items() if not region.is_former)


def region(code: str) -> Region:
    """The region with that six-digit code, also one that ended; NotFound("region.unknown") if there never was one."""
    found = table().get(code)
    if found is None:
        raise NotFound("region.unknown", "no division of GB/T 2260 has this code")
    return found


def standing(code: str) -> Region:
    """The same for something new: a division that ended is Malformed("region.ended"), which names its successors."""
    found = region(code)
    if found.is_former:
        instead = f"; now {', '.join(found.successors)}" if found.successors else ""
        raise Malformed("region.ended", f"the division {code} ended in {found.until}{instead}")
    return found


def under(prefix: str, *, level: int | None = None) -> list[Region]:
    """The regions of today whose codes begin with `prefix` (any number of digits), of one level (1, 2, 3) if given."""
    codes = _codes()
    first, last = bisect_left(codes, prefix), bisect_left(codes, prefix + ":")
    found = [table()[code] for code in codes[first:last]]
    return found if level is None else [region for region in found if region.level == level]


def cities(area: str) -> list[Region]:
    """The cities of today inside an area, by code: prefectures, municipalities, and counties directly under a province."""
    return [region for region in under(places.digits_of(area)) if places.is_city(region.code)]


def full_name(code: str) -> str:
    """The name with those above it, e.g. "江苏省苏州市虎丘区"; what only groups others (市辖区, 县 of the municipalities,
    省直辖县级行政区划) is left out."""
    parts = [f"{prefix:0<6}" for prefix in reversed(places.widening(code)) if prefix]
    names = [table()[part].name for part in dict.fromkeys(parts) if part in table() and not places.is_group(part)]
    spoken = [name for name in names if name not in GROUP_NAMES]
    return "".join(name.removeprefix(before) for before, name in zip(["", *spoken], spoken, strict=False))


def _level(code: str) -> int:
    if code.endswith("0000"):
        return 1
    return 2 if code.endswith("00") else 3
