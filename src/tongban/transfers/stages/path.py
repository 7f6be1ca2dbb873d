"""The steps of a case in the words of the people in it; which stage lies behind each, and in which ways it is not gone."""

from __future__ import annotations

from tongban.cases.table import Step
from tongban.transfers.rules.clocks import CLOCKS
from tongban.transfers.rules.precheck import RULES
from tongban.transfers.stages.names import Ground, Stage, Way
from tongban.verdicts import Text

TOLD_WITHIN, OUT_WITHIN, PLATE_DAYS = (
    CLOCKS[name].days for name in ("acceptance", "origin-decision", "temporary-plate")
)

PATH: tuple[Step[Stage], ...] = (
    Step(
        "precheck",
        Text("预检通过", "Pre-check passed"),
        Text(f"{len(RULES)} 项都看过", f"All {len(RULES)} checks were made"),
        Stage.DRAFT,
    ),
    Step(
        "invoice",
        Text("发票已核对", "Invoice verified"),
        Text("税务的数据一致", "Tax records agree"),
        Stage.SUBMITTED,
        but=(Ground.MOVE,),
    ),
    Step(
        "signatures",
        Text("双方确认", "Seller and buyer confirm"),
        Text("各自刷脸确认", "Each with a face check"),
        Stage.SUBMITTED,
    ),
    Step(
        "accept",
        Text("{destination}看材料", "{destination} looks at the papers"),
        Text(f"最长 {TOLD_WITHIN} 个工作日", f"Within {TOLD_WITHIN} working days"),
        Stage.FILE_REQUESTED,
        but=(Way.ORIGIN_FIRST,),
    ),
    Step(
        "receive-file",
        Text("{origin}传电子档案", "{origin} sends the electronic file"),
        Text("档案岗，1 个工作日", "Archive keeper, 1 working day"),
        Stage.FILE_CHECK,
        but=(Way.ORIGIN_FIRST,),
    ),
    Step(
        "accept",
        Text("{origin}看材料", "{origin} looks at the papers"),
        Text(f"最长 {TOLD_WITHIN} 个工作日", f"Within {TOLD_WITHIN} working days"),
        Stage.ORIGIN_INSPECTION,
        but=(Way.ONE_PLACE,),
    ),
    Step(
        "move-out",
        Text("{origin}查验，办转出", "{origin} inspects and lets the vehicle go"),
        Text(
            f"{OUT_WITHIN} 个工作日，发 {PLATE_DAYS} 天临时号牌",
            f"{OUT_WITHIN} working days; a temporary plate for {PLATE_DAYS} days",
        ),
        Stage.MOVED_OUT,
        but=(Way.ONE_PLACE,),
    ),
    Step(
        "apply-in",
        Text("买方申请转入{destination}", "The buyer applies at {destination}"),
        Text("临时号牌有效期内", "While the temporary plate is valid"),
        Stage.FILE_SENT,
        but=(Way.ONE_PLACE,),
    ),
    Step(
        "accept-file",
        Text("{destination}核对档案", "{destination} checks the file"),
        Text("收到后 1 个工作日", "Within 1 working day of receipt"),
        Stage.INSPECTION,
    ),
    Step(
        "inspect",
        Text("买方带车来查验", "The buyer brings the car to be inspected"),
        Text("到{destination}，约 30 分钟", "At {destination}, about 30 minutes"),
        Stage.REVIEW,
    ),
    Step(
        "issue",
        Text("审核、选号、发证", "Review, new number, documents"),
        Text("查验合格后 1 个工作日", "Within 1 working day of passing"),
        Stage.ISSUED,
        but=(Ground.STOCK,),
    ),
    Step(
        "issue",
        Text("审核、单独签注", "Review, endorsement for stock"),
        Text("查验合格后 1 个工作日", "Within 1 working day of passing"),
        Stage.ISSUED,
        but=(Ground.SALE, Ground.MOVE),
    ),
)
