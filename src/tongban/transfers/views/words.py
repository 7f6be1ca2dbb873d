"""A case in words for its buyer and seller: who has it and by when, and what if time runs out.

What the reader does now is in queries/todos.py, because the home page asks it too.

One table for each question; nothing else in the citizen's pages asks for a stage.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation

from tongban.offices.records import OfficeRecord
from tongban.partners.records import Waiting
from tongban.transfers.queries import CaseView
from tongban.transfers.queries.late import LATE_STAGES
from tongban.transfers.rules.findings import Result
from tongban.transfers.stages import Actor, Ground, Stage
from tongban.ui.templatetags.ui import china_day, china_time
from tongban.verdicts import Text


@dataclass(frozen=True)
class Banner:
    """The first thing on the page. tone: working, or a standing once the case has ended."""

    tone: str
    title: str
    detail: str


def banner_of(case: CaseView, *, is_buyer: bool = False) -> Banner:
    """Who has it and by when. is_buyer: the buyer reads it, and is spoken to where it is the buyer's turn."""
    title, detail = YOUR_TURN[case.stage] if is_buyer and case.stage in YOUR_TURN else BANNERS[case.stage]
    if case.stage is Stage.SUBMITTED and case.turn is Actor.ORIGIN:
        detail = ORIGIN_ACCEPTS
    if case.stage is Stage.APPROVED and case.ground is Ground.STOCK:
        title, detail = WITH_OFFICE, ENDORSED
    if case.stage in (Stage.ISSUED, Stage.CLOSED) and case.ground is Ground.MOVE:
        title = MOVED
    return Banner(TONES.get(case.stage, "working"), filled(title, case), filled(detail, case))


def filled(text: Text, case: CaseView) -> str:
    """The sentence in the page's language with offices and the day in it."""
    words = {
        "office": name_of(case.turn_office or case.destination),
        "origin": name_of(case.origin),
        "destination": name_of(case.destination),
        "by": by_when(case),
    }
    return text.in_language(translation.get_language() or "zh-hans").format(**words)


def name_of(office: OfficeRecord) -> str:
    """The office's name in the page's language, without the 市 that nobody says."""
    return Text(office.name_zh.replace("市车管所", "车管所"), office.name_en).in_language(
        translation.get_language() or "zh-hans"
    )


def by_when(case: CaseView) -> str:
    """The day, and the hour where an office's day ends with it; "" when no clock runs."""
    if case.due_at is None:
        return ""
    hour = china_time(case.due_at)
    return china_day(case.due_at) if hour == "23:59" else f"{china_day(case.due_at)} {hour}"


