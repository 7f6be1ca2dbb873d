"""机动车状态 as a table (domain facts 2.4), with one line more: the compulsory insurance, which has no letter.

A standing is a set of conditions; the worst one decides. `may_drive` means here: may this vehicle be on the road?
Which letters are shown, and which allow the electronic licence, is a design value; the articles say who may not drive.
"""

from __future__ import annotations

from collections.abc import Iterable

from tongban.credentials.records import Entitlement
from tongban.licences.rules.letters import Display, Letter
from tongban.licences.rules.sources import REGISTRATION_RULES, ROAD_LAW, VIOLATION_RULES
from tongban.verdicts import Text

UNINSURED = "uninsured"  # no letter of 机动车状态: it follows from the day alone
REGISTERED_FIRST = ROAD_LAW.article("第八条")
REGISTERED_WORDS = "机动车经公安机关交通管理部门登记后，方可上道路行驶"
SCRAPPED = ROAD_LAW.article("第十四条", "第一百条")
SCRAPPED_WORDS = (
    "达到报废标准的机动车不得上道路行驶……应当予以收缴，强制报废……处二百元以上二千元以下罚款，并吊销机动车驾驶证"
)
SCRAPPED_REMEDY = Text(
    "交给报废机动车回收企业，办理注销登记。开上路的，收缴车辆强制报废，对驾驶人处二百元以上二千元以下罚款，并吊销驾驶证。",
    "Hand it to a scrapping firm and have it deregistered. On the road it is taken and scrapped; its driver is fined 200 to 2,000 yuan and loses the licence.",
)  # fmt: skip
ASK_OFFICE = Text("请联系登记地车管所。", "Contact the vehicle office of the registration place.")

