"""驾驶证状态 as a table (domain facts 2.4): what each letter lets the holder do, and why.

A standing is a set of letters; the worst one decides. Letters marked uncertain in the facts (C, N, P, T and
whether H and I show black) are settings of the profile, not law.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tongban.credentials.records import Entitlement, Stage
from tongban.licences.rules.sources import LICENCE_RULES, POINTS_RULES, ROAD_REGULATION
from tongban.verdicts import Text


class Display(StrEnum):
    """What the holder's phone shows (EL-02)."""

    SHOWN = "shown"  # the face and a black code
    ABNORMAL = "abnormal"  # the face and a red code
    MESSAGE = "message"  # no face: a sentence and whom to ask
    HIDDEN = "hidden"  # no face: the licence is no more

    @property
    def stage(self) -> Stage:
        """Where an electronic licence is that is shown so."""
        return STAGES[self]


STAGES = {
    Display.SHOWN: Stage.ISSUED,
    Display.ABNORMAL: Stage.SUSPENDED_VIEW,
    Display.MESSAGE: Stage.BLOCKED,
    Display.HIDDEN: Stage.REVOKED,
}


@dataclass(frozen=True)
class Letter:
    """One letter of 驾驶证状态."""

    code: str
    name: Text
    may_drive: bool
    may_apply: bool
    display: Display
    entitlement: Entitlement
    article: str
    what: Text
    remedy: Text


NOT_WHILE = ROAD_REGULATION.article("第二十八条")
TAKEN_BACK = LICENCE_RULES.article("第七十九条")
ASK_ISSUER = Text("请联系发证地公安交管部门。", "Contact the office that issued your licence.")

LETTERS: dict[str, Letter] = {
    letter.code: letter
    for letter in (
        Letter("A", Text("正常", "Normal"), True, True, Display.SHOWN, Entitlement.VALID, "", Text("", ""), Text("", "")),
        Letter(
            "B", Text("超分", "12 points reached"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED, NOT_WHILE,
            Text("本记分周期已记满 12 分，不得驾驶机动车。", "12 points are reached in this cycle: no driving."),
            Text("参加满分学习并考试合格后恢复。", "Restored after the full-mark course and its test."),
        ),
        Letter(
            "C", Text("转出", "Moving to another office"), True, False, Display.ABNORMAL, Entitlement.VALID, "",
            Text("驾驶证正在转往另一个车管所。", "The licence is moving to another office."),
            Text("转入办结后再来申领。", "Apply when the move is completed."),
        ),
        Letter(
            "D", Text("暂扣", "Suspended"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED, NOT_WHILE,
            Text("驾驶证已暂扣，暂扣期间不得驾驶机动车。", "The licence is suspended: no driving meanwhile."),
            Text("暂扣期满后恢复。", "Restored when the suspension ends."),
        ),
        Letter(
            "E", Text("撤销", "Annulled"), False, False, Display.HIDDEN, Entitlement.REVOKED, TAKEN_BACK,
            Text("驾驶许可已被撤销。", "The permission to drive was annulled."),
            Text("按规定重新申请驾驶证。", "Apply for a licence again under the rules."),
        ),
        Letter(
            "F", Text("吊销", "Revoked"), False, False, Display.HIDDEN, Entitlement.REVOKED, TAKEN_BACK,
            Text("驾驶证已被吊销。", "The licence was revoked."),
            Text("按规定重新申请驾驶证。", "Apply for a licence again under the rules."),
        ),
        Letter(
            "G", Text("注销", "Cancelled"), False, False, Display.HIDDEN, Entitlement.REVOKED, TAKEN_BACK,
            Text("驾驶证已被注销。", "The licence was cancelled."),
            Text("按规定恢复驾驶资格或者重新申请。", "Have it restored or apply again under the rules."),
        ),
        Letter(
            "H", Text("违法未处理", "Violations open"), True, True, Display.SHOWN, Entitlement.VALID, "",
            Text("有违法没有处理，不影响驾驶。", "Violations are open; driving is not affected."),
            Text("在“违法处理”里办，一般 10 分钟。", "Settle them under “violations”; it usually takes 10 minutes."),
        ),
        Letter(
            "I", Text("事故未处理", "Accident open"), True, True, Display.SHOWN, Entitlement.VALID, "",
            Text("有事故没有处理完，不影响驾驶。", "An accident is open; driving is not affected."),
            Text("联系办案的交警大队。", "Contact the unit that handles the case."),
        ),
        Letter(
            "J", Text("停止使用", "Use stopped"), False, False, Display.MESSAGE, Entitlement.ASK_OFFICE, "",
            Text("您的驾驶证状态异常。", "The standing of your licence is abnormal."), ASK_ISSUER,
        ),
        Letter(
            "K", Text("扣押", "Seized"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED, "",
            Text("驾驶证已被扣押，不得驾驶机动车。", "The licence is seized: no driving."),
            Text("向扣押单位询问解除时间。", "Ask the body that seized it when it will be released."),
        ),
        Letter(
            "L", Text("锁定", "Locked by the office"), False, False, Display.MESSAGE, Entitlement.ASK_OFFICE, "",
            Text("您的驾驶证状态异常。", "The standing of your licence is abnormal."), ASK_ISSUER,
        ),
        Letter(
            "M", Text("逾期未换证", "Not renewed in time"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED, NOT_WHILE,
            Text("驾驶证已过有效期，不得驾驶机动车。", "The licence has expired: no driving."),
            Text("先办期满换证，全国都能办，1 个工作日。", "Renew it first: anywhere in the country, 1 working day."),
        ),
        Letter(
            "N", Text("延期换证", "Renewal put off"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED,
            LICENCE_RULES.article("第七十五条"),
            Text("换证已延期，延期期间不得驾驶机动车。", "Renewal is put off: no driving meanwhile."),
            Text("换证后恢复。", "Restored when it is renewed."),
        ),
        Letter(
            "P", Text("延期体检", "Health proof put off"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED,
            LICENCE_RULES.article("第七十五条"),
            Text("体检已延期，延期期间不得驾驶机动车。", "The health proof is put off: no driving meanwhile."),
            Text("提交身体条件证明后恢复。", "Restored when the health proof is handed in."),
        ),
        Letter(
            "R", Text("注销可恢复", "Cancelled, can be restored"), False, False, Display.HIDDEN, Entitlement.REVOKED, TAKEN_BACK,
            Text("驾驶证已注销，可以恢复。", "The licence is cancelled and can be restored."),
            Text("二年内参加科目一考试合格后恢复。", "Pass the theory test within two years to restore it."),
        ),
        Letter(
            "S", Text("逾期未审验", "Review overdue"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED,
            LICENCE_RULES.article("第九十九条"),
            Text("逾期没有审验，不得驾驶机动车。", "The periodic review is overdue: no driving."),
            Text("先办审验。", "Have the review done first."),
        ),
        Letter(
            "T", Text("延期审验", "Review put off"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED,
            LICENCE_RULES.article("第七十五条"),
            Text("审验已延期，延期期间不得驾驶机动车。", "The review is put off: no driving meanwhile."),
            Text("审验后恢复。", "Restored when the review is done."),
        ),
        Letter(
            "U", Text("扣留", "Withheld"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED,
            f"{NOT_WHILE}、{POINTS_RULES.article('第十七条')}",
            Text("驾驶证已被扣留，不得驾驶机动车。", "The licence is withheld: no driving."),
            Text("处理完扣留事由后恢复。", "Restored when the ground for withholding is settled."),
        ),
    )
}  # fmt: skip
