"""The steps of a case in the words of the people in it; which stages lie behind each."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.transfers.stages import Ground, Stage, Way
from tongban.verdicts import Text

ORDER = (
    Stage.DRAFT,
    Stage.SUBMITTED,
    Stage.CORRECTION,
    Stage.ORIGIN_INSPECTION,
    Stage.MOVED_OUT,
    Stage.FILE_REQUESTED,
    Stage.FILE_SENT,
    Stage.FILE_CHECK,
    Stage.FILE_RETURNED,
    Stage.INSPECTION,
    Stage.REINSPECTION,
    Stage.REVIEW,
    Stage.APPROVED,
    Stage.NUMBERED,
    Stage.ISSUED,
    Stage.CLOSED,
)


@dataclass(frozen=True)
class Step:
    """One line of the path. word: the move or event that completed it; before: it is done in this stage and later."""

    word: str
    title: Text
    detail: Text
    before: Stage

    def is_done(self, stage: str) -> bool:
        """True if the case has come as far as `before` on the straight way. Ended cases keep nothing open."""
        here = Stage(stage)
        return here in ORDER and ORDER.index(here) >= ORDER.index(self.before)


PRECHECK = Step(
    "precheck", Text("预检通过", "Pre-check passed"), Text("20 项都看过", "All 20 checks were made"), Stage.DRAFT
)
INVOICE = Step(
    "invoice", Text("发票已核对", "Invoice verified"), Text("税务的数据一致", "Tax records agree"), Stage.SUBMITTED
)
SIGNED = Step(
    "signatures",
    Text("双方确认", "Seller and buyer confirm"),
    Text("各自刷脸确认", "Each with a face check"),
    Stage.SUBMITTED,
)
ACCEPTED = Step(
    "accept",
    Text("{destination}受理", "Accepted by {destination}"),
    Text("最长 5 个工作日", "Within 5 working days"),
    Stage.FILE_REQUESTED,
)
SENT = Step(
    "receive-file",
    Text("{origin}传电子档案", "{origin} sends the electronic file"),
    Text("档案岗，1 个工作日", "Archive keeper, 1 working day"),
    Stage.FILE_CHECK,
)
CHECKED = Step(
    "accept-file",
    Text("{destination}核对档案", "{destination} checks the file"),
    Text("收到后 1 个工作日", "Within 1 working day of receipt"),
    Stage.INSPECTION,
)
INSPECTED = Step(
    "inspect",
    Text("买方带车来查验", "The buyer brings the car to be inspected"),
    Text("到{destination}，约 30 分钟", "At {destination}, about 30 minutes"),
    Stage.REVIEW,
)
REGISTERED = Step(
    "issue",
    Text("审核、选号、发证", "Review, new number, documents"),
    Text("查验合格后 1 个工作日", "Within 1 working day of passing"),
    Stage.ISSUED,
)
OLD_ACCEPTED = Step(
    "accept",
    Text("{origin}受理", "Accepted by {origin}"),
    Text("最长 5 个工作日", "Within 5 working days"),
    Stage.ORIGIN_INSPECTION,
)
OLD_OUT = Step(
    "move-out",
    Text("{origin}查验，办转出", "{origin} inspects and lets the vehicle go"),
    Text("3 个工作日，发 30 天临时号牌", "3 working days; a temporary plate for 30 days"),
    Stage.MOVED_OUT,
)
OLD_IN = Step(
    "apply-in",
    Text("买方申请转入{destination}", "The buyer applies at {destination}"),
    Text("临时号牌有效期内", "While the temporary plate is valid"),
    Stage.FILE_SENT,
)
ENDORSED = Step(
    "issue",
    Text("审核、单独签注", "Review, endorsement for stock"),
    Text("查验合格后 1 个工作日", "Within 1 working day of passing"),
    Stage.ISSUED,
)

STRAIGHT = (PRECHECK, INVOICE, SIGNED, ACCEPTED, SENT, CHECKED, INSPECTED, REGISTERED)
OLD = (PRECHECK, INVOICE, SIGNED, OLD_ACCEPTED, OLD_OUT, OLD_IN, CHECKED, INSPECTED, REGISTERED)
PATHS: dict[tuple[Way, Ground], tuple[Step, ...]] = {
    (Way.ONE_PLACE, Ground.SALE): STRAIGHT,
    (Way.ONE_PLACE, Ground.MOVE): tuple(one for one in STRAIGHT if one is not INVOICE),
    (Way.ONE_PLACE, Ground.STOCK): (*STRAIGHT[:-1], ENDORSED),
    (Way.ORIGIN_FIRST, Ground.SALE): OLD,
    (Way.ORIGIN_FIRST, Ground.MOVE): tuple(one for one in OLD if one is not INVOICE),
    (Way.ORIGIN_FIRST, Ground.STOCK): (*OLD[:-1], ENDORSED),
}
