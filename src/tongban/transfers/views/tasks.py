"""What an office has to do in a case, verb first, with the reason under it; and which of it this officer may do.

One table for the queue, the case page and the inspector's list: nothing else in the pages asks for a stage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tongban.offices.records import Duty, OfficerRecord
from tongban.transfers.queries import CaseView, QueueRow
from tongban.transfers.queries.files import ItemView
from tongban.transfers.queries.matters import CASE_DUTIES
from tongban.transfers.rules.archive import RETURN_CODES, inside
from tongban.transfers.stages import AT_ORIGIN, REFUSABLE, Ground, Stage, Way
from tongban.verdicts import Text

SHORT_NAMES: dict[str, Text] = {  # as people in the archive say them
    "vin-rubbing": Text("拓印膜", "rubbing"),
    "certificate": Text("登记证书", "certificate"),
    "origin-proof": Text("来历证明", "proof of origin"),
    "purchase-tax": Text("购置税证明", "purchase tax"),
    "conformity": Text("合格证", "conformity"),
    "history": Text("登记记录", "history"),
}
FILE_STAGES = (Stage.FILE_REQUESTED, Stage.FILE_RETURNED, Stage.FILE_CHECK)


@dataclass(frozen=True)
class Task:
    """what: the act, verb first. why: the reason under it."""

    what: Text
    why: Text


def task_of(case: CaseView | QueueRow, items: Iterable[ItemView] = ()) -> Task:
    """The next act of a case. items: the file's documents, wanted only in FILE_STAGES."""
    found = list(items)
    match case.stage:
        case Stage.FILE_REQUESTED:
            return to_send([one for one in found if one.is_missing])
        case Stage.FILE_RETURNED:
            return to_repair(found)
        case Stage.FILE_CHECK:
            return to_check(found)
        case Stage.APPROVED if case.ground is Ground.STOCK:
            return ENDORSE
        case Stage.REVIEW if case.is_onsite_open:
            return CHECK_ONSITE
    return TASKS[case.stage]


def to_send(missing: list[ItemView]) -> Task:
    """The origin's task: scan what lacks, or look through the list and release."""
    if not missing:
        return Task(
            Text("核对目录，封发档案", "Check the list, seal and send the file"),
            Text("电子档案齐全", "The electronic file is complete"),
        )
    names = [SHORT_NAMES.get(one.type, one.name) for one in missing]
    names_zh = "、".join(name.zh for name in names)
    names_en = ", ".join(inside(name.en) for name in names)
    return Task(
        Text(f"扫描 {len(missing)} 种纸质材料", f"Scan {counted(len(missing), 'kind')} of paper"),
        Text(f"缺：{names_zh}", f"Missing: {names_en}"),
    )


def counted(number: int, word: str) -> str:
    """So many of what the English word names."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def to_repair(items: list[ItemView]) -> Task:
    """The origin's task after pages came back: only these."""
    asked = [(one, page) for one in items for page in one.pages if page.returned and not page.is_repaired]
    if not asked:
        return Task(
            Text("补好了，重新封发", "Repaired: seal and send again"), Text("只发补的页", "Only the repaired pages go")
        )
    _item, page = asked[0]
    code = RETURN_CODES[page.returned]
    if len(asked) == 1:
        return Task(
            Text(f"补扫第 {page.number} 页，重新封发", f"Scan page {page.number} again, seal and send"),
            Text(f"对方退回：{code.code} {code.what.zh}", f"Returned: {code.code} {code.what.en}"),
        )
    return Task(
        Text(f"补扫 {len(asked)} 页，重新封发", f"Scan {len(asked)} pages again, seal and send"),
        Text(f"对方退回：{code.code} {code.what.zh}等", f"Returned: {code.code} {code.what.en} and others"),
    )


def to_check(items: list[ItemView]) -> Task:
    """The destination's task: the whole file, or only what was repaired."""
    pages = sum(len(one.pages) for one in items)
    repaired = sum(page.is_repaired for one in items for page in one.pages)
    what = Text("核对档案", "Check the file")
    if repaired:
        return Task(
            what,
            Text(f"补来 {repaired} 页，其余没有变", f"{counted(repaired, 'page')} came again; the rest is unchanged"),
        )
    present = sum(bool(one.pages) for one in items)
    return Task(
        what,
        Text(f"{present} 份 {pages} 页，已签收", f"{counted(present, 'document')}, {counted(pages, 'page')}, received"),
    )


