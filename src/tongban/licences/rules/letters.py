"""驾驶证状态 as a table (domain facts 2.4): what each letter lets the holder do, and why.

A standing is a set of letters; the worst one decides. Which letters there are, and what a phone shows of each, is practice;
what each forbids is law where an article is cited. Letters C and L have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tongban.credentials.records import Entitlement, Stage
from tongban.licences.rules.sources import (
    ACCIDENT_RULES,
    LICENCE_RULES,
    POINTS_RULES,
    ROAD_LAW,
    ROAD_REGULATION,
    VIOLATION_RULES,
)
from tongban.verdicts import Basis, Reason, Text, basis_of


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
    """One letter of 驾驶证状态 (or one condition of a vehicle). may_drive: nothing that we know forbids it.

    quote: the decisive words of the article; is_practice: no text has this letter's effect, authorities do so.
    """

    code: str
    name: Text
    may_drive: bool
    may_apply: bool
    display: Display
    entitlement: Entitlement
    article: str
    what: Text
    remedy: Text
    quote: str = ""
    is_practice: bool = False

    @property
    def basis(self) -> Basis:
        """Law, practice or this platform's own design."""
        return basis_of(self.article, is_practice=self.is_practice)

    @property
    def reason(self) -> Reason:
        """The letter as a reason with its article."""
        code = f"状态 {self.code}"
        return Reason(code, self.article, self.what, self.remedy, quote=self.quote, is_practice=self.is_practice)


NOT_WHILE = ROAD_REGULATION.article("第二十八条")
ENDED = LICENCE_RULES.article("第七十九条")
PUT_OFF = LICENCE_RULES.article("第七十五条")
PUT_OFF_WORDS = "延期期限最长不超过三年。延期期间机动车驾驶人不得驾驶机动车"
ASK_ISSUER = Text("请联系发证地公安交管部门。", "Contact the office that issued your licence.")

