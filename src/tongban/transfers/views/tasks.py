"""What an office has to do in a case, verb first, with the reason under it; and which of it this officer may do.

For the queue, the case page and the inspector's list. What it is stands in the stages' rows; here is what the file, or
suspicion, adds.
"""

from __future__ import annotations

from collections.abc import Iterable

from tongban.cases.table import Said
from tongban.dossiers.records import ItemView, PageView
from tongban.offices.records import Duty, OfficerRecord
from tongban.transfers.queries import CaseView, QueueRow
from tongban.transfers.queries.matters import CASE_DUTIES
from tongban.transfers.rules.archive import RETURN_CODES, inside
from tongban.transfers.stages import TABLE, Actor, Stage, row_of
from tongban.verdicts import Text

SHORT_NAMES: dict[str, Text] = {  # as people in the archive say them
    "vin-rubbing": Text("拓印膜", "rubbing"),
    "certificate": Text("登记证书", "certificate"),
    "origin-proof": Text("来历证明", "proof of origin"),
    "purchase-tax": Text("购置税证明", "purchase tax"),
    "conformity": Text("合格证", "conformity"),
    "history": Text("登记记录", "history"),
}


def task_of(case: CaseView | QueueRow, items: Iterable[ItemView] = ()) -> Said:
    """The next act of a case, verb first, and the reason. items: the file's documents, wanted in NEEDS_PAPERS alone."""
    found = list(items)
    match case.stage:
        case Stage.FILE_REQUESTED if any(one.is_missing for one in found):
            return to_scan([one for one in found if one.is_missing])
        case Stage.FILE_RETURNED if asked := asked_again(found):
            return to_repair(asked)
        case Stage.FILE_CHECK:
            return to_check(found)
        case Stage.REVIEW if case.is_onsite_open:
            return CHECK_ONSITE
    return row_of(case).task


def to_scan(missing: list[ItemView]) -> Said:
    """The origin's task while paper lacks."""
    names = [SHORT_NAMES.get(one.type, one.name) for one in missing]
    names_zh = "、".join(name.zh for name in names)
    names_en = ", ".join(inside(name.en) for name in names)
    return Said(
        Text(f"扫描 {len(missing)} 种纸质材料", f"Scan {counted(len(missing), 'kind')} of paper"),
        Text(f"缺：{names_zh}", f"Missing: {names_en}"),
    )


def counted(number: int, word: str) -> str:
    """So many of what the English word names."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def asked_again(items: list[ItemView]) -> list[PageView]:
    """The pages that came back and are not scanned anew yet."""
    return [page for one in items for page in one.pages if page.returned and not page.is_repaired]


def to_repair(asked: list[PageView]) -> Said:
    """The origin's task after pages came back: only these."""
    page = asked[0]
    code = RETURN_CODES[page.returned]
    if len(asked) == 1:
        return Said(
            Text(f"补扫第 {page.number} 页，重新封发", f"Scan page {page.number} again, seal and send"),
            Text(f"对方退回：{code.code} {code.what.zh}", f"Returned: {code.code} {code.what.en}"),
        )
    return Said(
        Text(f"补扫 {len(asked)} 页，重新封发", f"Scan {len(asked)} pages again, seal and send"),
        Text(f"对方退回：{code.code} {code.what.zh}等", f"Returned: {code.code} {code.what.en} and others"),
    )


def to_check(items: list[ItemView]) -> Said:
    """The destination's task: the whole file, or only what was repaired."""
    what = TABLE.stages[Stage.FILE_CHECK].task.title
    pages = sum(len(one.pages) for one in items)
    if repaired := sum(page.is_repaired for one in items for page in one.pages):
        return Said(
            what,
            Text(f"补来 {repaired} 页，其余没有变", f"{counted(repaired, 'page')} came again; the rest is unchanged"),
        )
    present = sum(bool(one.pages) for one in items)
    return Said(
        what,
        Text(f"{present} 份 {pages} 页，已签收", f"{counted(present, 'document')}, {counted(pages, 'page')}, received"),
    )


CHECK_ONSITE = Said(
    Text("现场核对后再审核", "Check on site, then review"), Text("有嫌疑情形（第七十四条）", "Suspicion (Article 74)")
)


# --- who may do what now -------------------------------------------------------------------------------------------
def holds(officer: OfficerRecord, duty: Duty, office: str) -> bool:
    """The officer holds the duty for that office's region."""
    return officer.may(duty, region=office)


def panels_of(case: CaseView, officer: OfficerRecord) -> tuple[str, ...]:
    """The names of what this officer may do in the case now, the main one first."""
    row = row_of(case)
    ends = {Actor.ORIGIN: str(case.origin.code), Actor.DESTINATION: str(case.destination.code)}
    mine = ends[Actor(row.office)]
    is_onsite = case.is_open and case.is_onsite_open
    asked = (
        *((desk.panel, holds(officer, desk.duty, ends[Actor(desk.place)])) for desk in row.desks),
        ("clear", is_onsite and holds(officer, Duty.WINDOW, mine)),
        ("refuse", row.refuses is not None and holds(officer, row.refuses, mine)),
        (
            "onsite",
            case.is_open and not case.is_onsite_open and any(holds(officer, duty, mine) for duty in CASE_DUTIES),
        ),
    )
    return tuple(name for name, is_so in asked if is_so)