TASKS: dict[Stage, Task] = {
    Stage.DRAFT: Task(
        Text("等双方确认", "Both sides must confirm"), Text("还没有交到车管所", "Not with an office yet")
    ),
    Stage.SUBMITTED: Task(
        Text("受理", "Accept"), Text("发票已核对，双方已确认", "Invoice verified, both sides confirmed")
    ),
    Stage.CORRECTION: Task(
        Text("等买方补正", "The buyer must correct"), Text("已一次告知", "Everything was said at once")
    ),
    Stage.ORIGIN_INSPECTION: Task(
        Text("查验，办理转出", "Inspect and let go"), Text("先转出后转入", "Origin first, then destination")
    ),
    Stage.MOVED_OUT: Task(
        Text("等买方申请转入", "The buyer must apply"), Text("临时号牌有效期内", "While the temporary plate is valid")
    ),
    Stage.FILE_SENT: Task(
        Text("档案传送中", "The file is on its way"), Text("系统验签后自动签收", "Received by itself once verified")
    ),
    Stage.INSPECTION: Task(Text("查验", "Inspect the car"), Text("买方带车来", "The buyer brings it")),
    Stage.REINSPECTION: Task(
        Text("复检", "Inspect again"), Text("上次不合格，整改后再来", "It failed; it comes again once put right")
    ),
    Stage.REVIEW: Task(Text("审核", "Review"), Text("查验合格，材料齐全", "Inspection passed, papers complete")),
    Stage.APPROVED: Task(
        Text("等买方选号", "The buyer chooses a number"), Text("审核已通过", "Approved by the reviewer")
    ),
    Stage.NUMBERED: Task(
        Text("收旧牌、发新牌", "Take the old plates, issue the new"), Text("新号已选定", "The number is chosen")
    ),
    Stage.ISSUED: Task(Text("已登记", "Registered"), Text("系统归档中", "Being closed by the system")),
    Stage.CLOSED: Task(Text("已办结", "Closed"), Text("已登记到买方名下", "Registered to the buyer")),
    Stage.REFUSED: Task(Text("不予登记", "Refused"), Text("决定书已送达", "The letter was served")),
    Stage.WITHDRAWN: Task(Text("已撤回", "Withdrawn"), Text("当事人撤回", "By a party")),
    Stage.LAPSED: Task(Text("已失效", "Lapsed"), Text("卖方逾期没有确认", "The seller did not confirm in time")),
    Stage.EXPIRED: Task(Text("已过期", "Expired"), Text("逾期没有办理", "Nothing was done in time")),
    Stage.FILE_REQUESTED: to_send([]),
    Stage.FILE_RETURNED: to_repair([]),
    Stage.FILE_CHECK: to_check([]),
}
ENDORSE = Task(Text("单独签注", "Endorse for stock"), Text("经营者库存，不换号牌", "Dealer's stock, no new plate"))
CHECK_ONSITE = Task(
    Text("现场核对后再审核", "Check on site, then review"), Text("有嫌疑情形（第七十四条）", "Suspicion (Article 74)")
)


# --- who may do what now -------------------------------------------------------------------------------------------
def holds(officer: OfficerRecord, duty: Duty, office: str) -> bool:
    """The officer holds the duty for that office's region."""
    return officer.may(duty, region=office)


def panels_of(case: CaseView, officer: OfficerRecord) -> tuple[str, ...]:
    """The names of what this officer may do in the case now, the main one first."""
    origin, destination = str(case.origin.code), str(case.destination.code)
    taking = destination if case.way is Way.ONE_PLACE else origin
    is_window = holds(officer, Duty.WINDOW, taking)
    mine = origin if case.way is Way.ORIGIN_FIRST and case.stage in AT_ORIGIN else destination
    is_reviewer = holds(officer, Duty.REGISTRATION_REVIEW, mine)
    is_late = case.stage not in (Stage.SUBMITTED, Stage.CORRECTION)
    is_ready = case.stage is Stage.NUMBERED or (case.stage is Stage.APPROVED and case.ground is Ground.STOCK)
    to_scan = (Stage.FILE_REQUESTED, Stage.FILE_RETURNED, Stage.ORIGIN_INSPECTION)
    to_inspect = (Stage.INSPECTION, Stage.REINSPECTION)
    asked = (
        ("accept", case.stage is Stage.SUBMITTED and is_window),
        ("scan", case.stage in to_scan and holds(officer, Duty.ARCHIVE, origin)),
        ("check", case.stage is Stage.FILE_CHECK and holds(officer, Duty.ARCHIVE, destination)),
        ("move-out", case.stage is Stage.ORIGIN_INSPECTION and holds(officer, Duty.INSPECTION, origin)),
        ("inspect", case.stage in to_inspect and holds(officer, Duty.INSPECTION, destination)),
        ("review", case.stage is Stage.REVIEW and is_reviewer),
        ("issue", is_ready and holds(officer, Duty.WINDOW, destination)),
        ("clear", case.is_open and case.is_onsite_open and holds(officer, Duty.WINDOW, mine)),
        ("refuse", case.stage in REFUSABLE and (is_reviewer if is_late else is_window)),
        (
            "onsite",
            case.is_open and not case.is_onsite_open and any(holds(officer, duty, mine) for duty in CASE_DUTIES),
        ),
    )
    return tuple(name for name, is_so in asked if is_so)
