"""准驾车型 and the ISO/IEC 18013-1 categories: two alphabets that must not be mixed up.

Domestic C1 is a small car, ISO C1 a lorry of 3.5 to 7.5 t. The mDL's `driving_privileges` carries ISO
categories by the reviewed table below; the domestic classes travel untranslated in the CN namespace. The
table needs the authority's sign-off (credentials facts 2.3), so it is data with its reviewer and date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tongban.errors import Malformed
from tongban.verdicts import Text

CLASS = re.compile(r"A[123]|B[12]|C[1-6]|[DEFMNP]")
AUTOMATIC_ONLY = "78"  # ISO/IEC 18013-2 restriction code: automatic transmission only


@dataclass(frozen=True)
class Category:
    """An ISO vehicle category with its restriction codes."""

    code: str
    restrictions: tuple[str, ...] = ()


ISO_CATEGORIES: dict[str, tuple[Category, ...]] = {
    "A1": (Category("D"),),
    "A2": (Category("CE"),),
    "A3": (Category("D"),),
    "B1": (Category("D1"),),
    "B2": (Category("C"),),
    "C1": (Category("B"),),
    "C2": (Category("B", (AUTOMATIC_ONLY,)),),
    "C3": (),
    "C4": (),
    "C5": (Category("B", (AUTOMATIC_ONLY,)),),
    "C6": (Category("BE"),),
    "D": (Category("A"),),
    "E": (Category("A"),),
    "F": (Category("AM"),),
    "M": (),
    "N": (),
    "P": (),
}
TABLE_REVIEWED = "2026-11-22, proposal: not yet signed off by an authority"

CLASS_NAMES: dict[str, Text] = {
    "A1": Text("大型客车", "Large bus"),
    "A2": Text("重型牵引挂车", "Heavy tractor and trailer"),
    "A3": Text("城市公交车", "City bus"),
    "B1": Text("中型客车", "Medium bus"),
    "B2": Text("大型货车", "Large truck"),
    "C1": Text("小型汽车", "Small car"),
    "C2": Text("小型自动挡汽车", "Small automatic car"),
    "C3": Text("低速载货汽车", "Low-speed truck"),
    "C4": Text("三轮汽车", "Three-wheeled vehicle"),
    "C5": Text("残疾人专用小型自动挡载客汽车", "Adapted small automatic car"),
    "C6": Text("轻型牵引挂车", "Light tractor and trailer"),
    "D": Text("普通三轮摩托车", "Three-wheeled motorcycle"),
    "E": Text("普通二轮摩托车", "Motorcycle"),
    "F": Text("轻便摩托车", "Moped"),
    "M": Text("轮式专用机械车", "Wheeled machine"),
    "N": Text("无轨电车", "Trolleybus"),
    "P": Text("有轨电车", "Tram"),
}
COVERS: dict[str, tuple[str, ...]] = {
    "A1": ("A3", "B1", "B2", "C1", "C2", "C3", "C4", "M"),
    "A2": ("B1", "B2", "C1", "C2", "C3", "C4", "C6", "M"),
    "A3": ("C1", "C2", "C3", "C4"),
    "B1": ("C1", "C2", "C3", "C4", "M"),
    "B2": ("C1", "C2", "C3", "C4", "M"),
    "C1": ("C2", "C3", "C4"),
    "C3": ("C4",),
    "D": ("E", "F"),
    "E": ("F",),
}


def parse_classes(text: str) -> tuple[str, ...]:
    """The classes of a concatenated 准驾车型 such as "A2D"; Malformed when something is left over."""
    classes = tuple(CLASS.findall(text))
    if "".join(classes) != text or not classes:
        raise Malformed("licence-class.malformed", "expected classes such as C1 or A2D")
    return classes


def covered(classes: tuple[str, ...]) -> tuple[str, ...]:
    """Every class that a holder of `classes` may drive, in the order of the official table."""
    held = set(classes)
    for code in classes:
        held.update(COVERS.get(code, ()))
    return tuple(code for code in CLASS_NAMES if code in held)


def iso_categories(classes: tuple[str, ...]) -> tuple[Category, ...]:
    """The ISO categories of `classes`, without repetition; an unrestricted category wins over a restricted."""
    found: dict[str, Category] = {}
    for code in classes:
        for category in ISO_CATEGORIES[code]:
            if category.code not in found or not category.restrictions:
                found[category.code] = category
    return tuple(found.values())
