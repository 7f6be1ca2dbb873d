"""Where a case can be: one row a stage, with its words; and the rows that stand instead in one of the law's ways.

Everything that a page, a queue, a clock or a guard asks of a stage is read from here.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from tongban.cases.table import Desk, End, Said, StageRow
from tongban.offices.records import Duty
from tongban.transfers.rules.clocks import CLOCKS
from tongban.transfers.stages.late import (
    BY_THE_SYSTEM,
    DEEMED,
    DEEMED_AT_ORIGIN,
    ESCALATES,
    IS_DECIDED,
    LAPSES,
    MAY_APPLY_LATE,
    OVERDUE,
)
from tongban.transfers.stages.names import Actor, Ground, Part, Silence, Stage, Way
from tongban.transfers.stages.todos import (
    APPLY_IN,
    BRING,
    BRING_TO_ORIGIN,
    CHOOSE,
    COLLECT,
    CORRECT,
    READ_LETTER,
    RECEIVE,
    RELEASED,
)
from tongban.verdicts import Text

ORIGIN, DESTINATION = Actor.ORIGIN, Actor.DESTINATION
OUT_WITHIN = CLOCKS["origin-decision"].days
WITH_OFFICE = Text("现在由{office}办理", "Now with the {office}")

STAGES: dict[Stage, StageRow] = {
    Stage.DRAFT: StageRow(
        turn=Actor.PARTIES,
        office=DESTINATION,
        clock="seller-confirmation",
        late=LAPSES,
        is_draft=True,
        is_withdrawable=True,
        task=Said.of("等双方确认", "Both sides must confirm", "还没有交到车管所", "Not with an office yet"),
        banner=Said.of(
            "等买卖双方确认",
            "Waiting for both sides",
            "请在 {by} 前都确认。买方申请了、卖方没有确认的，到期也会交给车管所。",
            "Both confirm by {by}. If the buyer alone has applied by then, the office gets it all the same.",
        ),
    ),
    Stage.SUBMITTED: StageRow(
        turn=DESTINATION,
        office=DESTINATION,
        desk=Desk(Duty.WINDOW, DESTINATION, "accept"),
        clock="acceptance",
        late=DEEMED,
        refuses=Duty.WINDOW,
        is_withdrawable=True,
        task=Said.of(
            "看材料：齐全、补正，或者不予受理",
            "Look at the papers: complete, to be corrected, or not accepted",
            "到期不告知就算受理",
            "Silence counts as acceptance",
        ),
        banner=Said(
            WITH_OFFICE,
            Text(
                "正在看材料，最迟 {by} 答复：齐全就等您带车来，缺什么一次说全。到期没有答复，从收到那天起算受理。",
                "It is looking at the papers and answers by {by}: complete, or once what is missing. Without an answer "
                "the application counts as accepted from the day it came.",
            ),
        ),
    ),
    Stage.CORRECTION: StageRow(
        turn=Actor.BUYER,
        office=DESTINATION,
        clock="correction",
        late=IS_DECIDED,
        refuses=Duty.WINDOW,
        is_withdrawable=True,
        task=Said.of("等买方补正", "The buyer must correct", "已一次告知", "Everything was said at once"),
        banner=Said.of(
            "等买方补正",
            "The buyer must correct something",
            "补齐后{destination}接着办，最迟 {by}。",
            "Then the {destination} goes on; by {by}.",
        ),
        yours=Said.of(
            "请您补正",
            "Please put something right",
            "补齐后{destination}接着办，最迟 {by}。",
            "Then the {destination} goes on; by {by}.",
        ),
        todos={Part.BUYER: CORRECT},
    ),
    Stage.ORIGIN_INSPECTION: StageRow(
        turn=Actor.BUYER,
        office=ORIGIN,
        desk=Desk(Duty.INSPECTION, ORIGIN, "move-out"),
        also=Desk(Duty.ARCHIVE, ORIGIN, "scan"),
        clock="inspection",
        late=IS_DECIDED,
        refuses=Duty.REGISTRATION_REVIEW,
        is_locked=True,
        task=Said.of("查验，办理转出", "Inspect and let go", "先转出后转入", "Origin first, then destination"),
        banner=Said.of(
            "等买方带车去查验",
            "The buyer takes the car to be inspected",
            f"到{{origin}}，最迟 {{by}}。车到当天受理，最迟 {OUT_WITHIN} 个工作日办好转出。",
            f"At the {{origin}}, by {{by}}. It is accepted when the car is shown, and let go within {OUT_WITHIN} working days.",
        ),
        yours=Said.of(
            "请您带车去查验",
            "Please take the car to be inspected",
            f"到{{origin}}，最迟 {{by}}。车到当天受理，最迟 {OUT_WITHIN} 个工作日办好转出。",
            f"At the {{origin}}, by {{by}}. It is accepted when the car is shown, and let go within {OUT_WITHIN} working days.",
        ),
        todos={Part.BUYER: BRING_TO_ORIGIN},
    ),
    Stage.MOVED_OUT: StageRow(
        turn=Actor.BUYER,
        office=DESTINATION,
        clock="temporary-plate",
        late=MAY_APPLY_LATE,
        is_locked=True,
        task=Said.of(
            "等买方申请转入", "The buyer must apply", "临时号牌有效期内", "While the temporary plate is valid"
        ),
        banner=Said.of(
            "等买方申请转入",
            "The buyer must apply at the destination",
            "临时号牌到 {by}，买方在这之前申请。",
            "The temporary plate ends on {by}; the buyer applies before.",
        ),
        yours=Said.of(
            "请您申请转入",
            "Please apply at the destination",
            "临时号牌到 {by}，在这之前申请。",
            "The temporary plate ends on {by}; apply before.",
        ),
        todos={Part.BUYER: APPLY_IN},
    ),
    Stage.FILE_REQUESTED: StageRow(
        turn=ORIGIN,
        office=DESTINATION,
        desk=Desk(Duty.ARCHIVE, ORIGIN, "scan"),
        clock="origin-release",
        late=ESCALATES,
        is_withdrawable=True,
        is_locked=True,
        needs_papers=True,
        task=Said.of(
            "核对目录，封发档案",
            "Check the list, seal and send the file",
            "电子档案齐全",
            "The electronic file is complete",
        ),
        banner=Said(
            WITH_OFFICE,
            Text(
                "正在整理车辆电子档案，最迟 {by} 发出。",
                "It is preparing the vehicle's electronic file and sends it by {by}.",
            ),
        ),
    ),
    Stage.FILE_SENT: StageRow(
        turn=Actor.SYSTEM,
        office=DESTINATION,
        clock="file-check",
        late=BY_THE_SYSTEM,
        is_withdrawable=True,
        is_locked=True,
        task=Said.of("档案传送中", "The file is on its way", "系统验签后自动签收", "Received by itself once verified"),
        banner=Said.of(
            "电子档案正在路上",
            "The electronic file is on its way",
            "系统核对签章后，{destination}自动签收。",
            "The {destination} receives it by itself once the seal is verified.",
        ),
    ),
    Stage.FILE_CHECK: StageRow(
        turn=DESTINATION,
        office=DESTINATION,
        desk=Desk(Duty.ARCHIVE, DESTINATION, "check"),
        clock="file-check",
        late=OVERDUE,
        refuses=Duty.REGISTRATION_REVIEW,
        is_withdrawable=True,
        is_locked=True,
        needs_papers=True,
        task=Said.of("核对档案", "Check the file", "已签收", "Received"),
        banner=Said(
            WITH_OFFICE,
            Text("正在核对电子档案，最迟 {by} 核完。", "It is checking the electronic file, by {by}."),
        ),
    ),
    Stage.FILE_RETURNED: StageRow(
        turn=ORIGIN,
        office=DESTINATION,
        desk=Desk(Duty.ARCHIVE, ORIGIN, "scan"),
        clock="origin-release",
        late=ESCALATES,
        refuses=Duty.REGISTRATION_REVIEW,
        is_withdrawable=True,
        is_locked=True,
        needs_papers=True,
        task=Said.of("补好了，重新封发", "Repaired: seal and send again", "只发补的页", "Only the repaired pages go"),
        banner=Said(
            WITH_OFFICE,
            Text(
                "有几页退回补扫，其余不用再传。最迟 {by} 补好。",
                "Some pages must be scanned again, the rest stays. By {by}.",
            ),
        ),
    ),
    Stage.INSPECTION: StageRow(
        turn=Actor.BUYER,
        office=DESTINATION,
        desk=Desk(Duty.INSPECTION, DESTINATION, "inspect"),
        clock="inspection",
        late=IS_DECIDED,
        refuses=Duty.REGISTRATION_REVIEW,
        is_withdrawable=True,
        is_locked=True,
        task=Said.of("查验", "Inspect the car", "买方带车来", "The buyer brings it"),
        banner=Said.of(
            "等买方带车来查验",
            "The buyer brings the car to be inspected",
            "到{destination}，最迟 {by}。车到当天受理，{within}个工作日内作决定。",
            "At the {destination}, by {by}. It is accepted when the car is shown; the decision comes within {within} working days.",
        ),
        yours=Said.of(
            "请您带车来查验",
            "Please bring the car to be inspected",
            "到{destination}，最迟 {by}。车到当天受理，{within}个工作日内作决定。",
            "At the {destination}, by {by}. It is accepted when the car is shown; the decision comes within {within} working days.",
        ),
        todos={Part.BUYER: BRING},
    ),
    Stage.REINSPECTION: StageRow(
        turn=Actor.BUYER,
        office=DESTINATION,
        desk=Desk(Duty.INSPECTION, DESTINATION, "inspect"),
        clock="inspection",
        late=IS_DECIDED,
        refuses=Duty.REGISTRATION_REVIEW,
        is_withdrawable=True,
        is_locked=True,
        task=Said.of("复检", "Inspect again", "上次不合格，整改后再来", "It failed; it comes again once put right"),
        banner=Said.of(
            "等买方带车来复检",
            "The car must be inspected again",
            "上次没有合格，买方改好后再到{destination}，最迟 {by}。",
            "It did not pass. The buyer has it mended and brings it to the {destination} again, by {by}.",
        ),
        yours=Said.of(
            "请您带车来复检",
            "Please bring the car again",
            "上次没有合格，改好后再到{destination}，最迟 {by}。",
            "It did not pass. Have it mended and come to the {destination} again, by {by}.",
        ),
        todos={Part.BUYER: BRING},
    ),
    Stage.REVIEW: StageRow(
        turn=DESTINATION,
        office=DESTINATION,
        desk=Desk(Duty.REGISTRATION_REVIEW, DESTINATION, "review"),
        clock="decision",
        clock_from="accepted_at",
        late=OVERDUE,
        refuses=Duty.REGISTRATION_REVIEW,
        is_withdrawable=True,
        is_locked=True,
        task=Said.of("审核", "Review", "查验合格，材料齐全", "Inspection passed, papers complete"),
        banner=Said(
            WITH_OFFICE,
            Text(
                "查验合格，已经受理，正在审核，最迟 {by} 作决定。",
                "The car has passed and the application is accepted; the decision comes by {by}.",
            ),
        ),
    ),
    Stage.APPROVED: StageRow(
        turn=Actor.BUYER,
        office=DESTINATION,
        is_locked=True,
        task=Said.of("等买方选号", "The buyer chooses a number", "审核已通过", "Approved by the reviewer"),
        banner=Said.of(
            "审核通过，等买方选号",
            "Approved; the buyer chooses a number",
            "选好号，{destination}就发牌发证。",
            "Then the {destination} issues plates and documents.",
        ),
        yours=Said.of(
            "审核通过，请您选号",
            "Approved: please choose a number",
            "选好号，{destination}就发牌发证。",
            "Then the {destination} issues plates and documents.",
        ),
        todos={Part.BUYER: CHOOSE},
    ),
    Stage.NUMBERED: StageRow(
        turn=DESTINATION,
        office=DESTINATION,
        desk=Desk(Duty.WINDOW, DESTINATION, "issue"),
        clock="decision",
        clock_from="accepted_at",
        late=OVERDUE,
        is_locked=True,
        task=Said.of("收旧牌、发新牌", "Take the old plates, issue the new", "新号已选定", "The number is chosen"),
        banner=Said(
            WITH_OFFICE,
            Text(
                "收回旧号牌、行驶证，发新的，最迟 {by}。",
                "It takes the old plates and licence card and issues the new ones, by {by}.",
            ),
        ),
        todos={Part.BUYER: COLLECT},
    ),
    Stage.ISSUED: StageRow(
        turn=Actor.SYSTEM,
        office=DESTINATION,
        tone="green",
        task=Said.of("已登记", "Registered", "系统归档中", "Being closed by the system"),
        banner=Said.of(
            "已登记到新车主名下",
            "Registered to the new owner",
            "保险、税务和双方都会收到通知。",
            "Insurer, tax and both sides are told.",
        ),
        todos={Part.BUYER: RECEIVE, Part.SELLER: RELEASED},
    ),
    Stage.CLOSED: StageRow(
        turn=Actor.NOBODY,
        office=DESTINATION,
        end=End.DONE,
        tone="green",
        task=Said.of("已办结", "Closed", "已登记到买方名下", "Registered to the buyer"),
        banner=Said.of(
            "办完了，已登记到新车主名下",
            "Done: registered to the new owner",
            "档案在{destination}，双方都已通知。",
            "The {destination} has the file; both sides were told.",
        ),
        todos={Part.BUYER: RECEIVE, Part.SELLER: RELEASED},
    ),
    Stage.REFUSED: StageRow(
        turn=Actor.NOBODY,
        office=DESTINATION,
        end=End.WITHOUT,
        tone="red",
        task=Said.of("不予登记", "Refused", "决定书已送达", "The letter was served"),
        banner=Said.of(
            "不予登记",
            "Registration was refused",
            "决定书写明理由，以及不服怎么办。",
            "The letter gives the grounds and where to turn.",
        ),
        todos=dict.fromkeys(Part, READ_LETTER),
    ),
    Stage.WITHDRAWN: StageRow(
        turn=Actor.NOBODY,
        office=DESTINATION,
        end=End.WITHOUT,
        tone="grey",
        task=Said.of("已撤回", "Withdrawn", "当事人撤回", "By a party"),
        banner=Said.of(
            "已撤回",
            "Withdrawn",
            "车、档案和号牌都和申请前一样。",
            "Car, file and plates are as before the application.",
        ),
    ),
    Stage.LAPSED: StageRow(
        turn=Actor.NOBODY,
        office=DESTINATION,
        end=End.WITHOUT,
        tone="grey",
        task=Said.of("已失效", "Lapsed", "卖方逾期没有确认", "The seller did not confirm in time"),
        banner=Said.of(
            "这笔交易已失效",
            "The deal has lapsed",
            "没有在期限内确认。要继续，请经营者重新录入。",
            "It was not confirmed in time. To go on, let the dealer enter it again.",
        ),
    ),
    Stage.EXPIRED: StageRow(
        turn=Actor.NOBODY,
        office=DESTINATION,
        end=End.WITHOUT,
        is_former=True,
        tone="grey",
        task=Said.of("已过期", "Expired", "逾期没有办理", "Nothing was done in time"),
        banner=Said.of(
            "这一件已过期",
            "The case has expired",
            "没有在期限内办理。档案回到{origin}，可以重新申请。",
            "Nothing was done in time. The file is with the {origin} again; you can apply anew.",
        ),
    ),
}

DECIDES_NOW = Said.of(
    "逾期没有办，书面决定",
    "Nothing came in time: decide in writing",
    "写明理由和救济途径；决定以前办好的照样收",
    "With the ground and where to turn; what comes before still counts",
)
WILL_DECIDE = Said(
    Text("期限到了，由{office}书面决定", "Time has passed: the {office} decides in writing"),
    Text(
        "最迟 {by}，写明理由和救济途径。在决定以前还可以办。",
        "By {by}, with the ground and where to turn. Until it has decided you can still act.",
    ),
)


def decided_by(stage: Stage, silence: Silence) -> StageRow:
    """The row of a stage in which nothing came in time: the office is called to decide in writing."""
    office = ORIGIN if silence is Silence.AT_ORIGIN else DESTINATION
    return replace(
        STAGES[stage],
        turn=office,
        office=office,
        desk=Desk(Duty.REGISTRATION_REVIEW, office, "decide"),
        also=STAGES[stage].desk if STAGES[stage].desk is not None else None,
        clock="written-decision",
        late=OVERDUE,
        refuses=Duty.REGISTRATION_REVIEW,
        task=DECIDES_NOW,
        banner=WILL_DECIDE,
        yours=None,
    )


CALLED = (
    (Stage.CORRECTION, Silence.AT_DESTINATION),
    (Stage.CORRECTION, Silence.AT_ORIGIN),
    (Stage.ORIGIN_INSPECTION, Silence.AT_ORIGIN),
    (Stage.INSPECTION, Silence.AT_DESTINATION),
    (Stage.REINSPECTION, Silence.AT_DESTINATION),
)
"""Where an office can be called to decide because the other side was silent."""

MOVED = Text("办完了，已登记到新住所地", "Done: registered where you live now")
REGISTERED_BY_MOVE = {
    stage: replace(STAGES[stage], banner=replace(STAGES[stage].banner, title=MOVED))
    for stage in (Stage.ISSUED, Stage.CLOSED)
}

VARIANTS: dict[tuple[Stage, StrEnum], StageRow] = {
    **{(stage, silence): decided_by(stage, silence) for stage, silence in CALLED},
    # The old way: the origin takes the application, and the destination has three days for a vehicle that moves in.
    (Stage.SUBMITTED, Way.ORIGIN_FIRST): replace(
        STAGES[Stage.SUBMITTED],
        turn=ORIGIN,
        office=ORIGIN,
        desk=Desk(Duty.WINDOW, ORIGIN, "accept"),
        late=DEEMED_AT_ORIGIN,
        banner=Said(
            WITH_OFFICE,
            Text(
                "要先转出后转入。正在看材料，最迟 {by} 答复；到期没有答复，从收到那天起算受理。",
                "Origin first. It is looking at the papers and answers by {by}; without an answer the application counts "
                "as accepted from the day it came.",
            ),
        ),
    ),
    (Stage.CORRECTION, Way.ORIGIN_FIRST): replace(STAGES[Stage.CORRECTION], office=ORIGIN),
    (Stage.REVIEW, Way.ORIGIN_FIRST): replace(STAGES[Stage.REVIEW], clock="decision-moved-in"),
    (Stage.NUMBERED, Way.ORIGIN_FIRST): replace(STAGES[Stage.NUMBERED], clock="decision-moved-in"),
    # Moving home: three days, and the owner stays the same.
    (Stage.REVIEW, Ground.MOVE): replace(STAGES[Stage.REVIEW], clock="moving-home"),
    (Stage.NUMBERED, Ground.MOVE): replace(STAGES[Stage.NUMBERED], clock="moving-home"),
    **{(stage, Ground.MOVE): row for stage, row in REGISTERED_BY_MOVE.items()},
    # A dealer's stock: no new number, and nobody collects a licence.
    (Stage.APPROVED, Ground.STOCK): replace(
        STAGES[Stage.APPROVED],
        turn=DESTINATION,
        desk=Desk(Duty.WINDOW, DESTINATION, "issue"),
        task=Said.of("单独签注", "Endorse for stock", "经营者库存，不换号牌", "Dealer's stock, no new plate"),
        banner=Said(
            WITH_OFFICE, Text("审核通过，办理单独签注。", "Approved; the endorsement for stock is being made.")
        ),
        yours=None,
        todos={},
    ),
    (Stage.ISSUED, Ground.STOCK): replace(STAGES[Stage.ISSUED], todos={Part.SELLER: RELEASED}),
    (Stage.CLOSED, Ground.STOCK): replace(STAGES[Stage.CLOSED], todos={Part.SELLER: RELEASED}),
}
