"""A case in words for its buyer and seller: who has it and by when, what the reader does now, what if time runs out.

One table for each question; nothing else in the citizen's pages asks for a stage.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation

from tongban.offices.records import OfficeRecord
from tongban.partners.records import Waiting
from tongban.transfers.queries import CaseView
from tongban.transfers.queries.parts import Part, PartView
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


@dataclass(frozen=True)
class Todo:
    """What the reader does now. view: the page of the act by its name, "" when there is nothing to press."""

    title: Text
    detail: Text
    view: str = ""
    button: Text | None = None


def banner_of(case: CaseView) -> Banner:
    """Who has it and by when."""
    title, detail = BANNERS[case.stage]
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
        Text("带车到{origin}查验，最迟 {by} 办好转出。", "Bring the car to the {origin}; it decides by {by}."),
    ),
    Stage.MOVED_OUT: (
        Text("等买方申请转入", "The buyer must apply at the destination"),
        Text("临时号牌到 {by}，在这之前申请。", "The temporary plate ends on {by}; apply before."),
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
        Text("等您带车来查验", "The car must be inspected"),
        Text("到{destination}，最迟 {by}。", "At the {destination}, by {by}."),
    ),
    Stage.REINSPECTION: (
        Text("等您带车来复检", "The car must be inspected again"),
        Text(
            "上次没有合格，改好后再到{destination}，最迟 {by}。",
            "It did not pass. Mend it and come to the {destination} again, by {by}.",
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


# --- what the reader does now --------------------------------------------------------------------------------------
def todo_of(case: CaseView, me: PartView) -> Todo:
    """What this reader does now; a plain sentence when it is nothing."""
    return next((todo for is_so, todo in acts(case, me) if is_so), nothing(case, me))


def acts(case: CaseView, me: PartView) -> list[tuple[bool, Todo]]:
    """Every act a person may have to do, and whether it is this reader's now."""
    is_draft = case.stage is Stage.DRAFT
    is_buyer, is_seller, is_clerk = me.part is Part.BUYER, me.part is Part.SELLER, me.part is Part.CLERK
    return [
        (is_draft and is_seller and case.seller_confirmed_at is None, CONFIRM),
        (is_draft and me.part is Part.CO_OWNER and not me.has_agreed, CONFIRM_SHARE),
        (is_draft and is_buyer and case.buyer_applied_at is None, APPLY_MOVE if case.ground is Ground.MOVE else APPLY),
        (is_draft and bool(case.invoice_broken) and is_clerk, MEND_INVOICE),
        (case.stage is Stage.CORRECTION and is_buyer, CORRECT),
        (case.stage is Stage.MOVED_OUT and is_buyer and not me.is_agent, APPLY_IN),
        (case.stage is Stage.APPROVED and is_buyer and case.ground is not Ground.STOCK, CHOOSE),
        (case.is_onsite_open and is_buyer, COME),
        (case.stage in (Stage.INSPECTION, Stage.REINSPECTION) and is_buyer, BRING),
        (case.stage is Stage.ORIGIN_INSPECTION and is_buyer, BRING_TO_ORIGIN),
        (case.stage is Stage.NUMBERED and is_buyer, COLLECT),
        (case.stage in (Stage.ISSUED, Stage.CLOSED) and is_buyer and case.ground is not Ground.STOCK, RECEIVE),
        (case.stage in (Stage.ISSUED, Stage.CLOSED) and is_seller and not me.is_agent, RELEASED),
        (case.stage is Stage.REFUSED, READ_LETTER),
    ]


def nothing(case: CaseView, me: PartView) -> Todo:
    """There is nothing to do; what comes next for this reader."""
    if not case.is_open:
        return OVER
    if case.stage is Stage.DRAFT and me.part is not Part.CLERK:
        return WAIT_OTHER
    return WAIT_BUYER if me.part is Part.BUYER else WAIT