CONDITIONS: dict[str, Letter] = {
    letter.code: letter
    for letter in (
        Letter("A", Text("正常", "Normal"), True, True, Display.SHOWN, Entitlement.VALID, "", Text("", ""), Text("", "")),
        Letter(
            "B", Text("转出", "Moved out"), False, False, Display.MESSAGE, Entitlement.ASK_OFFICE, REGISTERED_FIRST,
            Text("登记已转出，还没有在新的车管所登记。", "The record has moved out and is not registered at the next office yet."),
            Text("在转入地车管所办完登记；上路要有临时号牌。", "Complete the registration there; a temporary plate is needed meanwhile."),
            REGISTERED_WORDS + "……尚未登记的机动车，需要临时上道路行驶的，应当取得临时通行牌证",
        ),
        Letter(
            "C", Text("被盗抢", "Stolen"), False, False, Display.MESSAGE, Entitlement.ASK_OFFICE,
            f"{REGISTRATION_RULES.article('第七十六条')}、{VIOLATION_RULES.article('第二十七条')}",
            Text(
                "机动车登记为被盗抢骗，停止办理各项业务；上路的，依法扣留车辆。",
                "The vehicle is recorded as stolen; no business is handled, and on the road it is impounded.",
            ),
            Text("车辆发还后由公安机关恢复。", "Restored by the police when the vehicle is given back."),
            "停止办理该车的各项登记和业务……依法扣留车辆……机动车有被盗抢嫌疑的",
        ),
        Letter(
            "D", Text("停驶", "Laid up"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED, "",
            Text("机动车已登记停驶，停驶期间不得上路。", "The vehicle is laid up: it may not be on the road."),
            Text("办理复驶后恢复。", "Restored when it is put back on the road."),
            is_practice=True,
        ),
        Letter(
            "E", Text("注销", "Deregistered"), False, False, Display.HIDDEN, Entitlement.REVOKED, REGISTERED_FIRST,
            Text("机动车登记已注销，不得上路。", "The registration is cancelled: not on the road."),
            Text("注销的车辆不能恢复电子行驶证。", "A deregistered vehicle gets no electronic licence."),
            REGISTERED_WORDS,
        ),
        Letter(
            "G", Text("违法未处理", "Violations open"), True, True, Display.SHOWN, Entitlement.VALID, "",
            Text("有违法没有处理，不影响上路。", "Violations are open; being on the road is not affected."),
            Text("收到通知后到公安交管部门接受处理。", "Have them dealt with as the notice says."),
        ),
        Letter(
            "H", Text("海关监管", "Under customs control"), True, True, Display.SHOWN, Entitlement.VALID, "",
            Text("海关监管车辆，不影响上路，过户要先解除监管。", "Under customs control; it may be driven, a sale needs the release first."),
            Text("过户前向海关申请解除监管证明。", "Ask customs for the release before a sale."),
        ),
        Letter(
            "I", Text("事故未处理", "Accident open"), True, True, Display.SHOWN, Entitlement.VALID, "",
            Text("有事故没有处理完，不影响上路。", "An accident is open; being on the road is not affected."),
            Text("联系办案的交警大队。", "Contact the unit that handles the case."),
        ),
        Letter(
            "J", Text("嫌疑车", "Under suspicion"), False, False, Display.MESSAGE, Entitlement.ASK_OFFICE, "",
            Text("机动车状态异常。", "The standing of the vehicle is abnormal."), ASK_OFFICE, is_practice=True,
        ),
        Letter(
            # A court may forbid the use of what it seizes, or leave it: nobody but that body can say which.
            "K", Text("查封", "Seized on paper"), True, True, Display.ABNORMAL, Entitlement.ASK_OFFICE,
            REGISTRATION_RULES.article("第十五条", "第二十九条"),
            Text(
                "机动车被依法查封，不予办理登记。能不能上路，要问查封机关。",
                "The vehicle is seized: nothing is registered. Whether it may be on the road is for the body that seized it to say.",
            ),
            Text("向作出查封决定的机关询问，上路带上查封文书。", "Ask the body that seized it, and carry its document in the car."),
            "机动车被监察机关、人民法院、人民检察院、行政执法部门依法查封、扣押的……不予办理转让登记",
        ),
        Letter(
            "L", Text("扣留", "Impounded"), False, False, Display.ABNORMAL, Entitlement.SUSPENDED, "",
            Text("机动车已被扣留，不得上路。", "The vehicle is impounded: not on the road."),
            Text("处理完扣留事由后发还。", "Given back when the ground is settled."),
            is_practice=True,
        ),
        Letter(
            "M", Text("达到报废标准", "Due for scrapping"), False, False, Display.HIDDEN, Entitlement.REVOKED, SCRAPPED,
            Text("机动车达到报废标准，不得上路。", "The vehicle is due for scrapping: not on the road."),
            SCRAPPED_REMEDY, SCRAPPED_WORDS,
        ),
        Letter(
            "N", Text("事故逃逸", "Hit and run"), False, False, Display.MESSAGE, Entitlement.ASK_OFFICE, "",
            Text("机动车状态异常。", "The standing of the vehicle is abnormal."), ASK_OFFICE, is_practice=True,
        ),
        Letter(
            "O", Text("锁定", "Locked by a business"), True, True, Display.SHOWN, Entitlement.VALID, "",
            Text("有登记业务正在办理，不影响上路。", "A registration business is running; being on the road is not affected."),
            Text("业务办结后自动解除。", "It ends by itself with the business."),
        ),
        Letter(
            "P", Text("报废公告，牌证作废", "Papers void by announcement"), False, False, Display.HIDDEN, Entitlement.REVOKED,
            f"{SCRAPPED}、{REGISTRATION_RULES.article('第四十一条')}",
            Text("机动车达到报废标准，号牌和行驶证已公告作废，不得上路。", "Due for scrapping; plates and licence were declared void: not on the road."),
            SCRAPPED_REMEDY, f"{SCRAPPED_WORDS}……应当公告机动车登记证书、号牌、行驶证作废",
        ),
        Letter(
            "Q", Text("逾期未检验", "Inspection overdue"), False, True, Display.ABNORMAL, Entitlement.SUSPENDED,
            ROAD_LAW.article("第十三条"),
            Text("检验有效期已过，不得上路。", "The inspection has run out: not on the road."),
            Text("先办安全技术检验，通过后自动恢复。", "Have it inspected; it is restored by itself."),
            "定期进行安全技术检验",
        ),
        Letter(
            UNINSURED, Text("没有交强险", "Not insured"), False, True, Display.ABNORMAL, Entitlement.SUSPENDED,
            ROAD_LAW.article("第十七条", "第九十八条"),
            Text("交强险已过期，不得上路。", "The compulsory insurance has run out: not on the road."),
            Text(
                "先投保交强险，保险公司传来信息后自动恢复。没有投保的，扣留车辆，并处应缴保险费二倍的罚款。",
                "Insure it; it is restored when the insurer reports. Without it the car is impounded, and the fine is twice the premium.",
            ),
            "国家实行机动车第三者责任强制保险制度……扣留车辆至依照规定投保后，并处依照规定投保最低责任限额应缴纳的保险费的二倍罚款",
        ),
    )
}  # fmt: skip
ABNORMAL = Letter(
    "abnormal", Text("状态异常", "Standing abnormal"), False, False, Display.MESSAGE, Entitlement.ASK_OFFICE, "",
    Text("机动车状态异常。", "The standing of the vehicle is abnormal."), ASK_OFFICE,
)  # fmt: skip
SILENT = frozenset(code for code, one in CONDITIONS.items() if one.display is Display.MESSAGE)
"""What its holder reads as ABNORMAL and nothing else, because whoever holds the phone may be the thief: a stolen or
suspected car (C, J) reads like one whose record has moved out (B). Officers read the letters."""


def for_holder(codes: Iterable[str]) -> tuple[str, ...]:
    """The conditions as the holder may read them, sorted as they came."""
    return tuple(dict.fromkeys(ABNORMAL.code if code in SILENT else code for code in codes))


def condition(code: str) -> Letter:
    """The condition of that code, the holder's ABNORMAL among them; KeyError for any other."""
    return ABNORMAL if code == ABNORMAL.code else CONDITIONS[code]


GONE = frozenset("EMP")  # no day matters any more
TO_ASK = frozenset(
    f"状态 {one.code}" for one in CONDITIONS.values() if one.may_drive and one.entitlement is Entitlement.ASK_OFFICE
)
"""Codes of notes that keep no car off the road but have to be asked about before it is waved on."""