WITH_OFFICE = Text("现在由{office}办理", "Now with the {office}")
BANNERS: dict[Stage, tuple[Text, Text]] = {
    Stage.DRAFT: (
        Text("等买卖双方确认", "Waiting for both sides"),
        Text("最迟 {by} 前都要确认，过期这笔交易就失效。", "Both must confirm by {by}, or the deal lapses."),
    ),
    Stage.SUBMITTED: (
        WITH_OFFICE,
        Text(
            "正在看申请，最迟 {by} 受理，缺什么会一次说全。",
            "It is looking at the application and accepts it by {by}, or says once what is missing.",
        ),
    ),
    Stage.CORRECTION: (
        Text("等买方补正", "The buyer must correct something"),
        Text("补齐后{destination}接着办，最迟 {by}。", "Then the {destination} goes on; by {by}."),
    ),
    Stage.ORIGIN_INSPECTION: (
        WITH_OFFICE,
        Text("买方带车到{origin}查验，最迟 {by} 办好转出。", "The buyer brings the car there; it decides by {by}."),
    ),
    Stage.MOVED_OUT: (
        Text("等买方申请转入", "The buyer must apply at the destination"),
        Text("临时号牌到 {by}，买方在这之前申请。", "The temporary plate ends on {by}; the buyer applies before."),
    ),
    Stage.FILE_REQUESTED: (
        WITH_OFFICE,
        Text(
            "正在整理车辆电子档案，最迟 {by} 发出。",
            "It is preparing the vehicle's electronic file and sends it by {by}.",
        ),
    ),
    Stage.FILE_SENT: (
        Text("电子档案正在路上", "The electronic file is on its way"),
        Text(
            "系统核对签章后，{destination}自动签收。",
            "The {destination} receives it by itself once the seal is verified.",
        ),
    ),
    Stage.FILE_CHECK: (
        WITH_OFFICE,
        Text("正在核对电子档案，最迟 {by} 核完。", "It is checking the electronic file, by {by}."),
    ),
    Stage.FILE_RETURNED: (
        WITH_OFFICE,
        Text(
            "有几页退回补扫，其余不用再传。最迟 {by} 补好。",
            "Some pages must be scanned again, the rest stays. By {by}.",
        ),
    ),
    Stage.INSPECTION: (
        Text("等买方带车来查验", "The buyer brings the car to be inspected"),
        Text("到{destination}，最迟 {by}。", "At the {destination}, by {by}."),
    ),
    Stage.REINSPECTION: (
        Text("等买方带车来复检", "The car must be inspected again"),
        Text(
            "上次没有合格，买方改好后再到{destination}，最迟 {by}。",
            "It did not pass. The buyer has it mended and brings it to the {destination} again, by {by}.",
        ),
    ),
    Stage.REVIEW: (
        WITH_OFFICE,
        Text("查验合格，正在审核，最迟 {by} 作决定。", "The car has passed; the decision comes by {by}."),
    ),
    Stage.APPROVED: (
        Text("审核通过，等买方选号", "Approved; the buyer chooses a number"),
        Text("选好号，{destination}就发牌发证。", "Then the {destination} issues plates and documents."),
    ),
    Stage.NUMBERED: (
        WITH_OFFICE,
        Text(
            "收回旧号牌、行驶证，发新的，最迟 {by}。",
            "It takes the old plates and licence card and issues the new ones, by {by}.",
        ),
    ),
    Stage.ISSUED: (
        Text("已登记到新车主名下", "Registered to the new owner"),
        Text("保险、税务和双方都会收到通知。", "Insurer, tax and both sides are told."),
    ),
    Stage.CLOSED: (
        Text("办完了，已登记到新车主名下", "Done: registered to the new owner"),
        Text("档案在{destination}，双方都已通知。", "The {destination} has the file; both sides were told."),
    ),
    Stage.REFUSED: (
        Text("不予登记", "Registration was refused"),
        Text("决定书写明理由，以及不服怎么办。", "The letter gives the grounds and where to turn."),
    ),
    Stage.WITHDRAWN: (
        Text("已撤回", "Withdrawn"),
        Text("车、档案和号牌都和申请前一样。", "Car, file and plates are as before the application."),
    ),
    Stage.LAPSED: (
        Text("这笔交易已失效", "The deal has lapsed"),
        Text(
            "没有在期限内确认。要继续，请经营者重新录入。",
            "It was not confirmed in time. To go on, let the dealer enter it again.",
        ),
    ),
    Stage.EXPIRED: (
        Text("这一件已过期", "The case has expired"),
        Text(
            "没有在期限内办理。档案回到{origin}，可以重新申请。",
            "Nothing was done in time. The file is with the {origin} again; you can apply anew.",
        ),
    ),
}
YOUR_TURN: dict[Stage, tuple[Text, Text]] = {  # the same for the buyer, whose turn it is
    Stage.CORRECTION: (
        Text("请您补正", "Please put something right"),
        Text("补齐后{destination}接着办，最迟 {by}。", "Then the {destination} goes on; by {by}."),
    ),
    Stage.ORIGIN_INSPECTION: (
        Text("请您带车去查验", "Please take the car to be inspected"),
        Text("到{origin}，最迟 {by} 办好转出。", "At the {origin}, which decides by {by}."),
    ),
    Stage.MOVED_OUT: (
        Text("请您申请转入", "Please apply at the destination"),
        Text("临时号牌到 {by}，在这之前申请。", "The temporary plate ends on {by}; apply before."),
    ),
    Stage.INSPECTION: (
        Text("请您带车来查验", "Please bring the car to be inspected"),
        Text("到{destination}，最迟 {by}。", "At the {destination}, by {by}."),
    ),
    Stage.REINSPECTION: (
        Text("请您带车来复检", "Please bring the car again"),
        Text(
            "上次没有合格，改好后再到{destination}，最迟 {by}。",
            "It did not pass. Have it mended and come to the {destination} again, by {by}.",
        ),
    ),
    Stage.APPROVED: (
        Text("审核通过，请您选号", "Approved: please choose a number"),
        Text("选好号，{destination}就发牌发证。", "Then the {destination} issues plates and documents."),
    ),
}
TONES = {
    Stage.ISSUED: "green",
    Stage.CLOSED: "green",
    Stage.REFUSED: "red",
    Stage.WITHDRAWN: "grey",
    Stage.LAPSED: "grey",
    Stage.EXPIRED: "grey",
}
MOVED = Text("办完了，已登记到新住所地", "Done: registered where you live now")
ORIGIN_ACCEPTS = Text(
    "要先转出后转入。正在看申请，最迟 {by} 受理。",
    "Origin first. It is looking at the application and accepts it by {by}.",
)
ENDORSED = Text("审核通过，办理单独签注。", "Approved; the endorsement for stock is being made.")