CONFIRM = Todo(
    Text("请您确认卖车", "Please confirm the sale"),
    Text(
        "看清楚车、买方和价钱再确认。要刷脸。",
        "Look at the car, the buyer and the price first. A face check is asked for.",
    ),
    "case-confirm",
    Text("看清楚，去确认", "Look, then confirm"),
)
CONFIRM_SHARE = Todo(
    Text("您是共有人，请您确认", "You are a joint owner: please confirm"),
    Text("每位共有人都要同意。要刷脸。", "Every joint owner must agree. A face check is asked for."),
    "case-confirm",
    Text("看清楚，去确认", "Look, then confirm"),
)
APPLY = Todo(
    Text("请您申请过户", "Please apply for the transfer"),
    Text(
        "核对内容，缺的材料一起交。要刷脸。", "Check what is there and add what is missing. A face check is asked for."
    ),
    "case-apply",
    Text("核对，去申请", "Check, then apply"),
)
APPLY_MOVE = Todo(
    Text("请您申请迁出", "Please apply for the move"),
    Text(
        "核对内容，缺的材料一起交。要刷脸。", "Check what is there and add what is missing. A face check is asked for."
    ),
    "case-apply",
    Text("核对，去申请", "Check, then apply"),
)
MEND_INVOICE = Todo(
    Text("发票没有通过核对，请换一张", "The invoice did not pass; name another"),
    Text("作废重开后，把新发票的号码填上。", "Have it voided and issued again, then give the new number."),
    "case-invoice",
    Text("填新发票", "Give the new invoice"),
)
CORRECT = Todo(
    Text("请您补正，一次补齐就行", "Please correct: everything is named at once"),
    Text("车管所要什么，写在下一页。", "The next page says what the office asks for."),
    "case-correct",
    Text("去补正", "Correct"),
)
APPLY_IN = Todo(
    Text("请您申请转入", "Please apply at the destination"),
    Text(
        "转出地办好了，档案已经封好。要刷脸。", "The origin is done and the file is sealed. A face check is asked for."
    ),
    "case-apply-in",
    Text("去申请转入", "Apply at the destination"),
)
CHOOSE = Todo(
    Text("请您选新号码", "Please choose the new number"),
    Text("十个随机号里选一个，或者自己编。", "One of ten random ones, or one of your own."),
    "case-number",
    Text("去选号", "Choose a number"),
)
COME = Todo(
    Text("请带身份证和车到转入地车管所", "Bring your identity card and the car to the destination office"),
    Text("这一件改为现场办理（第七十四条）。", "This case is handled on site (Article 74)."),
)
BRING = Todo(
    Text("请带车来查验，只跑这一次", "Bring the car to be inspected: the only visit"),
    Text("带身份证、行驶证，约 30 分钟。", "With your identity card and the licence card; about 30 minutes."),
)
BRING_TO_ORIGIN = Todo(
    Text("请带车到登记地查验", "Bring the car to the present office"),
    Text(
        "带号牌和行驶证，当场收回，发临时号牌。",
        "Bring plates and licence card: they are taken back for a temporary plate.",
    ),
)
COLLECT = Todo(
    Text("带旧号牌和行驶证来换新的", "Bring the old plates and licence card for the new ones"),
    Text("到转入地车管所窗口，也可以托人带来。", "To the destination office's window; somebody else may bring them."),
)
RECEIVE = Todo(
    Text("电子行驶证可以领了", "Your electronic vehicle licence is ready"),
    Text("领到手机里，民警扫码就能查。", "Collect it on your phone; an officer scans its code."),
    "licence",
    Text("领电子行驶证", "Collect the vehicle licence"),
)
RELEASED = Todo(
    Text("您的责任到此为止", "Your responsibility has ended"),
    Text("从登记那一刻起，这辆车和您没有关系了。", "From the moment of registration the car is no longer yours."),
    "case-release",
    Text("看责任截止证明", "See the proof of release"),
)
READ_LETTER = Todo(
    Text("请看决定书", "Read the letter"),
    Text("里面有理由、怎么改、向谁申诉。", "It has the grounds, what to change and where to turn."),
    "case-letter",
    Text("看决定书", "Read the letter"),
)
OVER = Todo(Text("您不用做什么。", "There is nothing to do."), Text("这一件已经结束。", "The case has ended."))
WAIT_OTHER = Todo(
    Text("您现在不用做什么。", "You do not need to do anything now."),
    Text(
        "您这边好了，等对方和税务。齐了会自动交到车管所。",
        "Your part is done. Once the other side and tax have answered, it goes to the office by itself.",
    ),
)
WAIT_BUYER = Todo(
    Text("您现在不用做什么。", "You do not need to do anything now."),
    Text("轮到您时，我们会通知。", "We will tell you when it is your turn."),
)
WAIT = Todo(
    Text("您现在不用做什么。", "You do not need to do anything now."),
    Text("登记办完那一刻，我们会通知您。", "We will tell you the moment it is registered."),
)

# --- if the deadline passes ----------------------------------------------------------------------------------------
OFFICE_LATE = Text(
    "车管所超过时限，自动报上级督办，再超就由省里接管。您不用重新申请，也不用去催。",
    "If the office is late its superior is told by itself, later the province takes over. You need not apply again.",
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
    return Text(
        f"在等{asked.zh}，还没有回话，已试 {waiting.tries} 次，我们会继续试。不是您的问题。",
        f"We wait for {asked.en}. No answer yet after {waiting.tries} tries; we go on trying. It is not your fault.",
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