LETTERS: dict[str, Letter] = {
    letter.code: letter
    for letter in (
        Letter("A", Text("正常", "Normal"), True, True, Display.SHOWN, Entitlement.VALID, "", Text("", ""), Text("", "")),
        Letter(
            "B", Text("超分", "12 points reached"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED,
            f"{NOT_WHILE}、{POINTS_RULES.article('第二十条', '第二十三条', '第二十九条')}",
            Text("本记分周期已记满12分，不得驾驶机动车。", "12 points are reached in this cycle: no driving."),
            Text(
                "在发证地、违法行为地或者处理地参加满分学习，考试合格并缴清罚款后恢复。收到满分教育通知书后三十日内拒不参加的，公告驾驶证停止使用。",
                "Take the full-mark course where the licence was issued, where the violation happened or was dealt with. Restored when the test "
                "is passed and the fines are paid. Whoever refuses it for 30 days after the notice has the use of the licence stopped by announcement.",
            ),
            "以及记分达到12分的，不得驾驶机动车……在机动车驾驶证核发地或者交通违法行为发生地、处理地参加"
            "……考试合格且罚款已缴纳的，记分予以清除，发还机动车驾驶证……收到满分教育通知书后三十日内拒不参加",
        ),
        Letter(
            "C", Text("转出", "Moving to another office"), True, False, Display.ABNORMAL, Entitlement.VALID, "",
            Text("驾驶证正在转往另一个车管所。", "The licence is moving to another office."),
            Text("转入办结后再来申领。", "Apply when the move is completed."),
            is_practice=True,
        ),
        Letter(
            "D", Text("暂扣", "Suspended"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED,
            f"{NOT_WHILE}、{ROAD_LAW.article('第九十九条')}、{POINTS_RULES.article('第十条')}",
            Text("驾驶证已暂扣，暂扣期间不得驾驶机动车。", "The licence is suspended: no driving meanwhile."),
            Text(
                "暂扣期满后恢复。暂扣期间驾驶的，处二百元以上二千元以下罚款，一次记6分。",
                "Restored when the suspension ends. Driving meanwhile costs a fine of 200 to 2,000 yuan and 6 points.",
            ),
            "暂扣期间……不得驾驶机动车……处二百元以上二千元以下罚款……机动车驾驶证被暂扣期间驾驶机动车的"
            "……一次记6分……机动车驾驶证被暂扣或者扣留期间驾驶机动车的",
        ),
        Letter(
            "E", Text("撤销", "Annulled"), False, False, Display.HIDDEN, Entitlement.REVOKED,
            LICENCE_RULES.article("第七十九条", "第十五条"),
            Text("驾驶许可已被撤销。", "The permission to drive was annulled."),
            Text("撤销满三年后才能重新申请。", "You can apply again three years after the annulment."),
            "机动车驾驶证依法被吊销或者驾驶许可依法被撤销的……驾驶许可依法被撤销未满三年的",
        ),
        Letter(
            "F", Text("吊销", "Revoked"), False, False, Display.HIDDEN, Entitlement.REVOKED,
            LICENCE_RULES.article("第七十九条", "第十五条"),
            Text("驾驶证已被吊销。", "The licence was revoked."),
            Text(
                "吊销满二年后才能重新申请；按吊销原因也可能是五年、十年或者终生。处罚决定书上写着原因，也可以问发证地公安交管部门。",
                "You can apply again two years after it was revoked; by its ground it may also be five years, ten years or never. "
                "The decision says the ground; the office that issued the licence tells it too.",
            ),
            "机动车驾驶证依法被吊销或者驾驶许可依法被撤销的……未满五年的……未满十年的……因其他情形依法被吊销机动车驾驶证未满二年的",
        ),
        Letter(
            "G", Text("注销", "Cancelled"), False, False, Display.HIDDEN, Entitlement.REVOKED, ENDED,
            Text("驾驶证已被注销。", "The licence was cancelled."),
            Text("向发证地车管所问清注销原因；不是吊销、撤销的，可以直接申请考试。", "Ask the issuing office for the ground; unless it was revoked or annulled you can apply for the tests at once."),
            "有下列情形之一的，车辆管理所应当注销其机动车驾驶证",
        ),
        Letter(
            "H", Text("违法未处理", "Violations open"), True, True, Display.SHOWN, Entitlement.VALID,
            f"{LICENCE_RULES.article('第七十三条')}、{VIOLATION_RULES.article('第二十条')}",
            Text("有交通违法没有处理：没有规定因此不得驾驶，但是不能通过审验。", "Violations are open. No rule forbids driving because of them, but no review is passed."),
            Text("收到通知后三十日内接受处理。", "Have them dealt with within 30 days of the notice."),
            "对道路交通安全违法行为或者交通事故未处理完毕的……不予通过审验……告知其在三十日内接受处理",
        ),
        Letter(
            "I", Text("事故未处理", "Accident open"), True, True, Display.SHOWN, Entitlement.VALID,
            LICENCE_RULES.article("第七十三条"),
            Text("有事故没有处理完：没有规定因此不得驾驶，但是不能通过审验。", "An accident is open. No rule forbids driving because of it, but no review is passed."),
            Text("联系办案的交警大队。", "Contact the unit that handles the case."),
            "对道路交通安全违法行为或者交通事故未处理完毕的……不予通过审验",
        ),
        Letter(
            "J", Text("停止使用", "Use stopped"), False, False, Display.MESSAGE, Entitlement.ASK_OFFICE,
            f"{POINTS_RULES.article('第二十九条')}、{ROAD_REGULATION.article('第二十五条')}",
            Text(
                "记满12分后没有按通知参加学习、考试，驾驶证已公告停止使用。",
                "12 points were reached and the course was not taken as notified: the use of the licence was stopped by announcement.",
            ),
            Text("参加满分学习，考试合格并缴清罚款后，由发证地公安交管部门恢复。", "Take the full-mark course, pass its test and pay the fines; the office that issued the licence restores it."),
            "拒不参加公安机关交通管理部门通知的满分学习、考试的，由公安机关交通管理部门公告其机动车驾驶证停止使用"
            "……机动车驾驶人记分达到12分，拒不参加",
        ),
        Letter(
            # No text forbids driving while the card is seized as evidence: an officer asks, and nobody is stopped for it.
            "K", Text("扣押", "Seized"), True, False, Display.ABNORMAL, Entitlement.ASK_OFFICE,
            f"{ACCIDENT_RULES.article('第四十条')}、{LICENCE_RULES.article('第六十九条')}",
            Text(
                "驾驶证已被依法扣押，扣押期间不能补发。能不能驾驶，要问扣押单位。",
                "The licence is seized; none is re-issued meanwhile. Whether its holder may drive is for the body that seized it to say.",
            ),
            Text("带上扣押文书，向扣押单位询问。", "Take the document of the seizure and ask the body that seized it."),
            "扣押机动车驾驶证等与事故有关的物品、证件，并按照规定出具扣押法律文书……机动车驾驶证被依法扣押、扣留或者暂扣期间，机动车驾驶人不得申请补发",
        ),
        Letter(
            "L", Text("锁定", "Locked by the office"), False, False, Display.MESSAGE, Entitlement.ASK_OFFICE, "",
            Text("发证地车管所锁定了您的驾驶证。", "The office that issued your licence has locked it."),
            Text("车管所会书面或者电子告知原因；没有收到的，请向发证地车管所问。", "The office tells the ground in writing or electronically; if you have not received it, ask there."),
            is_practice=True,
        ),
        Letter(
            "M", Text("逾期未换证", "Not renewed in time"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED,
            f"{NOT_WHILE}、{LICENCE_RULES.article('第六十三条', '第七十二条', '第七十九条')}",
            Text("驾驶证已过有效期，不得驾驶机动车。", "The licence has expired: no driving."),
            Text(
                "带身份证明和身体条件证明，到任何一个车管所换证，同时接受审验；不在发证地换的，交回原证，驾驶证转到换证地。超过有效期一年以上没有换证的，注销驾驶证。",
                "Renew it at any office with proof of identity and of health; it is reviewed there. Away from the issuing office the old card is handed "
                "in and the licence moves. If it is not renewed within a year after its end, it is cancelled.",
            ),
            "超过有效期……不得驾驶机动车……向机动车驾驶证核发地或者核发地以外的车辆管理所申请换证……医疗机构出具的有关身体条件的证明"
            "……换领机动车驾驶证时，应当接受公安机关交通管理部门的审验……超过机动车驾驶证有效期一年以上未换证的",
        ),
        Letter(
            "N", Text("延期换证", "Renewal put off"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED, PUT_OFF,
            Text("换证已延期，延期期间不得驾驶机动车。", "Renewal is put off: no driving meanwhile."),
            Text("换证后恢复；延期最长三年。", "Restored when it is renewed; at most three years can be put off."), PUT_OFF_WORDS,
        ),
        Letter(
            "P", Text("延期体检", "Health proof put off"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED, PUT_OFF,
            Text("提交身体条件证明已延期，延期期间不得驾驶机动车。", "The health proof is put off: no driving meanwhile."),
            Text("提交身体条件证明后恢复；延期最长三年。", "Restored when the proof is handed in; at most three years can be put off."), PUT_OFF_WORDS,
        ),
        Letter(
            "R", Text("注销可恢复", "Cancelled, can be restored"), False, False, Display.HIDDEN, Entitlement.REVOKED, ENDED,
            Text("驾驶证已注销，可以恢复。", "The licence is cancelled and can be restored."),
            Text("怎样恢复，看注销原因；请向任何一个车管所问。", "How depends on the ground; any office tells it."),
            "可以恢复驾驶资格。申请人可以向机动车驾驶证核发地或者核发地以外的车辆管理所申请",
        ),
        Letter(
            "S", Text("逾期未审验", "Review overdue"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED,
            LICENCE_RULES.article("第七十二条", "第九十九条"),
            Text("逾期没有审验，审验以前不要驾驶。", "The periodic review is overdue: do not drive before it is done."),
            Text(
                "在发证地或者发证地以外参加审验。逾期不参加审验仍驾驶的，处二百元以上五百元以下罚款。",
                "Have the review done anywhere. Driving without it costs a fine of 200 to 500 yuan.",
            ),
            "可以在机动车驾驶证核发地或者核发地以外的地方参加审验……处二百元以上五百元以下罚款……逾期不参加审验仍驾驶机动车的",
        ),
        Letter(
            "T", Text("延期审验", "Review put off"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED, PUT_OFF,
            Text("审验已延期，延期期间不得驾驶机动车。", "The review is put off: no driving meanwhile."),
            Text("审验后恢复；延期最长三年。", "Restored when the review is done; at most three years can be put off."), PUT_OFF_WORDS,
        ),
        Letter(
            "U", Text("扣留", "Withheld"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED,
            f"{NOT_WHILE}、{VIOLATION_RULES.article('第二十五条', '第三十二条')}",
            Text("驾驶证已被扣留，不得驾驶机动车。", "The licence is withheld: no driving."),
            Text(
                "十五日内到凭证上写的地点接受处理。只处罚款的，缴清后立即发还；因记分满分扣留的，考试合格后发还。",
                "Come within 15 working days to the place that the receipt names. After a fine alone it is given back as soon as that is paid; after 12 points when the test is passed.",
            ),
            "被依法扣留……不得驾驶机动车……告知当事人在十五日内到指定地点接受处理……缴纳罚款完毕后，应当立即发还机动车驾驶证"
            "……扣留机动车驾驶证至考试合格之日",
        ),
    )
}  # fmt: skip

NOT_RENEWED = Reason(
    "状态 R-8",
    LICENCE_RULES.article("第七十九条"),
    Text("超过有效期一年以上没有换证，驾驶证已注销，可以恢复。", "Not renewed within a year after its end: the licence is cancelled and can be restored."),
    Text(
        "注销没有超过二年的，到任何一个车管所参加科目一考试，合格后恢复驾驶资格。",
        "Within two years of the cancellation: pass the theory test at any office, and you may drive again.",
    ),
    quote="超过机动车驾驶证有效期一年以上未换证的……被注销机动车驾驶证未超过二年的，机动车驾驶人参加道路交通安全法律、法规和相关知识考试合格后，可以恢复驾驶资格",
)  # fmt: skip
NO_HEALTH_PROOF = Reason(
    "状态 R-9",
    LICENCE_RULES.article("第七十九条"),
    Text("记分周期结束后一年内没有提交身体条件证明，驾驶证已注销，可以恢复。", "No health proof within a year after the cycle: the licence is cancelled and can be restored."),
    Text(
        "驾驶证在有效期内或者超过有效期不满一年的，到任何一个车管所提交身体条件证明，就恢复驾驶资格，不用考试。",
        "As long as the licence is valid, or expired for less than a year, hand the health proof in at any office; no test is needed.",
    ),
    quote="在一个记分周期结束后一年内未提交身体条件证明的……机动车驾驶证在有效期内或者超过有效期不满一年的，机动车驾驶人提交身体条件证明后，可以恢复驾驶资格",
)  # fmt: skip
TOO_LATE_TO_RESTORE = Reason(
    "状态 G-8",
    LICENCE_RULES.article("第七十九条", "第二十七条"),
    Text("超过有效期一年以上没有换证，驾驶证已注销；注销超过二年，不能再恢复。", "Not renewed within a year after its end and cancelled more than two years ago: it cannot be restored."),
    Text("可以直接申请原准驾车型的考试。", "You can apply for the tests of your class at once."),
    quote="超过机动车驾驶证有效期一年以上未换证的……被注销机动车驾驶证未超过二年的……原机动车驾驶证因超过有效期未换证被注销的",
)  # fmt: skip
