"""UC-18, what a vehicle's file must hold, and why the destination may return a page of it (dossiers.Kind.may_return).

The words of the item types and the codes are those of the file's manifest (standards/vehiclefile). Which of them a
vehicle needs depends on what happened to it: a mortgage leaves its papers, an import has another proof than a factory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tongban.dossiers.records import ReturnCode
from tongban.laws import REGISTRATION, filled, ground
from tongban.standards.vehiclefile.items import CODES_WITH_TEXT, ITEM_TYPES
from tongban.standards.vehiclefile.items import RETURN_CODES as RETURN_NAMES
from tongban.transfers.rules.facts import VehicleFacts
from tongban.transfers.rules.findings import OK, Answer, Result, Situation, Whose
from tongban.verdicts import Text

ITEM_NAMES: Mapping[str, Text] = ITEM_TYPES
REQUIRED = ("certificate", "licence-card", "vin-rubbing", "origin-proof", "purchase-tax", "history")
IMPORTED_ORIGINS = "BEFGHI"  # 国产/进口: everything that came over a border


def required_items(vehicle: VehicleFacts) -> tuple[str, ...]:
    """The item types that this vehicle's file must have, in the order of the table."""
    wanted = {
        *REQUIRED,
        "import-proof" if vehicle.origin in IMPORTED_ORIGINS else "conformity",
        *(["customs"] if vehicle.origin in "GI" else []),
        *(["mortgage"] if vehicle.is_mortgaged else []),
    }
    return tuple(item for item in ITEM_NAMES if item in wanted)


def missing_items(vehicle: VehicleFacts, present: Iterable[str]) -> tuple[str, ...]:
    """The required types that are not among those present; () when the file is complete."""
    found = set(present)
    return tuple(item for item in required_items(vehicle) if item not in found)


def uc_18(case: Situation) -> Answer:
    """UC-18: is there an electronic file, and is it complete? Else the origin has a task, not the citizen."""
    if not case.deal.is_across:
        return OK
    if case.file.exists is None:
        return Answer(Result.NOT_YET, (ASKED,), Whose.ORIGIN)
    if not case.file.exists:
        return Answer(Result.ORIGIN_TASK, (NO_FILE,), Whose.ORIGIN)
    if not case.file.missing:
        return OK
    names = [ITEM_NAMES[item] for item in case.file.missing if item in ITEM_NAMES]
    reason = filled(
        INCOMPLETE,
        zh="、".join(name.zh for name in names),
        en=", ".join(inside(name.en) for name in names),
    )
    return Answer(Result.ORIGIN_TASK, (reason,), Whose.ORIGIN)


def inside(name: str) -> str:
    """An English name inside a sentence: with a small first letter, unless it begins with an abbreviation."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


NO_TASK_FOR_YOU = Text("由登记地车管所补齐，不用您做任何事。", "The present office completes it; you need do nothing.")
NO_FILE = ground("UC-18", REGISTRATION, "第八十七条", Text("这辆车还没有电子档案。", "The vehicle has no electronic file yet."), NO_TASK_FOR_YOU)  # fmt: skip
INCOMPLETE = ground("UC-18-part", REGISTRATION, "第八十七条", Text("电子档案缺少：{zh}。", "The electronic file lacks: {en}."), NO_TASK_FOR_YOU)  # fmt: skip
ASKED = ground("UC-18-unknown", REGISTRATION, "第八十七条", Text("正在向登记地车管所核对电子档案。", "The present office is being asked about the electronic file."), NO_TASK_FOR_YOU)  # fmt: skip


# --- returning a page (codes A1 to A9 are this platform's) --------------------------------------------------------
REMEDIES: dict[str, Text] = {
    "A1": Text("补扫缺少的页。", "Scan the missing page."),
    "A2": Text("重新扫描这一页。", "Scan this page again."),
    "A3": Text("补传拓印膜或者电子资料。", "Add the rubbing or the electronic image."),
    "A4": Text("核对后换上这辆车的照片。", "Check, and put in a photo of this vehicle."),
    "A5": Text("核对登记信息并更正。", "Check against the register and correct."),
    "A6": Text("核对所有人信息并更正。", "Check the owner's data and correct."),
    "A7": Text("补录排放标准和依据。", "Add the emission stage and its proof."),
    "A8": Text("重新封存并传送。", "Seal it again and send it."),
    "A9": Text("按说明处理。", "As the text says."),
}
RETURN_CODES: dict[str, ReturnCode] = {
    code: ReturnCode(code, name, REMEDIES[code], needs_text=code in CODES_WITH_TEXT)
    for code, name in RETURN_NAMES.items()
}