# --- if the deadline passes ----------------------------------------------------------------------------------------
FILE_LATE = Text(
    "车管所超过时限，自动报上级督办，再超就由省里接管。您不用重新申请，也不用去催。",
    "If the office is late its superior is told by itself, later the province takes over. You need not apply again.",
)
OFFICE_LATE = Text(
    "车管所超过时限，这一件会一直排在该所和上级监督人员的“已超时”里，直到办完。您不用重新申请，也不用去催。",
    "If the office is late the case stays under “Overdue” in its queue and in its supervisors’ until it is done. You need not apply again.",
)
IF_LATE: dict[Actor, Text] = {
    Actor.PARTIES: Text(
        "到期没有都确认，这笔交易自动失效：车不动，钱怎么退按你们的合同。要继续，请经营者重新录入。",
        "If not everybody confirms in time the deal lapses by itself and the car stays. The dealer can enter it again.",
    ),
    Actor.BUYER: Text(
        "到期没有办，这一件自动结束：档案退回登记地，锁定解除，车还是原车主的。可以重新申请。",
        "If you do nothing in time the case ends by itself: the file goes back, the car stays with its owner. You can apply again.",
    ),
    Actor.ORIGIN: OFFICE_LATE,
    Actor.DESTINATION: OFFICE_LATE,
    Actor.SYSTEM: Text(
        "系统自动办理，出了问题值班的人会收到。", "The system does this; if it fails, people on duty are told."
    ),
}


def if_late(case: CaseView) -> Text | None:
    """What happens if the one whose turn it is does nothing in time; only a file that is not sent goes higher up."""
    return FILE_LATE if case.stage in LATE_STAGES else IF_LATE.get(case.turn)


LATE_NOW = Text(
    "已经超时，排在该所和上级监督人员的“已超时”里。您不用重新申请。",
    "It is late and stands under “Overdue” in the office’s queue and in its supervisors’. You need not apply again.",
)
LATENESS: dict[int, Text] = {  # by the step of CaseEscalated
    1: Text(
        "已经超时，已提醒登记地。您不用重新申请。", "It is late; the office was reminded. You need not apply again."
    ),
    2: Text("已报上级督办。您不用重新申请。", "Its superior was told. You need not apply again."),
    3: Text(
        "已报上级督办，省级已经接管。您不用重新申请。",
        "Its superior was told, the province took over. You need not apply again.",
    ),
}


def lateness_of(case: CaseView) -> Text | None:
    """What has been done about an office that is late with this case; None while nobody is."""
    if not case.is_overdue or case.turn_office is None:
        return None
    return LATENESS.get(case.escalated, LATE_NOW)


# --- partners ------------------------------------------------------------------------------------------------------
ASKED: dict[str, Text] = {
    "enter-deal": Text("商务部门登记这笔交易", "commerce to register the deal"),
    "issue-invoice": Text("税务开具发票", "tax to issue the invoice"),
    "verify-invoice": Text("税务核对发票", "tax to verify the invoice"),
    "note-use": Text("税务记下发票已用", "tax to note the invoice's use"),
    "policy-of": Text("保险公司查交强险", "the insurer about the compulsory policy"),
    "change-insured": Text("保险公司改被保险人", "the insurer to change the insured"),
    "confirm-mortgage-transfer": Text("抵押权人（银行）同意", "the mortgagee's consent"),
}


def waiting_words(waiting: Waiting) -> Text:
    """Whom we wait for, how often we asked, and that nobody has to do anything about it."""
    asked = ASKED.get(waiting.kind, Text("合作部门回话", "a partner's answer"))
    if waiting.is_given_up:
        return Text(
            f"在等{asked.zh}，一直没有回话，已转人工处理。您不用重新申请。",
            f"We wait for {asked.en}. No answer came; somebody sees to it. You need not apply again.",
        )
    if not waiting.tries:
        return Text(f"在等{asked.zh}，刚刚发出。", f"We wait for {asked.en}; just asked.")
    tries = "one try" if waiting.tries == 1 else f"{waiting.tries} tries"
    return Text(
        f"在等{asked.zh}，还没有回话，已试 {waiting.tries} 次，我们会继续试。不是您的问题。",
        f"We wait for {asked.en}. No answer yet after {tries}; we go on trying. It is not your fault.",
    )


# --- the marks of the pre-check ------------------------------------------------------------------------------------
MARKS: dict[Result, tuple[str, str, Text]] = {
    Result.BLOCKED: ("red", "octagon-minus", Text("不能办", "Not possible")),
    Result.NEEDED: ("amber", "alert-triangle", Text("要先办", "To be done")),
    Result.ORIGIN_TASK: ("", "building-bank", Text("登记地补档", "Present office's task")),
    Result.ONSITE: ("", "map-pin", Text("到现场办", "On site")),
    Result.OLD_WAY: ("", "route", Text("先转出后转入", "Origin first")),
    Result.NOT_YET: ("grey", "help-square-rounded", Text("还不知道", "Not known yet")),
    Result.NOTE: ("", "info-circle", Text("请留意", "Please note")),
    Result.OK: ("green", "circle-check", Text("符合", "Met")),
}
ORDER = tuple(MARKS)
